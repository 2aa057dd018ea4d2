from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "cbp.plans"
    label = "plans"
