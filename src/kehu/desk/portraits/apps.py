"""Django's name for the room."""

from django.apps import AppConfig


class PortraitsConfig(AppConfig):
    name = "kehu.desk.portraits"
    label = "portraits"
