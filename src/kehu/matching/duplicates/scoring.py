"""Pairs of prepared records, compared and weighed by Splink with our levels and shares."""

import logging
from typing import Any

import duckdb
from splink import DuckDBAPI, Linker, SettingsCreator

from kehu.matching.duplicates.comparing import COMPARISONS
from kehu.matching.duplicates.model import Model, Shares
from kehu.matching.duplicates.preparing import PREPARED
from kehu.matching.duplicates.rules import rules

logging.getLogger("splink").setLevel(logging.ERROR)  # it tells of every step it takes


def score(
    con: duckdb.DuckDBPyConnection, pairs: str, model: Model, scored: str, least: float | None
) -> None:
    """Table `scored`: id_l, id_r, match_weight, match_probability, and level_of_x, weight_of_x.

    A level counts from 0 in the rulebook's order, null is missing; the weight of a field considers
    how common the value is. `pairs` names a table of id_l and id_r; pairs less probable than
    `least` are not kept (None: all are).
    """
    api = DuckDBAPI(connection=con)
    con.execute(
        "CREATE OR REPLACE TEMP VIEW pairs_to_score AS"
        f" SELECT id_l AS join_key_l, id_r AS join_key_r, '0' AS match_key FROM {pairs}"
    )
    linker = Linker(api.register(PREPARED), _settings(model))
    linker.table_management.register_blocked_pairs_for_predict(api.register("pairs_to_score"))
    found = linker.inference.predict(threshold_match_probability=least, warning_mode="never")
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {scored} AS SELECT id_l, id_r, match_weight,"
        f" match_probability, {', '.join(map(_of_field, model.fields))} FROM {found.physical_name}"
    )
    found.drop_table_from_database_and_remove_from_cache()
    con.execute("DROP VIEW pairs_to_score")


def _settings(model: Model) -> SettingsCreator:
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        comparisons=[_comparison(name, shares) for name, shares in model.fields.items()],
        probability_two_random_records_match=model.probability,
        retain_matching_columns=True,  # only with them does it tell the levels reached
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


def _of_field(field: str) -> str:
    """Splink counts levels from the least up and keeps the part for common values apart."""
    best = len(rules().fields[field].levels) - 1
    adjusted = f" + mw_tf_adj_of_{field}" if COMPARISONS[field].frequent else ""
    return (
        f"CAST({best} - nullif(gamma_of_{field}, -1) AS TINYINT) AS level_of_{field},"
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
