"""How alike customers are, from 0 to 1, and by what."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kehu.engine.portraits.alike.columns import Rows, compared
from kehu.engine.portraits.alike.facets import Facets
from kehu.engine.portraits.alike.points import Both, Point, most_telling
from kehu.engine.portraits.alike.traits import Floats, Traits

_DIGITS = 6  # of a similarity: below it sums differ by the order of additions
_EVERYBODY = slice(None)


@dataclass(frozen=True)
class Alike:
    """A customer that is like another: its row, the similarity, and by what, most telling first."""

    row: int
    similarity: float
    shared: tuple[Point, ...]
    different: tuple[Point, ...]


class Likeness:
    """Everybody's traits, made ready once to be asked of any customer.

    Gower's coefficient (Biometrics 27, 1971) over words, numbers and sets: the weighted mean of how
    far two customers agree in each trait, over the traits that say something between them. It is
    the same both ways, and 1 for those who agree in all.
    """

    def __init__(self, traits: Traits, facets: Facets) -> None:
        self.traits = traits
        self.trait = {one.name: one for one in facets.traits if traits.tells(one.name)}
        self.columns = {name: compared(traits, one) for name, one in self.trait.items()}

    def to(self, row: int, others: Rows = _EVERYBODY) -> Floats:
        """The similarity of others to one customer; 0 where nothing is known of both."""
        count = len(np.arange(self.traits.count)[others])
        said, agreed = np.zeros(count), np.zeros(count)
        for name, column in self.columns.items():
            says, agrees = column.to(row, others)
            said += self.trait[name].weight * says
            agreed += self.trait[name].weight * agrees
        found = np.divide(agreed, said, out=np.zeros(count), where=said > 0)
        return np.asarray(np.round(found, _DIGITS), np.float64)

    def most_alike(self, row: int, most: int, named: int = 5) -> list[Alike]:
        """The others by similarity, of equals the first row; of each up to `named` points."""
        order = np.argsort(-self.to(row), kind="stable")[: most + 1]
        return self.with_reasons(row, order[order != row][:most], named)

    def with_reasons(self, row: int, others: NDArray[np.int64], named: int = 5) -> list[Alike]:
        """Some others as they are given, each with up to `named` points of both kinds."""
        similarity = self.to(row, others).tolist()
        return [
            Alike(
                row=other,
                similarity=similar,
                shared=most_telling([one.shared() for one in both], named),
                different=most_telling([one.different() for one in both], named),
            )
            for other, similar, both in zip(
                others.tolist(), similarity, self._both(row, others), strict=True
            )
        ]

    def _both(self, row: int, others: NDArray[np.int64]) -> Iterator[list[Both]]:
        """For each of the others, every trait of the two, in the order of the rulebook."""
        said = {name: column.to(row, others) for name, column in self.columns.items()}
        for n, other in enumerate(others.tolist()):
            yield [
                Both(
                    name,
                    self.columns[name].value(row),
                    self.columns[name].value(other),
                    float(says[n]) * self.trait[name].weight,
                    float(agrees[n]) * self.trait[name].weight,
                )
                for name, (says, agrees) in said.items()
            ]
