"""Django's name for the room."""

from django.apps import AppConfig


class GradingConfig(AppConfig):
    name = "kehu.desk.grading"
    label = "grading"
