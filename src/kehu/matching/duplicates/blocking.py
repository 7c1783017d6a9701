"""Which pairs of records are worth comparing: those that share a key few others have.

A key is a value or two of a record joined: its telephone, its name and city. Records of one key are
a block (Newcombe et al. 1959); blocks too large to tell anything are left out.
"""

from dataclasses import dataclass

import duckdb

from kehu.matching.duplicates.preparing import PREPARED
from kehu.matching.duplicates.rules import rules

PAIRS = "pairs"


@dataclass(frozen=True)
class Key:
    """`sql` gives a text or null; `each` names a list column of which every value is one key.

    Two records that share one key are compared, or two where the key is `weak`.
    """

    name: str
    sql: str
    each: str | None = None
    weak: bool = False


_COMPANY = (
    Key("name", "squeezed"),
    Key("ordered", "ordered"),
    Key("other name", "value", "names"),
    Key("sound", "CASE WHEN length(sound) > 5 THEN sound END"),
    Key("family", "CASE WHEN length(family) > 3 THEN family END"),
    Key("family, city", "family || '|' || city"),
    Key("family, country", "family || '|' || country"),
    Key("beginning, city", "left(squeezed, 5) || '|' || city", weak=True),
    Key("beginning, postcode", "left(squeezed, 3) || '|' || postcode", weak=True),
    Key("beginning, country", "left(squeezed, 8) || '|' || country", weak=True),
    Key("end, city", "right(family, 5) || '|' || city", weak=True),
    Key("initials, city", "coalesce(initials, squeezed) || '|' || city", weak=True),
    Key("initials, country", "CASE WHEN length(coalesce(initials, squeezed)) < 6"
        " THEN coalesce(initials, squeezed) || '|' || country END"),
    Key("address", "address || '|' || coalesce(city, postcode) || '|' || value", "numbers"),
    Key("word, city", "CASE WHEN length(value) > 3 THEN value || '|' || city END", "words",
        weak=True),
)  # fmt: skip
_PERSON = (
    Key("birth date", "birth_date"),
    Key("names", "least(given_name, surname) || '|' || greatest(given_name, surname)"),
    Key("beginnings", "left(surname, 3) || '|' || left(given_name, 3) || '|' || left(postcode, 2)"),
    Key("surname, postcode", "surname || '|' || postcode"),
    Key("given name, postcode", "given_name || '|' || postcode", weak=True),
    Key("surname, city", "surname || '|' || city", weak=True),
    Key("given name, city", "given_name || '|' || city", weak=True),
    Key("given name, year", "given_name || '|' || left(birth_date, 4)", weak=True),
    Key("surname, year", "surname || '|' || left(birth_date, 4)", weak=True),
    Key("day, postcode", "right(birth_date, 4) || '|' || postcode", weak=True),
    Key("address", "address || '|' || coalesce(street_number, postcode)"),
    Key("address lines", "address || '|' || address_2"),
)  # fmt: skip
_BOTH = (
    Key("e-mail", "value", "emails"),
    Key("mailbox", "value", "mailbox_names"),
    Key("domain", "value", "domains"),
    Key("telephone", "value", "phones"),
    Key("tax number", "tax_number"),
    Key("personal number", "national_id"),
)


@dataclass(frozen=True)
class Blocks:
    """How many pairs there are; how many keys more than `limit` records had, and the most had."""

    pairs: int
    limit: int
    skipped: int
    largest: int


def block(con: duckdb.DuckDBPyConnection) -> Blocks:
    """Table `pairs` (id_l, id_r): every pair in a block, once."""
    there = {row[0] for row in con.execute(f"DESCRIBE {PREPARED}").fetchall()}
    keys = [key for key in _keys(there) if _usable(key, there)]
    con.execute("CREATE TEMP TABLE keys (id UINTEGER, key UBIGINT, weak BOOLEAN)")
    for key in keys:
        _collect(con, key)
    con.execute(
        "CREATE TEMP TABLE blocks AS SELECT key, count(*) AS members FROM keys GROUP BY key"
        " HAVING count(*) > 1"
    )
    limit = _limit(con)
    skipped, largest = con.execute(
        f"SELECT count(*), coalesce(max(members), 0) FROM blocks WHERE members > {limit}"
    ).fetchall()[0]
    con.execute(
        "CREATE TEMP TABLE members AS SELECT * FROM keys SEMI JOIN"
        f" (SELECT key FROM blocks WHERE members <= {limit}) USING (key)"
    )
    con.execute("DROP TABLE keys; DROP TABLE blocks")
    con.execute(
        f"CREATE TEMP TABLE {PAIRS} AS SELECT l.id AS id_l, r.id AS id_r FROM"
        " members AS l JOIN members AS r USING (key) WHERE l.id < r.id"
        " GROUP BY l.id, r.id HAVING NOT bool_and(l.weak) OR count(*) > 1"
    )
    con.execute("DROP TABLE members")
    pairs = con.execute(f"SELECT count(*) FROM {PAIRS}").fetchall()[0][0]
    return Blocks(pairs, limit, skipped, largest)


def _limit(con: duckdb.DuckDBPyConnection) -> int:
    """The largest block taken: smaller than the rulebook's where there would be too many pairs."""
    records = con.execute(f"SELECT count(*) FROM {PREPARED}").fetchall()[0][0]
    wanted = rules().pairs_at_least + rules().pairs_a_record * records
    sizes = con.execute(
        "SELECT members, members * (members - 1) // 2 * count(*) FROM blocks GROUP BY members"
        " ORDER BY members"
    ).fetchall()
    limit, pairs = 2, 0
    for members, more in sizes:
        pairs += more
        if pairs > wanted or members > rules().block_limit:
            break
        limit = members
    return int(limit)


def _keys(there: set[str]) -> tuple[Key, ...]:
    return (*(_COMPANY if "name" in there else _PERSON), *_BOTH)


def _usable(key: Key, there: set[str]) -> bool:
    if key.each is not None and key.each not in there:
        return False
    return all(word in there or word not in _COLUMNS for word in _names_in(key.sql))


_COLUMNS = frozenset({
    "squeezed", "ordered", "sound", "family", "city", "country", "postcode", "initials", "address",
    "birth_date", "given_name", "surname", "street_number", "address_2", "tax_number",
    "national_id",
})  # fmt: skip


def _names_in(sql: str) -> set[str]:
    word, names = "", set()
    for sign in f"{sql} ":
        if sign.isalnum() or sign == "_":
            word += sign
        elif word:
            names.add(word)
            word = ""
    return names


def _collect(con: duckdb.DuckDBPyConnection, key: Key) -> None:
    source = PREPARED
    if key.each is not None:
        # A short word is found in the list itself, the columns beside it stay.
        source = f"(SELECT *, unnest({key.each}) AS value FROM {PREPARED})"
    con.execute(
        f"INSERT INTO keys SELECT DISTINCT id, hash('{key.name}', said), {key.weak} FROM"
        f" (SELECT id, {key.sql} AS said FROM {source}) WHERE said IS NOT NULL"
    )
