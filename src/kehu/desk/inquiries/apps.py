"""Django's name for the room."""

from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    name = "kehu.desk.inquiries"
    label = "inquiries"
