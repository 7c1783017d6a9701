"""Pairs of prepared records, compared and weighed: Fellegi and Sunter's sum of weights, in SQL."""

import math

import duckdb

from kehu.matching.duplicates.comparing import COMPARISONS, columns_needed
from kehu.matching.duplicates.model import Model, Shares
from kehu.matching.duplicates.preparing import PREPARED
from kehu.matching.duplicates.rules import rules


def score(
    con: duckdb.DuckDBPyConnection, pairs: str, model: Model, scored: str, least: float | None
) -> None:
    """Table `scored`: id_l, id_r, match_weight, match_probability, and level_of_x, weight_of_x.

    A level counts from 0 in the rulebook's order, null is missing; the weight of a field considers
    how common the value is. `pairs` names a table of id_l and id_r; pairs less probable than
    `least` are not kept (None: all are).
    """
    con.execute(f"CREATE OR REPLACE TEMP TABLE {scored} AS {_scored(pairs, model, least)}")


def _scored(pairs: str, model: Model, least: float | None) -> str:
    fields = tuple(model.fields)
    common = [column for name in fields if (column := COMPARISONS[name].frequent)]
    needed = (*columns_needed(fields), *(f"tf_{column}" for column in common))
    sides = ", ".join(f"l.{name} AS {name}_l, r.{name} AS {name}_r" for name in needed)
    levels = ", ".join(f"{_level(name)} AS level_of_{name}" for name in fields)
    rarity = "".join(f", greatest(tf_{name}_l, tf_{name}_r) AS tf_{name}" for name in common)
    weights = ", ".join(
        f"CAST({_weight(name, shares)} AS FLOAT) AS weight_of_{name}"
        for name, shares in model.fields.items()
    )
    start = math.log2(model.probability / (1 - model.probability))
    total = " + ".join([repr(start), *(f"weight_of_{name}" for name in fields)])
    kept = "" if least is None else f"WHERE match_probability >= {least!r}"
    # Levels are costly and read several times; materialized, they are computed once.
    return f"""
        WITH reached AS MATERIALIZED (
            SELECT id_l, id_r, {levels}{rarity} FROM (
                SELECT id_l, id_r, {sides} FROM {pairs} AS p
                JOIN {PREPARED} AS l ON l.id = id_l JOIN {PREPARED} AS r ON r.id = id_r))
        SELECT id_l, id_r, match_weight, 1 / (1 + pow(2.0, -match_weight)) AS match_probability,
               * EXCLUDE (id_l, id_r, match_weight)
        FROM (SELECT CAST({total} AS DOUBLE) AS match_weight, * FROM (
            SELECT id_l, id_r, {", ".join(f"level_of_{name}" for name in fields)}, {weights}
            FROM reached))
        {kept}"""


def _level(field: str) -> str:
    comparison = COMPARISONS[field]
    whens = " ".join(
        f"WHEN {condition} THEN {number}" for number, condition in enumerate(comparison.conditions)
    )
    rest = len(comparison.conditions)
    return f"CAST(CASE WHEN {comparison.missing} THEN NULL {whens} ELSE {rest} END AS TINYINT)"


def _weight(field: str, shares: Shares) -> str:
    """log2(m/u) of the level; where values agree, with u of this value in place of all values' u.

    That is the adjustment for common values of Winkler (1989): two that are called Smith agree less
    tellingly than two that are called Wibberley.
    """
    level, column = f"level_of_{field}", COMPARISONS[field].frequent
    whens = " ".join(
        f"WHEN {number} THEN {math.log2(m / u)!r}" for number, (m, u) in enumerate(shares.values())
    )
    weight = f"CASE {level} {whens} ELSE 0 END"
    if column is None:
        return weight
    agreeing = [
        number for number, one in enumerate(rules().fields[field].levels)
        if one.agreement != "differs"
    ]  # fmt: skip
    usual = next(iter(shares.values()))[1]
    return (
        f"{weight} + CASE WHEN {level} IN ({', '.join(map(str, agreeing))}) AND tf_{column} > 0"
        f" THEN log2({usual!r} / tf_{column}) ELSE 0 END"
    )


def agreement(field: str) -> str:
    """SQL over a scored pair joined with its records l and r: agrees, nearly, differs or missing.

    A field that counts for nothing because a narrower one agrees (the city of one postcode) agrees
    all the same.
    """
    whens = " ".join(
        f"WHEN {at} THEN '{one.agreement}'" for at, one in enumerate(rules().fields[field].levels)
    )
    first = COMPARISONS[field].needs[0]
    return (
        f"CASE level_of_{field} {whens} ELSE CASE WHEN l.{first} = r.{first} THEN 'agrees'"
        " ELSE 'missing' END END"
    )
