"""What a column of a sheet can become, from `rulebook/columns.yaml`."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from kehu.rulebook import read
from kehu.words import Lang


@dataclass(frozen=True)
class Field:
    """A column of a ledger table, or one beyond it that a table's sheets have.

    `name` is `table.column`; `into` is the column beyond the ledger's that keeps it, where it is
    kept as one. `words` are headings, as `heading_key` writes them.
    """

    name: str
    kind: str
    title: Mapping[Lang, str]
    words: frozenset[str]
    beyond: bool = False
    into: str | None = None

    @property
    def table(self) -> str:
        return self.name.partition(".")[0]

    @property
    def column(self) -> str:
        return self.name.partition(".")[2]


@cache
def all_fields() -> dict[str, Field]:
    """Every field by its name, the tables in the order of the ledger."""
    found: dict[str, Field] = {}
    for table, columns in read("columns.yaml").items():
        beyond = columns.pop("beyond", {})
        for column, told in columns.items():
            found[f"{table}.{column}"] = _field(f"{table}.{column}", told)
        for column, told in beyond.items():
            found[f"{table}.{column}"] = _field(f"{table}.{column}", told, beyond=True)
    return found


def _field(name: str, told: Mapping[str, Any], beyond: bool = False) -> Field:
    titles = [str(title) for title in told["title"].values()]
    words = frozenset(heading_key(str(word)) for word in [*told["words"], *titles])
    return Field(name, told["kind"], told["title"], words, beyond, told.get("into"))


def heading_key(text: str) -> str:
    """Letters and digits alone, small and without accents: `E-mail 地址` is `email地址`."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if letter.isalnum())
