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
    con.register("records", records)
    shared = [name for name in _SHAREABLE if name in records.column_names]
    for name in shared:
        _set_apart(con, name, "squeezed" if "squeezed" in records.column_names else None)
    con.execute("CREATE TEMP TABLE numbered AS SELECT *, row_number() OVER () - 1 AS source_row FROM records")  # fmt: skip
    _replace_shared(con, shared)
    needed = columns_needed(fields)
    told = ", ".join(_column(name, set(records.column_names), shared) for name in needed)
    con.execute(
        f"CREATE TEMP TABLE {PREPARED} AS SELECT row_number() OVER (ORDER BY hash(r)) - 1 AS id,"
        f" * FROM (SELECT {told}, source_row FROM numbered) AS s,"
        f" LATERAL (SELECT hash({', '.join(needed)}) AS r) ORDER BY id"
    )
    con.execute("DROP TABLE numbered")
    con.unregister("records")
    _add_frequencies(con, fields)


def _set_apart(con: duckdb.DuckDBPyConnection, name: str, by: str | None) -> None:
    """Values in records of too many different names; without names, in too many records."""
    # The first letters are enough to tell names apart, and the same however the rest is written.
    different = f"count(DISTINCT left({by}, 4))" if by else "count(*)"
    con.execute(
        f"CREATE TEMP TABLE many_{name} AS SELECT value FROM (SELECT unnest({name}) AS value"
        f"{', ' + by if by else ''} FROM records) GROUP BY value"
        f" HAVING {different} >= {rules().shared_by}"
    )


def _replace_shared(con: duckdb.DuckDBPyConnection, names: list[str]) -> None:
    for name in names:
        con.execute(f"ALTER TABLE numbered ADD COLUMN shared_{name} VARCHAR[]")
        con.execute(
            f"UPDATE numbered SET {name} = s.own, shared_{name} = s.shared FROM ("
            f" SELECT source_row, list(value ORDER BY value) FILTER (m.value IS NULL) AS own,"
            f" list(value ORDER BY value) FILTER (m.value IS NOT NULL) AS shared"
            f" FROM (SELECT source_row, unnest({name}) AS value FROM numbered) AS v"
            f" LEFT JOIN many_{name} AS m USING (value) GROUP BY source_row"
            f" HAVING count(m.value) > 0) AS s WHERE numbered.source_row = s.source_row"
        )
        con.execute(f"DROP TABLE many_{name}")


def _column(name: str, there: set[str], shared: list[str]) -> str:
    """A column as the comparisons want it; one the records lack is null."""
    if name in there or name.removeprefix("shared_") in shared:
        return name
    if name in _TEXTS and _TEXTS[name] in there:
        return f"{_TEXTS[name]}[1] AS {name}"
    if name == "legal_kind" and "legal_form" in there:
        whens = " ".join(f"WHEN '{code}' THEN '{kind}'" for code, kind in legal_kinds().items())
        return f"CASE legal_form {whens} END AS legal_kind"
    kind = "BOOLEAN" if name == "city_known" else "VARCHAR[]" if name in _LISTS else "VARCHAR"
    return f"CAST(NULL AS {kind}) AS {name}"


def _add_frequencies(con: duckdb.DuckDBPyConnection, fields: tuple[str, ...]) -> None:
    """How common each value is among the records other than the two compared.

    A value of the pair alone would otherwise look common in a short list; so the shipped share of
    strangers who agree counts as 1000 records more.
    """
    for field in fields:
        column = COMPARISONS[field].frequent
        if column is None:
            continue
        usual = rules().fields[field].levels[0].u
        con.execute(f"ALTER TABLE {PREPARED} ADD COLUMN tf_{column} DOUBLE")
        con.execute(
            f"UPDATE {PREPARED} SET tf_{column} = f.tf FROM (SELECT {column} AS value,"
            f" (greatest(count(*) - 2, 0) + {_KNOWN_BY * usual})"
            f" / (sum(count(*)) OVER () + {_KNOWN_BY}) AS tf FROM {PREPARED}"
            f" WHERE {column} IS NOT NULL GROUP BY {column}) AS f WHERE {column} = f.value"
        )
