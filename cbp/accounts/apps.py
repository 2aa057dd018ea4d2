from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "cbp.accounts"
    label = "accounts"
