"""By what two customers are alike and unlike, in their own values."""

from collections.abc import Iterable
from dataclasses import dataclass

from kehu.engine.portraits.alike.columns import Value

_AS_GOOD_AS_SHARED = 0.97  # agreement of numbers that people would call the same


@dataclass(frozen=True)
class Point:
    """A trait with the values of both.

    Of a set, what both have (`mine` and `theirs` are the same then), or what one alone has. `says`:
    how much it adds to the likeness of the two, or takes from it.
    """

    trait: str
    mine: Value
    theirs: Value
    says: float


@dataclass(frozen=True)
class Both:
    """One trait of two customers: what it says between them, and how much of that they agree on."""

    trait: str
    mine: Value | None
    theirs: Value | None
    says: float
    agrees: float

    def shared(self) -> Point | None:
        """What they have in common, if anything."""
        match self.mine, self.theirs:
            case tuple() as mine, tuple() as theirs:
                common = tuple(one for one in mine if one in theirs)
                return self._point(common, common, self.agrees) if common else None
            case (None, _) | (_, None):
                return None
            case mine, theirs:
                same = self.agrees >= _AS_GOOD_AS_SHARED * self.says
                return self._point(mine, theirs, self.agrees) if same else None

    def different(self) -> Point | None:
        """In what they differ, if in anything."""
        against = self.says - self.agrees
        match self.mine, self.theirs:
            case tuple() as mine, tuple() as theirs:
                own = tuple(one for one in mine if one not in theirs)
                others = tuple(one for one in theirs if one not in mine)
                return self._point(own, others, against) if own or others else None
            case (None, _) | (_, None):
                return None
            case mine, theirs:
                same = self.agrees >= _AS_GOOD_AS_SHARED * self.says
                return None if same else self._point(mine, theirs, against)

    def _point(self, mine: Value, theirs: Value, says: float) -> Point:
        return Point(self.trait, mine, theirs, says)


def most_telling(points: Iterable[Point | None], most: int) -> tuple[Point, ...]:
    """Those there are, by how much they say, of equals the first."""
    there = [one for one in points if one is not None]
    return tuple(sorted(there, key=lambda one: -one.says)[:most])
