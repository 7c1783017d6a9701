"""The rows of a reference table by their key, with every row that cannot be used told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kehu.cleaning.amounts import clean_amount, decimals_follow_comma
from kehu.cleaning.choices import clean_boolean
from kehu.cleaning.cleaned import Unclean
from kehu.cleaning.text import clean_text
from kehu.errors import Fault, KehuError
from kehu.matching.reference.keys import country_code, key_of_row, reference
from kehu.matching.reference.plan import Found, Plan, Value
from kehu.matching.sheets.cells import Cell, Row
from kehu.matching.sheets.heading import is_heading_again


@dataclass
class Rows:
    """Values by key, each under its heading; `faults` name rows or cells left out, and why."""

    by_key: dict[str, dict[str, Any]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read_rows(found: Found, plan: Plan, country: str = "") -> Rows:
    """Every row that has a key, once a key.

    `country` is that of all rows where no column tells it. Two rows of one key that say different
    things are both left out, since neither is known to be right. Raises KehuError `table_too_long`.
    """
    if found.sheet.height > reference()["rows"]:
        raise KehuError("table_too_long", rows=found.sheet.height, most=reference()["rows"])
    return _Reader(found, plan, country).read()


class _Reader:
    def __init__(self, found: Found, plan: Plan, country: str) -> None:
        self.found, self.plan, self.country = found, plan, country
        self.place = {name: n for n, name in enumerate(found.heading.names)}
        self.comma = {one.heading: self._decimal_comma(one) for one in plan.values}
        self.rows, self.first = Rows(), dict[str, int]()
        self.torn = set[str]()

    def read(self) -> Rows:
        for row in self.found.sheet.rows(self.found.heading.last):
            if not is_heading_again(row, self.found.heading):
                self._take(row)
        for key in self.torn:
            del self.rows.by_key[key]
        return self.rows

    def _take(self, row: Row) -> None:
        try:
            key = self._key(row)
        except KehuError as error:
            self._leave_out("error", row, self.plan.key, error)
            return
        values = {one.heading: value for one in self.plan.values
                  if (value := self._value(row, one)) is not None}  # fmt: skip
        known = self.rows.by_key.setdefault(key, values)
        first = self.first.setdefault(key, row.number)
        if known != values:
            self.torn.add(key)
            self._leave_out("error", row, self.plan.key, KehuError("said_two_ways", row=first))

    def _key(self, row: Row) -> str:
        cell = self._cell(row, self.plan.key).text.strip()
        if not cell:
            raise KehuError("no_key", value="")
        country = self.country
        if self.plan.country is not None:
            told = self._cell(row, self.plan.country).text.strip()
            country = country_code(told) if told else country
        return key_of_row(self.plan.kind, cell, country)

    def _value(self, row: Row, column: Value) -> Any:
        cell = self._cell(row, column.heading)
        if not cell.text.strip():
            return None
        try:
            return _READ[column.kind](cell, self.comma[column.heading])
        except Unclean as error:
            self._leave_out("warning", row, column.heading, error)
            return None

    def _cell(self, row: Row, heading: str) -> Cell:
        return row.cells[self.place[heading]]

    def _leave_out(self, severity: str, row: Row, heading: str, error: KehuError) -> None:
        title = self.found.sheet.title
        self.rows.faults.append(
            Fault(severity, error.code, title, None, row.number, heading, error.fields)
        )

    def _decimal_comma(self, column: Value) -> bool:
        if column.kind != "number":
            return False
        typed = [
            cell.text for row in self.found.sheet.rows(self.found.heading.last)
            if (cell := self._cell(row, column.heading)).text and not cell.plain
        ]  # fmt: skip
        return decimals_follow_comma(typed)


def _number(cell: Cell, comma: bool) -> float | None:
    found = clean_amount(cell.text.removesuffix("%"), cell.plain, comma).value
    return None if found is None else float(found.amount)


def _said(cell: Cell, comma: bool) -> bool | None:
    value: bool | None = clean_boolean(cell.text).value
    return value


def _text(cell: Cell, comma: bool) -> str | None:
    value: str | None = clean_text(cell.text).value
    return value


_READ: Mapping[str, Callable[[Cell, bool], Any]] = {
    "number": _number, "yes or no": _said, "text": _text,
}  # fmt: skip
