"""What the columns of a reference table are: its key, the country of the key, and values."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from kehu.cleaning.amounts import clean_amount
from kehu.cleaning.choices import clean_boolean
from kehu.cleaning.cleaned import Unclean
from kehu.cleaning.script import letters
from kehu.errors import KehuError
from kehu.matching.columns.fields import all_fields, heading_key
from kehu.matching.reference.keys import reference
from kehu.matching.sheets.cells import Cell, RawSheet
from kehu.matching.sheets.files import read_sheets
from kehu.matching.sheets.heading import Heading, find_heading

_LOOKED_AT = 2_000
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


@dataclass(frozen=True)
class Value:
    """A column of values: its heading, the name rules call it by, and number, text or yes or no."""

    heading: str
    name: str
    kind: str


@dataclass(frozen=True)
class Found:
    """The first sheet of a file, and where its columns are named."""

    sheet: RawSheet
    heading: Heading


@dataclass(frozen=True)
class Plan:
    """How a table is read; `country` is the column that says of which country a key is."""

    kind: str
    key: str
    country: str | None
    values: tuple[Value, ...]

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "key": self.key, "country": self.country,
                "values": [[one.heading, one.name, one.kind] for one in self.values]}  # fmt: skip

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Plan":
        values = tuple(Value(*one) for one in told["values"])
        return cls(told["kind"], told["key"], told["country"], values)


def found_in(path: Path, into: Path, name: str) -> Found:
    """A file's first sheet, kept in the new folder `into`. Raises SheetFault."""
    sheet = read_sheets(path, into, name)[0]
    return Found(sheet, find_heading(sheet, lambda text: heading_key(text) in _words()))


def guessed(found: Found) -> Plan:
    """The plan that the headings suggest. Raises KehuError `no_key_column`, `no_value_column`."""
    kinds = _kinds_by_heading(found.heading.names)
    by_kind = {kind: heading for heading, kind in reversed(kinds.items())}
    key = next((kind for kind in reference()["keys"] if kind in by_kind), None)
    if key is None:
        raise KehuError("no_key_column", file=found.sheet.title)
    country = by_kind.get("country") if key not in ("country", "domain") else None
    beside = {by_kind[key], country}
    samples = _samples(found)
    values = tuple(
        Value(heading, name, _kind(samples[heading]))
        for heading, name in _names(found.heading.names)
        if heading not in beside and heading not in kinds and samples[heading]
    )[: reference()["values"]]
    if not values:
        raise KehuError("no_value_column", file=found.sheet.title)
    return Plan(key, by_kind[key], country, values)


def checked(plan: Plan, taken: Mapping[str, str]) -> Plan:
    """The plan, if it can be followed; `taken` are names that mean something already, and what.

    Raises KehuError `no_value_column`, `bad_column_name`, `column_name_taken`,
    `column_named_twice`.
    """
    if not plan.values:
        raise KehuError("no_value_column", file=plan.key)
    names = [one.name for one in plan.values]
    for name in names:
        if not _NAME.fullmatch(name) or len(name) > 60:
            raise KehuError("bad_column_name", name=name)
        if name in taken:
            raise KehuError("column_name_taken", name=name, by=taken[name])
        if names.count(name) > 1:
            raise KehuError("column_named_twice", name=name)
    return plan


def _kinds_by_heading(names: tuple[str, ...]) -> dict[str, str]:
    """The headings that name a place, company or domain, each with its kind of key."""
    words = _words()
    return {name: words[key] for name in names if (key := heading_key(name)) in words}


@cache
def _words() -> Mapping[str, str]:
    """The kind of key that a heading names."""
    words: dict[str, str] = {}
    for kind, told in reference()["keys"].items():
        own = all_fields()[told["column"]].words
        for word in [*own, *map(heading_key, told["words"])]:
            words.setdefault(word, kind)
    return words


def _names(headings: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Each heading with a name for rules made of it."""
    for n, heading in enumerate(headings, 1):
        plain = "_".join(letters(heading))
        name = plain if _NAME.fullmatch(plain) else f"column_{n}"
        yield heading, name[:60].rstrip("_")


def _samples(found: Found) -> dict[str, list[Cell]]:
    names = found.heading.names
    cells: dict[str, list[Cell]] = {name: [] for name in names}
    for row in islice(found.sheet.rows(found.heading.last), _LOOKED_AT):
        for name, cell in zip(names, row.cells, strict=False):
            if cell.text.strip():
                cells[name].append(cell)
    return cells


def _kind(cells: list[Cell]) -> str:
    share = reference()["number_share"]
    if all(_is_said(cell) for cell in cells):
        return "yes or no"
    figures = sum(_is_number(cell) for cell in cells)
    return "number" if figures >= share * len(cells) else "text"


def _is_number(cell: Cell) -> bool:
    try:
        return clean_amount(cell.text, cell.plain).value is not None
    except Unclean:
        return False


def _is_said(cell: Cell) -> bool:
    if cell.text in ("0", "1"):
        return False  # as likely a figure
    try:
        return clean_boolean(cell.text).value is not None
    except Unclean:
        return False
