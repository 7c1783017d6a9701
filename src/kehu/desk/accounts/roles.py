"""What each role may do, and to whose customers: one table, read by actions, pages and API."""

from enum import StrEnum

from django.db import models
from django.utils.functional import Promise
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

    @property
    def words(self) -> Promise:
        """What it lets one do, as a page says it (`title` is a method of every string)."""
        return _WORDS[self]


_WORDS: dict[Permission, Promise] = {
    Permission.SEE: _("See customers"),
    Permission.RECORD: _("Record orders, contacts and other facts"),
    Permission.ASSIGN: _("Assign customers"),
    Permission.OVERRIDE: _("Set labels by hand"),
    Permission.EXPORT: _("Export"),
    Permission.REVIEW: _("Review the team"),
    Permission.RULES: _("Change the rulebook"),
    Permission.PEOPLE: _("Manage people and teams, read the audit log"),
    Permission.SETTINGS: _("Change company settings"),
}


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
