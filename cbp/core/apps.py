from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "cbp.core"
    label = "core"
