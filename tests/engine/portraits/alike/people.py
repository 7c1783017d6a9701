"""Customers told one by one, as columns, and their likeness by a slow reading of the rules.

A customer is told by `role` and `place` (words), `share` and `sales` (numbers) and `buys` (a set);
what is left out is unknown.
"""

from collections.abc import Mapping, Sequence
from math import log
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from kehu.engine.portraits.alike.facets import Facet, Facets, Trait
from kehu.engine.portraits.alike.likeness import Likeness
from kehu.engine.portraits.alike.traits import Members, Texts, Traits

Person = Mapping[str, Any]
TRAITS = (
    Trait("role", "words", 1.5, even=False),
    Trait("place", "words", 1.0, even=False),
    Trait("share", "number", 0.7, even=True),
    Trait("sales", "number", 1.2, even=False),
    Trait("buys", "set", 2.0, even=True),
)
FACETS = Facets({"all": Facet("T3", {"en": "All", "zh": "全部"}, TRAITS)}, {})


def likeness(people: Sequence[Person], facets: Facets = FACETS) -> Likeness:
    return Likeness(traits_of(people), facets)


def traits_of(people: Sequence[Person]) -> Traits:
    return Traits(
        count=len(people),
        words={name: _texts([one.get(name) for one in people]) for name in ("role", "place")},
        numbers={
            name: np.array([one.get(name, np.nan) for one in people], np.float64)
            for name in ("share", "sales")
        },
        sets={"buys": _members([one.get("buys", "") for one in people])},
    )


def _texts(words: list[str | None]) -> Texts:
    texts = sorted({word for word in words if word is not None})
    at = [-1 if word is None else texts.index(word) for word in words]
    return Texts(np.array(at, np.int8), texts)


def _members(sets: list[str]) -> Members:
    names = sorted({letter for some in sets for letter in some})
    cells = [[name in some for name in names] for some in sets]
    return Members(csr_array(np.array(cells, np.int8).reshape(len(sets), len(names))), names)


# ---- slowly ------------------------------------------------------------------------------------


def slowly(people: Sequence[Person], one: int, other: int) -> float:
    """The similarity of two, from the words of the rules alone."""
    said = agreed = 0.0
    for trait in TRAITS:
        says, agrees = _COMPARE[trait.kind](people, trait, one, other)
        said += trait.weight * says
        agreed += trait.weight * agrees
    return agreed / said if said else 0.0


def _words(people: Sequence[Person], trait: Trait, one: int, other: int) -> tuple[float, float]:
    told = [person.get(trait.name) for person in people]
    told = [None if word == "unknown" else word for word in told]
    known = [word for word in told if word is not None]
    mine, theirs = told[one], told[other]
    if mine is None or theirs is None:
        word = mine or theirs
        says = 0.0 if word is None else _telling(known.count(word), len(known))
        return says, says * known.count(word) / (len(known) + 1)
    says = sum(_telling(known.count(word), len(known)) for word in (mine, theirs)) / 2
    return says, says if mine == theirs else 0.0


def _telling(have: int, known: int) -> float:
    return 1 - have / (known + 1)


def _numbers(people: Sequence[Person], trait: Trait, one: int, other: int) -> tuple[float, float]:
    raw = [person.get(trait.name) for person in people]
    told = [None if x is None else x if trait.even else _proportional(x) for x in raw]
    known = sorted(x for x in told if x is not None)
    if told[one] is None and told[other] is None:
        return 0.0, 0.0
    wide = _quantile(known, 0.95) - _quantile(known, 0.05) or known[-1] - known[0] or 1.0
    both = [x for x in (told[one], told[other]) if x is not None]
    says = sum(_telling(known.count(x), len(known)) for x in both) / len(both)
    if len(both) == 2:
        return says, says * (1 - min(1.0, abs(both[0] - both[1]) / wide))
    # An unknown number may be anybody's, or nobody's.
    anybody = sum(1 - min(1.0, abs(both[0] - x) / wide) for x in known)
    return says, says * anybody / (len(known) + 1)


def _proportional(x: float) -> float:
    return log(1 + x) if x >= 0 else -log(1 - x)


def _quantile(ordered: list[float], part: float) -> float:
    at = part * (len(ordered) - 1)
    below = int(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (at - below) * (ordered[above] - ordered[below])


def _sets(people: Sequence[Person], trait: Trait, one: int, other: int) -> tuple[float, float]:
    told = [set(person.get(trait.name, "")) for person in people]
    any_at_all = sum(1 for some in told if some)
    says = {
        name: _telling(sum(name in some for some in told), any_at_all)
        for name in set().union(*told)
    }
    either, both = told[one] | told[other], told[one] & told[other]
    if not either:
        return 0.0, 0.0
    return (
        sum(says[name] for name in either) / len(either),
        sum(says[name] for name in both) / len(either),
    )


_COMPARE = {"words": _words, "number": _numbers, "set": _sets}
