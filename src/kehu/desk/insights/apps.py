"""Django's name for the room."""

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "kehu.desk.insights"
    label = "insights"
