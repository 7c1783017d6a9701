"""Django's name for the room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "kehu.desk.accounts"
    label = "accounts"
