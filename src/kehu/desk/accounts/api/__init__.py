"""People, teams, the company and its webhooks in the API."""

from kehu.desk.accounts.api import company, people, teams
from kehu.desk.accounts.api.router import router

__all__ = ["company", "people", "router", "teams"]
