"""Django's name for the room."""

from django.apps import AppConfig


class SamplesConfig(AppConfig):
    name = "kehu.desk.samples"
    label = "samples"
