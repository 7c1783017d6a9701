"""Labels as small chips: the same words and colours wherever a customer is shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from kehu.desk.grading.found import labels_of
from kehu.desk.grading.models import Grade
from kehu.engine.rules.words import Words


@dataclass(frozen=True)
class Chip:
    """A label in words, and a colour for its place on its ladder; the words say it too."""

    dimension: str
    words: str
    colour: str


def chips_of(grade: Grade | None, dimensions: Sequence[str], words: Words) -> list[Chip | None]:
    """A chip for each dimension, in that order; None where the customer has no label there."""
    kept = labels_of(grade)
    return [_chip(name, kept[name][0], words) if name in kept else None for name in dimensions]


def _chip(name: str, code: str, words: Words) -> Chip | None:
    dimension = words.rulebook.dimensions.get(name)
    if dimension is None:
        return None
    return Chip(name, words.label(dimension, code), _colour(dimension.lift, code))


def _colour(ladder: Sequence[str], code: str) -> str:
    """Green at the top of a ladder, grey at its foot and off it, blue between."""
    if code not in ladder or code == ladder[0]:
        return "secondary"
    return "green" if code == ladder[-1] else "blue"
