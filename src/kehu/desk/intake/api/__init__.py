"""Sheets, duplicates and the blacklist in the API."""

from kehu.desk.intake.api import blacklist, duplicates, sheets
from kehu.desk.intake.api.router import router

__all__ = ["blacklist", "duplicates", "router", "sheets"]
