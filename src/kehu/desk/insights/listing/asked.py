"""What a list was asked for, as it stands in its address: readable, and the same for who gets it.

    ?stage=A&stage=B&owner=me&where=purchases_12m:300000..&sort=-purchases_12m

A part that nobody understands any more, such as a label that a rulebook has lost, is passed over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol

from django.http import QueryDict

from kehu.desk.core.paging import page_number
from kehu.engine.measures import MEASURES
from kehu.engine.rules.rulebook import Rulebook
from kehu.engine.standings import STANDINGS

ME, POOL = "me", "pool"
OWNER, COUNTRY, TAG = "owner", "country", "tag"
PLAIN = (OWNER, COUNTRY, TAG)  # what customers are counted by beside dimensions
DEFAULT_COLUMNS = ("stage", "deal_stars", "profit_tier", "follow_up", "purchases_12m")
NUMBERS = tuple(
    name for name, one in {**MEASURES, **STANDINGS}.items() if getattr(one, "is_number", False)
)


class Named(Protocol):
    """A query string, however it is kept."""

    def getlist(self, key: str) -> Sequence[str]: ...


@dataclass(frozen=True)
class Range:
    """Bounds of a measure, both included; or whether it is known at all."""

    name: str
    low: float | None = None
    high: float | None = None
    known: bool | None = None

    @classmethod
    def read(cls, text: str) -> "Range | None":
        """`name:low..high` with either left out, `name:known` or `name:unknown`."""
        name, _, rest = text.partition(":")
        if name not in NUMBERS:
            return None
        if rest in ("known", "unknown"):
            return cls(name, known=rest == "known")
        low, dots, high = rest.partition("..")
        try:
            least, most = (float(one) if one.strip() else None for one in (low, high))
        except ValueError:
            return None
        return cls(name, least, most) if dots and (least, most) != (None, None) else None

    def __str__(self) -> str:
        if self.known is not None:
            return f"{self.name}:{'known' if self.known else 'unknown'}"
        low, high = ("" if one is None else f"{one:.12g}" for one in (self.low, self.high))
        return f"{self.name}:{low}..{high}"


@dataclass(frozen=True)
class Asked:
    """Filters, order, columns and page of a list. `chosen`: values by dimension or PLAIN name."""

    q: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: tuple[Range, ...] = ()
    sort: str = ""
    columns: tuple[str, ...] = DEFAULT_COLUMNS
    page: int = 1
    opened: tuple[str, ...] = ()

    @classmethod
    def read(cls, query: Named, rulebook: Rulebook) -> "Asked":
        """From an address, passing over what the rulebook does not know."""

        def one(name: str) -> str:
            return next(iter(query.getlist(name)[-1:]), "").strip()

        names = (*PLAIN, *rulebook.dimensions)
        given = {name: tuple(dict.fromkeys(query.getlist(name))) for name in names}
        known = {*rulebook.dimensions, *NUMBERS, *PLAIN, "code", "city"}
        columns = tuple(name for name in query.getlist("column") if name in known)
        ranges = [Range.read(text) for text in (*query.getlist("where"), _being_added(query))]
        sort = one("sort")
        return cls(
            q=one("q")[:100],
            chosen={name: values for name, values in given.items() if any(values)},
            ranges=tuple(dict.fromkeys(found for found in ranges if found)),
            sort=sort if sort.lstrip("-") in {*known, "name"} else "",
            columns=tuple(dict.fromkeys(columns)) or DEFAULT_COLUMNS,
            page=page_number(one("page")),
            opened=tuple(name for name in query.getlist("open") if name in names),
        )

    @cached_property
    def falling(self) -> bool:
        return self.sort.startswith("-")

    @property
    def by(self) -> str:
        """What it is sorted by."""
        return self.sort.lstrip("-") or "name"

    @property
    def narrowed(self) -> bool:
        """Is anybody left out?"""
        return bool(self.q or self.chosen or self.ranges)

    def address(self, **changes: object) -> str:
        """The query of this list, or of one that differs from it; a new filter begins at page 1."""
        asked = replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]
        query = QueryDict(mutable=True)
        for name, values in asked.chosen.items():
            query.setlist(name, list(values))
        query.setlist("where", [str(one) for one in asked.ranges])
        query.setlist("column", list(asked.columns) if asked.columns != DEFAULT_COLUMNS else [])
        for name, value in (("q", asked.q), ("sort", asked.sort)):
            query.setlist(name, [value] if value else [])
        query.setlist("page", [str(asked.page)] if asked.page > 1 else [])
        return query.urlencode()

    def without(self, name: str, value: str) -> str:
        """The query without one value of a filter."""
        left = tuple(one for one in self.chosen.get(name, ()) if one != value)
        rest = {key: values for key, values in self.chosen.items() if key != name}
        return self.address(chosen={**rest, name: left} if left else rest)

    def without_range(self, gone: Range) -> str:
        """The query without the bounds of a measure."""
        return self.address(ranges=tuple(one for one in self.ranges if one != gone))

    def sorted_by(self, name: str) -> str:
        """The query in the order of a column: figures the greatest first; asked again, reversed."""
        falling = not self.falling if self.by == name else name in NUMBERS
        return self.address(sort=f"-{name}" if falling else name)


def _being_added(query: Named) -> str:
    """Bounds as a form gives them: a measure, what must be so, and one or two figures."""
    name, how, low, high = (
        next(iter(query.getlist(part)), "") for part in ("measure", "how", "low", "high")
    )
    if how in ("known", "unknown"):
        return f"{name}:{how}"
    return f"{name}:{low.replace(',', '')}..{high.replace(',', '')}"
