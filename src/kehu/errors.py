"""The one error tree: every error has a code, fields, and a sentence in each language."""

from dataclasses import dataclass, field
from typing import Any

from kehu.words import Lang, say


class KehuError(Exception):
    """What went wrong, as data; the sentence is looked up when somebody has to read it."""

    def __init__(self, code: str, /, **fields: Any) -> None:
        super().__init__(code, fields)
        self.code = code
        self.fields = fields

    def message(self, lang: Lang = "en") -> str:
        return say(self.code, lang, **self.fields)

    def __str__(self) -> str:
        return self.message()


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong with an input, at one place.

    `row` counts data rows from 1, `line` lines of a text file from 1; both are None where the
    fault belongs to no row. `fields` fill the sentence of `code`.
    """

    severity: str
    code: str
    file: str
    row: int | None = None
    line: int | None = None
    column: str | None = None
    fields: dict[str, Any] = field(default_factory=dict, compare=False)

    def message(self, lang: Lang = "en") -> str:
        return say(self.code, lang, **self.fields)

    def as_row(self, lang: Lang = "en") -> dict[str, Any]:
        """The object of `kehu check`: severity, code, file, row, line, column, message."""
        return {
            "severity": self.severity,
            "code": self.code,
            "file": self.file,
            "row": self.row,
            "line": self.line,
            "column": self.column,
            "message": self.message(lang),
        }


class InputFaults(KehuError):
    """An input has faults: all of them, in the order of file, row and column."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("input_has_faults", count=len(faults))
        self.faults = faults
