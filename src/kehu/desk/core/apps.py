"""Django's name for the room."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "kehu.desk.core"
    label = "core"
