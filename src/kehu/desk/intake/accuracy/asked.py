"""What is checked and how precisely, from `rulebook/accuracy.yaml`."""

from dataclasses import dataclass
from functools import cache

from kehu.matching.columns.fields import all_fields
from kehu.rulebook import read
from kehu.words import Lang

Words = dict[Lang, str]


@dataclass(frozen=True)
class Asked:
    """A field that is checked: its name in `rulebook/columns.yaml`, its title, and many of it."""

    name: str
    title: Words
    many: Words


@dataclass(frozen=True)
class Rules:
    """Numbers and words of the file; see its comments."""

    expected: float
    precisions: tuple[int, ...]
    usual: int
    fields: dict[str, Asked]
    marks: dict[str, Words]


@cache
def rules() -> Rules:
    """The file, typed."""
    told = read("accuracy.yaml")
    fields = {
        name: Asked(name, dict(all_fields()[name].title), many)
        for name, many in told["fields"].items()
    }
    return Rules(told["expected"], tuple(told["precisions"]), told["usual"], fields, told["marks"])


def asked(name: str) -> Asked:
    """A field of a check; one that is not asked for any more is called as its column is."""
    found = rules().fields.get(name)
    if found is None:
        column = all_fields().get(name)
        title: Words = dict(column.title) if column else {"en": name, "zh": name}
        found = Asked(name, title, title)
    return found
