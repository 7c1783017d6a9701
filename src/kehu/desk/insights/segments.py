"""How the book is made up and how it moves: labels with their sales, shares, crossings, flows."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import numpy as np
from django.http import QueryDict

from kehu.desk.accounts.actor import Actor
from kehu.desk.grading.book.columns import Ints, Mask
from kehu.desk.grading.chips import Chip, chip
from kehu.desk.grading.models import LabelChange
from kehu.desk.insights.figures import Figure, money
from kehu.desk.insights.listing.asked import Asked
from kehu.desk.insights.listing.facets import codes_in_order
from kehu.desk.insights.listing.narrowed import Narrowed
from kehu.engine.rules.words import Words
from kehu.rulebook import read

_POINTS = 200  # of a curve
_MOST = 0.8  # Pareto: the share that few customers bring


@dataclass(frozen=True)
class Segment:
    """The customers of one label: how many, what they bring, who came and went."""

    code: str
    chip: Chip | None
    count: int
    sales: Figure
    profit: Figure
    came: int
    went: int
    query: str


@dataclass(frozen=True)
class Pareto:
    """Customers by profit, the greatest first; `few` of `many` bring 80 % of it."""

    few: int
    many: int
    points: list[tuple[int, float]]


@dataclass(frozen=True)
class Conflict:
    """Labels that do not go together: how many customers have them, and the list."""

    title: str
    source: str
    count: int
    query: str


class Segments:
    """The customers within an actor's reach, by the labels of one dimension."""

    def __init__(self, narrowed: Narrowed, name: str, words: Words) -> None:
        self.narrowed, self.book, self.words = narrowed, narrowed.book, words
        self.dimension = words.rulebook.dimensions[name]
        self.now = self.book.words(name)

    def codes(self) -> list[str]:
        """Labels that somebody has, the best first where some are better than others."""
        return _codes(self.narrowed, self.dimension.name, self.words)

    def rows(self, flows: dict[tuple[str, str], int]) -> list[Segment]:
        """Each label now, with who came and who went by these flows."""
        return [self._segment(code, flows) for code in self.codes()]

    def flows(self, then: datetime, until: datetime) -> dict[tuple[str, str], int]:
        """Customers by label at the first moment and at the second, where they differ or not."""
        before, after = self.at(then), self.at(until)
        both = self.narrowed.mask & (before >= 0) & (after >= 0)
        pairs, counts = np.unique(
            np.stack([before[both], after[both]], axis=1), axis=0, return_counts=True
        )
        texts = self.book.texts
        return {
            (texts[a], texts[b]): int(n)
            for (a, b), n in zip(pairs.tolist(), counts.tolist(), strict=True)
        }

    def at(self, moment: datetime) -> Ints:
        """Everybody's label at a moment: today's, with later changes taken back one by one."""
        found = self.now.astype(np.int64)
        changed = LabelChange.objects.filter(dimension=self.dimension.name, at__gt=moment)
        rows = changed.order_by("-at", "-pk").values_list("customer_id", "before")
        pks, befores = zip(*rows, strict=True) if rows else ((), ())
        places = [self.book.position(before) for before in befores]
        at = np.searchsorted(self.book.pks, np.array(pks, np.int64))
        for row, place in zip(at.tolist(), places, strict=True):
            if row < len(found):
                found[row] = -1 if place is None else place
        return found

    def _segment(self, code: str, flows: dict[tuple[str, str], int]) -> Segment:
        mask = self.narrowed.mask & (self.now == self.book.position(code))
        name = self.dimension.name
        return Segment(
            code,
            chip(name, code, self.words),
            int(mask.sum()),
            self._sum("purchases_12m", mask),
            self._sum("profit_12m", mask),
            came=sum(n for (a, b), n in flows.items() if b == code != a),
            went=sum(n for (a, b), n in flows.items() if a == code != b),
            query=Asked(chosen={name: (code,)}).address(),
        )

    def _sum(self, measure: str, mask: Mask) -> Figure:
        return money(float(np.nansum(self.book.number(measure)[mask])), self.words)


def pareto(narrowed: Narrowed) -> Pareto:
    """How few customers bring most of the profit of 12 months (D11)."""
    profit = narrowed.book.number("profit_12m")[narrowed.mask]
    profit = np.sort(profit[profit > 0])[::-1]
    if not len(profit):
        return Pareto(0, 0, [])
    shares = np.cumsum(profit) / profit.sum()
    few = int(np.searchsorted(shares, _MOST - 1e-9)) + 1
    at = np.unique(np.linspace(0, len(shares) - 1, _POINTS).astype(int))
    return Pareto(few, len(profit), [(int(n) + 1, round(float(shares[n]), 4)) for n in at])


def crossed(narrowed: Narrowed, first: str, second: str, words: Words) -> list[list[int]]:
    """Customers by the labels of two dimensions: a row for each of the first."""
    rows, columns = (_codes(narrowed, name, words) for name in (first, second))
    book, mask = narrowed.book, narrowed.mask
    a, b = book.words(first)[mask], book.words(second)[mask]
    return [
        [int(((a == book.position(x)) & (b == book.position(y))).sum()) for y in columns]
        for x in rows
    ]


def conflicts(actor: Actor, narrowed: Narrowed, words: Words) -> list[Conflict]:
    """Every contradiction that the rulebook knows of, with how many customers show it."""
    found = []
    for one in known_conflicts().values():
        query = QueryDict(mutable=True)
        for name, codes in one["labels"].items():
            query.setlist(name, codes)
        query.setlist("where", one.get("where", []))
        asked = Asked.read(query, words.rulebook)
        count = Narrowed(narrowed.book, actor, asked, words.rulebook).count
        found.append(Conflict(one["title"][words.lang], one["source"], count, asked.address()))
    return found


def _codes(narrowed: Narrowed, name: str, words: Words) -> list[str]:
    return codes_in_order(narrowed.everybody(name), words.rulebook.dimensions[name])


@cache
def known_conflicts() -> dict[str, Any]:
    """Contradictions by name, as `rulebook/conflicts.yaml` has them."""
    found: dict[str, Any] = read("conflicts.yaml")
    return found
