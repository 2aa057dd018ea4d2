from django.apps import AppConfig


class PrioritiesConfig(AppConfig):
    name = "cbp.priorities"
    label = "priorities"
