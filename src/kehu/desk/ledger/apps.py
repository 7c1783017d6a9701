"""Django's name for the room."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "kehu.desk.ledger"
    label = "ledger"
