"""How a raw cell becomes a typed value, as DuckDB SQL, by the kinds of `engine.schema`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pycountry

from kehu.engine.schema import Column, Kind

_NUMBER = r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*"
# ISO 8601 calendar dates from year 1, extended or basic, alone or with hours and what follows.
_MOMENT = (
    r"\s*([1-9]\d{3}|0[1-9]\d{2}|00[1-9]\d|000[1-9])(-\d{2}-\d{2}|\d{4})"
    r"([Tt ]\d{2}(:?\d{2}(:?\d{2}([.,]\d{1,9})?)?)?\s?"
    r"([Zz]|[+-]([01]\d|2[0-3])(:?[0-5]\d)?)?)?\s*"
)
_USUAL = r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})?)?"
_TIDYING = (  # dashes, colons, minutes and seconds, no blank before the zone, a colon within
    (r"^(\d{4})(\d{2})(\d{2})", r"\1-\2-\3"),
    (r"^(.{10})[T ](\d{2})(\d{2})", r"\1 \2:\3"),
    (r"^(.{16})(\d{2})", r"\1:\2"),
    (r"^(.{10})[T ](\d{2})($| ?[Z+-])", r"\1 \2:00\3"),
    (r"^(.{16})($| ?[Z+-])", r"\1:00\2"),
    (r"^(.{19}.*) ([Z+-])", r"\1\2"),
    (r"^(.{19}.*[+-]\d{2})(\d{2})$", r"\1:\2"),
)
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
# A FLOAT goes by way of its text: 12500.1 is 12500.0996 to DECIMAL, and 12500.1 to people.
_NUMBERS = (*_WHOLE, "UBIGINT", "HUGEINT", "UHUGEINT", "DOUBLE")
_DECIMALS: dict[Kind, str] = {
    "amount": "DECIMAL(18,4)",
    "price": "DECIMAL(18,6)",
    "rate": "DECIMAL(18,10)",
}
SQL_TYPES: dict[Kind, str] = {
    "text": "VARCHAR",
    "country": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "moment": "TIMESTAMP",
    "date": "DATE",
    "boolean": "BOOLEAN",
    **_DECIMALS,
}
_COUNTRIES = sorted(country.alpha_2 for country in pycountry.countries)


@dataclass(frozen=True)
class Parsed:
    """SQL of one cell: `given` (null where empty), `value` (null where empty or wrong)."""

    given: str
    value: str
    always_sound: bool

    @property
    def wrong(self) -> str:
        """True where something stands there that cannot be read."""
        return (
            "false" if self.always_sound else f"({self.given} IS NOT NULL AND {self.value} IS NULL)"
        )


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def named(column: str) -> str:
    """A column's name as SQL."""
    return '"' + column.replace('"', '""') + '"'


def listing(values: list[str] | tuple[str, ...]) -> str:
    return ", ".join(quoted(value) for value in values)


def parquet_rows(path: Path, options: str = "") -> str:
    """SQL of a Parquet file's rows. A folder called name=acme adds no column `name`."""
    asked = ", ".join(filter(None, ["file_row_number = true, hive_partitioning = false", options]))
    return f"read_parquet({quoted(literally(path))}, {asked})"


def literally(path: Path) -> str:
    """The path as a pattern that only it matches."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))


def parse(column: Column, physical: str, codes: tuple[str, ...] = ()) -> Parsed:
    """The SQL that reads `column`, stored as the DuckDB type `physical`."""
    name = named(column.name)
    if column.listed and physical == "VARCHAR[]":
        name, physical = f"array_to_string({name}, ';')", "VARCHAR"
    is_text = physical == "VARCHAR"
    given = f"nullif({name}, '')" if is_text else name
    text = given if is_text else f"{given}::VARCHAR"
    if column.listed:
        return Parsed(text, _listed(text, column.values), True)
    if column.values:
        return Parsed(text, _one_of(text, column.values), False)
    if column.codes_of and codes:
        return Parsed(text, _one_of(text, codes), True)
    value, sound = _by_kind(column.kind, given, text, physical)
    return Parsed(given, value, sound)


def _one_of(text: str, words: Iterable[str]) -> str:
    """The text where it is one of the words, else null."""
    # `IN` over a long list becomes a join, for which DuckDB reads the column though nobody asks.
    return f"TRY_CAST({text} AS ENUM({listing(list(dict.fromkeys(words)))}))::VARCHAR"


def _listed(text: str, allowed: tuple[str, ...]) -> str:
    """The cell's known entries, trimmed and joined again; null when none is left."""
    entries = f"list_transform(string_split({text}, ';'), lambda v: trim(v))"
    test = f"v IN ({listing(allowed)})" if allowed else "v <> ''"
    return f"nullif(array_to_string(list_filter({entries}, lambda v: {test}), ';'), '')"


def _by_kind(kind: Kind, given: str, text: str, physical: str) -> tuple[str, bool]:
    """SQL of the typed value, and whether it can never fail for this physical type."""
    if kind == "text":
        return text, True
    if kind == "country":
        return _one_of(f"upper(trim({text}))", _COUNTRIES), False
    if kind == "boolean":
        if physical == "BOOLEAN":
            return given, True
        return f"CASE lower(trim({text})) WHEN 'true' THEN true WHEN 'false' THEN false END", False
    if kind in ("moment", "date"):
        return _moment(kind, given, text, physical)
    return _number(kind, given, text, physical)


def _moment(kind: Kind, given: str, text: str, physical: str) -> tuple[str, bool]:
    target = SQL_TYPES[kind]
    if physical == "TIMESTAMP WITH TIME ZONE":
        # A cast goes through the calendar and is ten times slower than taking the microseconds.
        return f"make_timestamp(epoch_us({given}))::{target}", True
    if physical.startswith(("TIMESTAMP", "DATE")):
        return f"{given}::TIMESTAMP::{target}", True
    moment = f"TRY_CAST(TRY_CAST({_tidy(text)} AS TIMESTAMPTZ) AS TIMESTAMP)"
    return (
        f"CASE WHEN regexp_full_match({text}, {quoted(_MOMENT)}) THEN {moment}::{target} END",
        False,
    )


def _tidy(text: str) -> str:
    """SQL of a text like `_MOMENT` the way DuckDB wants it: 2026-09-01 10:30:00.5+08:00."""
    tidy = f"replace(upper(trim({text})), ',', '.')"
    for pattern, instead in _TIDYING:
        tidy = f"regexp_replace({tidy}, {quoted(pattern)}, {quoted(instead)})"
    return f"CASE WHEN regexp_full_match({text}, {quoted(_USUAL)}) THEN {text} ELSE {tidy} END"


def _number(kind: Kind, given: str, text: str, physical: str) -> tuple[str, bool]:
    decimals = _DECIMALS.get(kind)
    if kind == "number" and (physical in _NUMBERS or physical.startswith(("FLOAT", "DECIMAL"))):
        return f"{given}::DOUBLE", True
    if physical in _NUMBERS or physical.startswith("DECIMAL"):
        source = given
    else:
        guard = f"regexp_full_match({text}, {quoted(_NUMBER)})"
        source = f"CASE WHEN {guard} THEN trim({text}) END"
    if decimals:
        sound = physical == decimals
        return (given if sound else f"TRY_CAST({source} AS {decimals})"), sound
    if kind == "number":
        return f"TRY_CAST({source} AS DOUBLE)", False
    if physical in _WHOLE:
        return f"{given}::BIGINT", True
    whole = f"TRY_CAST({source} AS DECIMAL(28,6))"
    return f"CASE WHEN {whole} = floor({whole}) THEN TRY_CAST({whole} AS BIGINT) END", False
