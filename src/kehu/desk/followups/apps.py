"""Django's name for the room."""

from django.apps import AppConfig


class FollowupsConfig(AppConfig):
    name = "kehu.desk.followups"
    label = "followups"
