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
    Place("customers", "building", _("Customers")),
    Place("segments", "chart-bar", _("Segments")),
)


def rail(request: HttpRequest) -> dict[str, list[tuple[Place, bool]]]:
    """The places within a person's permissions, each with whether the page shown belongs to it."""
    actor: Actor | None = getattr(request, "actor", None)
    match = request.resolver_match
    # A page belongs to the place whose name begins its own: customers, customers_board …
    here = match.url_name or "" if match else ""
    return {
        "rail": [
            (place, here.startswith(place.page))
            for place in PLACES
            if actor is not None and actor.may(place.permission)
        ]
    }
