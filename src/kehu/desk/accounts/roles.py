"""What each role may do, and to whose customers: one table, read by actions, pages and API."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    SALESPERSON = "salesperson", _("salesperson")
    MANAGER = "manager", _("manager")
    ADMINISTRATOR = "administrator", _("administrator")
    READER = "reader", _("read-only")


class Reach(StrEnum):
    """Whose customers: one's own and the pool's, one's team's and the pool's, or everybody's."""

    OWN = "own"
    TEAM = "team"
    ALL = "all"


class Permission(StrEnum):
    SEE = "see"
    RECORD = "record"
    ASSIGN = "assign"
    OVERRIDE = "override"
    EXPORT = "export"
    REVIEW = "review"
    RULES = "rules"
    PEOPLE = "people"
    SETTINGS = "settings"


_DAILY = frozenset({Permission.SEE, Permission.RECORD, Permission.OVERRIDE})
_LEADING = frozenset({Permission.ASSIGN, Permission.EXPORT, Permission.REVIEW, Permission.RULES})
_HOUSE = frozenset({Permission.PEOPLE, Permission.SETTINGS})

PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.SALESPERSON: _DAILY,
    Role.MANAGER: _DAILY | _LEADING,
    Role.ADMINISTRATOR: _DAILY | _LEADING | _HOUSE,
    Role.READER: frozenset({Permission.SEE}),
}
REACHES: dict[str, Reach] = {
    Role.SALESPERSON: Reach.OWN,
    Role.MANAGER: Reach.TEAM,
    Role.ADMINISTRATOR: Reach.ALL,
    Role.READER: Reach.ALL,
}
