"""Labels as small chips: the same words and colours wherever a customer is shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from kehu.desk.grading.found import labels_of
from kehu.desk.grading.models import Grade
from kehu.engine.rules.words import Words


@dataclass(frozen=True)
class Chip:
    """A label in words, and what it says at a glance, which is its colour; the words say it too."""

    dimension: str
    words: str
    meaning: str

    @property
    def html(self) -> SafeString:
        """The chip as every page shows it."""
        colour = f" chip-{self.meaning}" if self.meaning else ""
        return format_html('<span class="chip{}">{}</span>', colour, self.words)


def chips_of(grade: Grade | None, dimensions: Sequence[str], words: Words) -> list[Chip | None]:
    """A chip for each dimension, in that order; None where the customer has no label there."""
    labels = {name: kept[0] for name, kept in labels_of(grade).items()}
    return [chip(name, labels[name], words) if name in labels else None for name in dimensions]


def chip(name: str, code: str, words: Words) -> Chip | None:
    """A label as a chip, where the rulebook still has its dimension."""
    dimension = words.rulebook.dimensions.get(name)
    if dimension is None:
        return None
    label = dimension.label(code)
    return Chip(name, words.label(dimension, code), (label.meaning if label else None) or "")
