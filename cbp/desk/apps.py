from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "cbp.desk"
    label = "desk"
