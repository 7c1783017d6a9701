"""Records made ready in DuckDB: in an order of their own, what many share set apart."""

import duckdb
import pyarrow as pa

from kehu.matching.duplicates.comparing import COMPARISONS, columns_needed, legal_kinds
from kehu.matching.duplicates.rules import rules

PREPARED = "prepared"
_LISTS = frozenset({
    "names", "words", "places", "whereabouts", "emails", "shared_emails", "mailbox_names",
    "domains", "shared_domains", "phones", "shared_phones", "numbers",
})  # fmt: skip
_SHAREABLE = ("emails", "mailbox_names", "domains", "phones")
_TEXTS = {"email_text": "emails", "domain_text": "domains", "phone_text": "phones"}
_KNOWN_BY = 1000  # records; as many say how common a value is before any is counted


def prepare(con: duckdb.DuckDBPyConnection, records: pa.Table, fields: tuple[str, ...]) -> None:
    """Table `prepared`: the records with `id`, `source_row` and all that `fields` compare by.

    `id` counts from 0 in an order that depends on the contents alone, so that the rows' order in
    the file changes nothing. E-mail addresses, domains and telephones of many different names go
    to columns of their own (`shared_…`). `tf_…` is how common a value is.
    """
    there = set(records.column_names)
    numbers = pa.array(range(len(records)), pa.uint32())
    con.register("records", records.append_column("source_row", numbers))
    shared = [name for name in _SHAREABLE if name in there]
    for name in shared:
        _set_apart(con, name, "squeezed" if "squeezed" in there else None)
    frequent = [field for field in fields if COMPARISONS[field].frequent]
    for field in frequent:
        _count(con, field)
    told = ", ".join(_column(name, there, shared) for name in columns_needed(fields))
    joins = "".join(f" LEFT JOIN apart_{name} USING (source_row)" for name in shared)
    con.execute(f"CREATE TEMP VIEW made AS SELECT {told}, source_row FROM records{joins}")
    con.execute(
        "CREATE TEMP TABLE numbered AS SELECT source_row, row_number() OVER (ORDER BY r) - 1 AS id"
        f" FROM (SELECT source_row, hash({', '.join(columns_needed(fields))}) AS r FROM made)"
    )
    common = "".join(f", tf_{COMPARISONS[field].frequent}" for field in frequent)
    values = "".join(
        f" LEFT JOIN common_{field} ON {COMPARISONS[field].frequent} = common_{field}.value"
        for field in frequent
    )
    con.execute(
        f"CREATE TEMP TABLE {PREPARED} AS SELECT id, made.*{common} FROM made"
        f" JOIN numbered USING (source_row){values}"
    )
    con.execute("DROP VIEW made; DROP TABLE numbered")
    con.unregister("records")


def prepare_few(con: duckdb.DuckDBPyConnection, records: pa.Table, fields: tuple[str, ...]) -> None:
    """Table `prepared` of a handful of records: as `prepare`, but nothing can be counted in them.

    `id` is the row.
    """
    there = set(records.column_names)
    numbers = pa.array(range(len(records)), pa.uint32())
    con.register("records", records.append_column("source_row", numbers))
    told = ", ".join(_column(name, there, []) for name in columns_needed(fields))
    common = "".join(
        f", CAST(NULL AS DOUBLE) AS tf_{column}"
        for name in fields if (column := COMPARISONS[name].frequent)
    )  # fmt: skip
    con.execute(
        f"CREATE TEMP TABLE {PREPARED} AS SELECT source_row AS id, source_row, {told}{common}"
        " FROM records"
    )
    con.unregister("records")


def _set_apart(con: duckdb.DuckDBPyConnection, name: str, by: str | None) -> None:
    """Table `apart_x`: the lists of records that have a value of too many different names.

    Without names: of too many records.
    """
    # The first letters are enough to tell names apart, and the same however the rest is written.
    different = f"count(DISTINCT left({by}, 4))" if by else "count(*)"
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE many AS SELECT value FROM (SELECT unnest({name}) AS value"
        f"{', ' + by if by else ''} FROM records) GROUP BY value"
        f" HAVING {different} >= {rules().shared_by}"
    )
    con.execute(
        f"CREATE TEMP TABLE apart_{name} AS SELECT source_row, true AS is_apart_{name},"
        " list(value ORDER BY value) FILTER (many.value IS NULL) AS own,"
        f" list(value ORDER BY value) FILTER (many.value IS NOT NULL) AS shared_{name}"
        f" FROM (SELECT source_row, unnest({name}) AS value FROM records)"
        " LEFT JOIN many USING (value)"
        " GROUP BY source_row HAVING count(many.value) > 0"
    )


def _count(con: duckdb.DuckDBPyConnection, field: str) -> None:
    """Table `common_x`: how common each value is among the records other than the two compared.

    A value of the pair alone would otherwise look common in a short list; so the shipped share of
    strangers who agree counts as 1000 records more.
    """
    column, usual = COMPARISONS[field].frequent, rules().fields[field].levels[0].u
    con.execute(
        f"CREATE TEMP TABLE common_{field} AS SELECT {column} AS value,"
        f" (greatest(count(*) - 2, 0) + {_KNOWN_BY * usual})"
        f" / (sum(count(*)) OVER () + {_KNOWN_BY}) AS tf_{column} FROM records"
        f" WHERE {column} IS NOT NULL GROUP BY {column}"
    )


def _column(name: str, there: set[str], shared: list[str]) -> str:
    """A column as the comparisons want it; one the records lack is null."""
    if name in shared:
        return f"{_own(name)} AS {name}"
    if name in there or name.removeprefix("shared_") in shared:
        return name
    if name in _TEXTS and _TEXTS[name] in there:
        first = _own(_TEXTS[name]) if _TEXTS[name] in shared else _TEXTS[name]
        return f"({first})[1] AS {name}"
    if name == "legal_kind" and "legal_form" in there:
        whens = " ".join(f"WHEN '{code}' THEN '{kind}'" for code, kind in legal_kinds().items())
        return f"CASE legal_form {whens} END AS legal_kind"
    kind = "BOOLEAN" if name == "city_known" else "VARCHAR[]" if name in _LISTS else "VARCHAR"
    return f"CAST(NULL AS {kind}) AS {name}"


def _own(name: str) -> str:
    return f"CASE WHEN is_apart_{name} THEN apart_{name}.own ELSE records.{name} END"
