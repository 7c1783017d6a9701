"""Django's name for the room."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "kehu.desk.intake"
    label = "intake"
