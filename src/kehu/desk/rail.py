"""The places in the left rail and the top line: what a person can go to from every page."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.roles import Permission


@dataclass(frozen=True)
class Place:
    """A page in the rail: its address by name, its icon, its word, and who may go there."""

    page: str
    icon: str
    title: Promise
    permission: Permission = Permission.SEE


PLACES = (
    Place("today", "list-check", _("Today")),
    Place("inquiries", "inbox", _("Inquiries")),
    Place("customers", "building", _("Customers")),
    Place("portraits", "users-group", _("Portraits")),
    Place("pool", "swimming", _("Pool")),
    Place("segments", "chart-bar", _("Segments")),
    Place("samples", "gift", _("Samples")),
    Place("rulebook", "adjustments", _("Rulebook")),
    Place("data", "database", _("Data"), Permission.RECORD),
    Place("settings", "settings", _("Settings")),
)
# The tabs of settings; pages of allauth (mfa_…) belong to one's own account.
TABS = (
    Place("settings_people", "users", _("People"), Permission.PEOPLE),
    Place("settings_teams", "users-group", _("Teams"), Permission.PEOPLE),
    Place("settings_company", "building", _("Company"), Permission.SETTINGS),
    Place("settings_mail", "mail", _("Mail"), Permission.SETTINGS),
    Place("settings_webhooks", "send", _("Webhooks"), Permission.SETTINGS),
    Place("settings_audit", "history", _("Audit log"), Permission.PEOPLE),
    Place("settings_account", "user", _("My account")),
)
# Those of data.
DATA_TABS = (
    Place("data", "upload", _("Imports"), Permission.RECORD),
    Place("data_duplicates", "copy", _("Duplicates")),
    Place("data_blacklist", "ban", _("Blacklist")),
    Place("data_reference", "world", _("Reference tables")),
    Place("data_accuracy", "target", _("Accuracy"), Permission.RECORD),
    Place("data_ledger", "database", _("Ledger tables and rates"), Permission.SETTINGS),
)
# Pages about one thing of a tab's list, which the tab's name does not begin.
_UNDER = {
    "settings_person": "settings_people",
    "settings_team": "settings_teams",
    "settings_mailbox": "settings_mail",
    "settings_mailbox_new": "settings_mail",
    "settings_mail_table": "settings_mail",
    "settings_webhook": "settings_webhooks",
    "settings_activity": "settings_people",
    "settings_link": "settings_people",
    "data_merges": "data_duplicates",
    "data_rates": "data_ledger",
    "data_currency": "data_ledger",
    "data_tables": "data_ledger",
    "data_import": "data_ledger",
}


def rail(request: HttpRequest) -> dict[str, list[tuple[Place, bool]]]:
    """The places within a person's permissions, each with whether the page shown belongs to it.

    The same for the tabs of settings and of data, on their pages.
    """
    match = request.resolver_match
    here = match.url_name or "" if match else ""
    if here.startswith(("mfa_", "account_reauthenticate")):
        here = "settings_account"
    elif here.startswith("customer"):  # one customer's pages too
        here = "customers"
    elif here.startswith(("portrait", "offer")):
        here = "portraits"
    tabs = TABS if here.startswith("settings") else DATA_TABS if here.startswith("data") else ()
    return {
        "rail": _within(request, PLACES, here),
        "tabs": _within(request, tabs, _UNDER.get(here, here)),
    }


def _within(request: HttpRequest, places: tuple[Place, ...], here: str) -> list[tuple[Place, bool]]:
    """A page belongs to the place whose name begins its own, and of several to the longest:
    customers_board to customers, data_ledger to itself and not to data."""
    actor: Actor | None = getattr(request, "actor", None)
    mine = max((one.page for one in places if here.startswith(one.page)), key=len, default="")
    return [
        (place, place.page == mine)
        for place in places
        if actor is not None and actor.may(place.permission)
    ]
