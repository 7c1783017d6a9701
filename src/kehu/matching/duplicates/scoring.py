"""Pairs of prepared records, compared and weighed by Splink with our levels and shares."""

from collections.abc import Iterator
from typing import Any

import duckdb
from splink import DuckDBAPI, Linker, SettingsCreator

from kehu.matching.duplicates.comparing import COMPARISONS
from kehu.matching.duplicates.model import Model, Shares, level_weights
from kehu.matching.duplicates.preparing import PREPARED
from kehu.matching.duplicates.rules import rules

_AT_ONCE = 500_000  # pairs


def score(
    con: duckdb.DuckDBPyConnection, pairs: str, model: Model, scored: str, least: float | None
) -> None:
    """Table `scored`: id_l, id_r, match_weight, match_probability, and level_of_x, weight_of_x.

    A level counts from 0 in the rulebook's order, null is missing; the weight of a field considers
    how common the value is. `pairs` names a table of id_l and id_r; pairs less probable than
    `least` are not kept (None: all are).
    """
    api = DuckDBAPI(connection=con)
    model = model.with_weights_apart()
    linker = Linker(api.register(PREPARED), _settings(model), log_level=None)
    columns = ", ".join(_of_field(name, shares) for name, shares in model.fields.items())
    made = f"CREATE OR REPLACE TEMP TABLE {scored} AS"
    for some in _pieces(con, pairs):
        con.execute(f"CREATE OR REPLACE TEMP VIEW pairs_to_score AS {some}")
        linker.table_management.register_blocked_pairs_for_predict(api.register("pairs_to_score"))
        found = linker.inference.predict(threshold_match_probability=least, warning_mode="never")
        con.execute(
            f"{made} SELECT id_l, id_r, match_weight, match_probability, {columns}"
            f" FROM {found.physical_name}"
        )
        found.drop_table_from_database_and_remove_from_cache()
        made = f"INSERT INTO {scored}"
    con.execute("DROP VIEW pairs_to_score")


def _pieces(con: duckdb.DuckDBPyConnection, pairs: str) -> Iterator[str]:
    """The pairs as Splink wants them, a part after the other: so many fit into memory with all
    that is compared."""
    ((count, last),) = con.execute(
        f"SELECT count(*), coalesce(max(id_l), 0) FROM {pairs}"
    ).fetchall()
    pieces = max(1, round(count / _AT_ONCE))
    step = last // pieces + 1
    for start in range(0, last + 1, step):
        yield (
            f"SELECT id_l AS join_key_l, id_r AS join_key_r, '0' AS match_key FROM {pairs}"
            f" WHERE id_l >= {start} AND id_l < {start + step}"
        )


def _settings(model: Model) -> SettingsCreator:
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        comparisons=[_comparison(name, shares) for name, shares in model.fields.items()],
        probability_two_random_records_match=model.probability,
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=True,
    )


def _comparison(field: str, shares: Shares) -> dict[str, Any]:
    """A field as Splink's settings have it: its levels with m and u.

    Where values agree, u is of this value in place of all values' (Winkler 1989): two that are
    called Smith agree less tellingly than two that are called Wibberley.
    """
    comparison = COMPARISONS[field]
    levels: list[dict[str, Any]] = [
        {"sql_condition": comparison.missing, "is_null_level": True, "label_for_charts": "missing"}
    ]
    told = zip(rules().fields[field].levels, (*comparison.conditions, "ELSE"), strict=True)
    for level, condition in told:
        m, u = shares[level.name]
        one = {"sql_condition": condition, "label_for_charts": level.name,
               "m_probability": m, "u_probability": u}  # fmt: skip
        if comparison.frequent and level.agreement != "differs":
            one["tf_adjustment_column"] = comparison.frequent
        levels.append(one)
    return {"output_column_name": f"of_{field}", "comparison_levels": levels}


def _of_field(field: str, shares: Shares) -> str:
    """Splink tells what the level reached weighs, which shows the level: no two weigh the same.

    It keeps the part for common values apart.
    """
    whens = " ".join(
        f"WHEN mw_of_{field} = {weight!r} THEN {n}"
        for n, weight in enumerate(level_weights(shares).values())
    )
    adjusted = f" + mw_tf_adj_of_{field}" if COMPARISONS[field].frequent else ""
    return (
        f"CAST(CASE {whens} END AS TINYINT) AS level_of_{field},"
        f" CAST(mw_of_{field}{adjusted} AS FLOAT) AS weight_of_{field}"
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
