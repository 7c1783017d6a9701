"""By what a list can be narrowed: labels and more, with how many choosing one would give."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.desk.accounts.models import User
from kehu.desk.core.numbers import number_in
from kehu.desk.insights.listing.asked import COUNTRY, ME, OWNER, POOL, TAG
from kehu.desk.insights.listing.narrowed import Narrowed
from kehu.desk.ledger.models import Tag
from kehu.engine.rules.rulebook import Dimension
from kehu.engine.rules.words import Words
from kehu.words import Lang

OPEN = ("stage", "deal_stars", "profit_tier", "follow_up", OWNER)  # where nothing else is asked
_MANY = 9  # options; more can be searched
_TITLES = {
    OWNER: gettext_lazy("Salesperson"), COUNTRY: gettext_lazy("Country"),
    TAG: gettext_lazy("Tag"), "name": gettext_lazy("Name"),
    "code": gettext_lazy("Customer number"), "city": gettext_lazy("City"),
}  # fmt: skip


@dataclass(frozen=True)
class Option:
    """A value to choose: how many it would give, and whether it is chosen."""

    value: str
    title: str
    count: int
    chosen: bool

    @property
    def shown(self) -> str:
        """The count as text: a template spends twice the time on a number."""
        return str(self.count)


@dataclass(frozen=True)
class Facet:
    """A dimension, or owner, country or tag; `options` None where it is closed."""

    name: str
    title: str
    options: list[Option] | None

    @property
    def searchable(self) -> bool:
        return self.options is not None and len(self.options) > _MANY

    @property
    def chosen(self) -> int:
        return sum(option.chosen for option in self.options or ())


def facets(narrowed: Narrowed, words: Words) -> list[Facet]:
    """All of them, the most useful first; open are those, the chosen and what the reader opened."""
    asked = narrowed.asked
    names = dict.fromkeys((*OPEN, COUNTRY, TAG, *narrowed.rulebook.dimensions))
    opened = {*OPEN, *asked.chosen, *asked.opened}
    return [
        facet(narrowed, name, words) if name in opened else Facet(name, title_of(name, words), None)
        for name in names
    ]


def facet(narrowed: Narrowed, name: str, words: Words) -> Facet:
    """One, with its options in an order that choosing does not change."""
    counts, everybody = narrowed.counts(name), narrowed.everybody(name)
    chosen = narrowed.asked.chosen.get(name, ())
    titles = _titles(narrowed, name, everybody, words)
    options = [
        Option(value, title, counts.get(value, 0), value in chosen)
        for value, title in titles.items()
        if value in everybody or value in chosen or name in (TAG,)
    ]
    if name == OWNER and narrowed.actor.user is not None:
        mine = str(narrowed.actor.user.pk)
        me = Option(ME, _("Mine"), counts.get(mine, 0), ME in chosen)
        options = [me, *(one for one in options if one.value != mine or one.chosen)]
    return Facet(name, title_of(name, words), options)


def codes_in_order(counts: Mapping[str, int], dimension: Dimension) -> list[str]:
    """Labels that somebody has: as the ladder falls, else as they are tried, open ones by size."""
    many_first = sorted(counts, key=lambda code: (-counts[code], code))
    order = dict.fromkeys((*reversed(dimension.lift), *dimension.codes, *many_first))
    return [code for code in order if code in counts]


def title_of(name: str, words: Words) -> str:
    """What a facet or column is called."""
    return str(_TITLES[name]) if name in _TITLES else words.name(name)


def value_title(name: str, value: str, words: Words) -> str:
    """What a chosen value is called, where one stands alone."""
    if name == COUNTRY:
        return country_name(value, words.lang)
    if name == OWNER:
        plain = {ME: _("Mine"), POOL: _("Pool")}
        return plain[value] if value in plain else _name_of(User, value, "name")
    if name == TAG:
        return _name_of(Tag, value, "name")
    return words.label(words.rulebook.dimensions[name], value)


def _name_of(model: type[User] | type[Tag], value: str, field: str) -> str:
    found = model._default_manager.filter(pk=number_in(value))
    return found.values_list(field, flat=True).first() or value


@lru_cache(maxsize=2048)
def country_name(code: str, lang: Lang) -> str:
    """A country in the reader's language."""
    return str(Locale(lang).territories.get(code, code)) if code else "—"


def _titles(
    narrowed: Narrowed, name: str, everybody: Mapping[str, int], words: Words
) -> dict[str, str]:
    """Values and their titles in the order in which they are offered."""
    many_first = sorted(everybody, key=lambda value: (-everybody[value], value))
    if name == OWNER:
        people = dict(User.objects.values_list("pk", "name"))
        return {v: _("Pool") if v == POOL else people.get(int(v), v) for v in many_first}
    if name == COUNTRY:
        return {value: country_name(value, words.lang) for value in many_first}
    if name == TAG:
        return {str(pk): title for pk, title in Tag.objects.values_list("pk", "name")}
    dimension = words.rulebook.dimensions[name]
    ladder = dict.fromkeys((*reversed(dimension.lift), *dimension.codes, *many_first))
    return {value: words.label(dimension, value) for value in ladder}
