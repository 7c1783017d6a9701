"""How a raw cell becomes a typed value, as DuckDB SQL, by the kinds of `engine.schema`."""

from dataclasses import dataclass

import pycountry

from kehu.engine.schema import Column, Kind

_NUMBER = r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*"
_MOMENT = (
    r"\s*\d{4}-\d{2}-\d{2}"
    r"([Tt ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?\s?([Zz]|[+-]\d{2}(:?\d{2})?)?)?\s*"
)
_DECIMALS: dict[Kind, str] = {
    "amount": "DECIMAL(18,4)",
    "price": "DECIMAL(18,6)",
    "rate": "DECIMAL(18,10)",
}
SQL_TYPES: dict[Kind, str] = {
    "text": "VARCHAR",
    "country": "VARCHAR",
    "integer": "BIGINT",
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
        return "false" if self.always_sound else f"({self.given} IS NOT NULL AND {self.value} IS NULL)"


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def listing(values: list[str] | tuple[str, ...]) -> str:
    return ", ".join(quoted(value) for value in values)


def parse(column: Column, physical: str, codes: tuple[str, ...] = ()) -> Parsed:
    """The SQL that reads `column`, stored as the DuckDB type `physical`."""
    name = '"' + column.name + '"'
    is_text = physical == "VARCHAR"
    given = f"nullif({name}, '')" if is_text else name
    text = given if is_text else f"{given}::VARCHAR"
    if column.listed:
        return Parsed(text, _listed(text, column.values), True)
    if column.values:
        return Parsed(text, f"CASE WHEN {text} IN ({listing(column.values)}) THEN {text} END", False)
    if column.codes_of:
        return Parsed(text, f"CASE WHEN {text} IN ({listing(codes)}) THEN {text} END", True)
    value, sound = _by_kind(column.kind, given, text, physical)
    return Parsed(given, value, sound)


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
        return f"CASE WHEN upper(trim({text})) IN ({listing(_COUNTRIES)}) THEN upper(trim({text})) END", False
    if kind == "boolean":
        if physical == "BOOLEAN":
            return given, True
        return f"CASE lower(trim({text})) WHEN 'true' THEN true WHEN 'false' THEN false END", False
    if kind in ("moment", "date"):
        return _moment(kind, given, text, physical)
    return _number(kind, given, text, physical)


def _moment(kind: Kind, given: str, text: str, physical: str) -> tuple[str, bool]:
    target = SQL_TYPES[kind]
    if physical.startswith(("TIMESTAMP", "DATE")):  # the session's zone is UTC
        return f"{given}::TIMESTAMP::{target}", True
    stretched = (  # DuckDB wants seconds, an upper-case Z and +08:00
        f"regexp_replace(regexp_replace(replace(upper(trim({text})), ',', '.'), "
        r"'^(.{10})[T ](\d{2}:\d{2})( ?(Z|[+-].*)?)$', '\1 \2:00\3'), '([+-]\d{2})(\d{2})$', '\1:\2')"
    )
    tidy = rf"regexp_replace({stretched}, '^(.{{11,}}?) ?(Z|[+-]\d{{2}}(:\d{{2}})?)$', '\1\2')"
    moment = f"TRY_CAST(TRY_CAST({tidy} AS TIMESTAMPTZ) AS TIMESTAMP)"
    return f"CASE WHEN regexp_full_match({text}, {quoted(_MOMENT)}) THEN {moment}::{target} END", False


def _number(kind: Kind, given: str, text: str, physical: str) -> tuple[str, bool]:
    decimals = _DECIMALS.get(kind)
    if physical == "VARCHAR":
        guard = f"regexp_full_match({text}, {quoted(_NUMBER)})"
        source = f"CASE WHEN {guard} THEN trim({text}) END"
    else:
        source = given
    if decimals:
        sound = physical == decimals
        return (given if sound else f"TRY_CAST({source} AS {decimals})"), sound
    if physical.endswith("INT") or physical in ("INTEGER", "SMALLINT", "TINYINT"):
        return f"{given}::BIGINT", True
    whole = f"TRY_CAST({source} AS DECIMAL(28,6))"
    return f"CASE WHEN {whole} = floor({whole}) THEN TRY_CAST({whole} AS BIGINT) END", False
