"""Reading a list: whom it finds, what was asked in words, and the sums above it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kehu.desk.accounts.actor import Actor
from kehu.desk.grading.book import the_book
from kehu.desk.insights.figures import Figure, money
from kehu.desk.insights.listing.asked import Asked, Range
from kehu.desk.insights.listing.facets import title_of, value_title
from kehu.desk.insights.listing.narrowed import Narrowed
from kehu.desk.portraits.queries import InCommon, in_common
from kehu.engine.rules.rulebook import Rulebook
from kehu.engine.rules.words import Words


@dataclass(frozen=True)
class Told:
    """A part of what was asked, in words, and the query without it."""

    title: str
    words: str
    without: str


def narrowed_for(actor: Actor, asked: Asked, rulebook: Rulebook) -> Narrowed:
    """The customers that an actor's list finds now."""
    return Narrowed(the_book(), actor, asked, rulebook)


def told(asked: Asked, words: Words) -> list[Told]:
    """Every filter in the reader's words."""
    found = [Told(_("Name"), asked.q, asked.address(q=""))] if asked.q else []
    for name, values in asked.chosen.items():
        for value in values:
            title = value_title(name, value, words)
            found.append(Told(title_of(name, words), title, asked.without(name, value)))
    for one in asked.ranges:
        found.append(Told(words.name(one.name), _bounds(one, words), asked.without_range(one)))
    return found


def sums(narrowed: Narrowed, words: Words) -> dict[str, Figure]:
    """Purchases and profit of 12 months of all customers found."""
    names = [name for name in ("purchases_12m", "profit_12m") if name in narrowed.book.numbers]
    return {name: money(narrowed.total(name), words) for name in names}


def common_of(narrowed: Narrowed) -> InCommon:
    """What the customers found have in common; what was asked for itself is no finding."""
    asked = narrowed.asked
    named = {*asked.chosen, *(one.name for one in asked.ranges)}
    return in_common(narrowed.book, narrowed.within, narrowed.mask, named)


def _bounds(bounds: Range, words: Words) -> str:
    if bounds.known is not None:
        return _("known") if bounds.known else _("not known")
    low, high = (
        None if one is None else words.value(bounds.name, one, 6)
        for one in (bounds.low, bounds.high)
    )
    if low is not None and high is not None:
        return f"{low} – {high}"
    return f"≥ {low}" if high is None else f"≤ {high}"
