from django.apps import AppConfig


class CyclesConfig(AppConfig):
    name = "cbp.cycles"
    label = "cycles"
