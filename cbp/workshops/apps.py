from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    name = "cbp.workshops"
    label = "workshops"
