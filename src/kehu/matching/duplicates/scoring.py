"""Pairs of prepared records, compared and weighed by Splink."""

import logging

import duckdb
from splink import DuckDBAPI, Linker, SettingsCreator

from kehu.matching.duplicates.comparing import as_splink
from kehu.matching.duplicates.model import Model, level_weights, told_apart
from kehu.matching.duplicates.preparing import PREPARED
from kehu.matching.duplicates.rules import rules


def score(
    con: duckdb.DuckDBPyConnection, pairs: str, model: Model, scored: str, least: float | None
) -> None:
    """Table `scored`: id_l, id_r, match_weight, match_probability, and level_of_x, weight_of_x.

    A level counts from 0 in the rulebook's order, null is missing; the weight of a field considers
    how common the value is. `pairs` names a table as `block` makes it; pairs less probable than
    `least` are not kept (None: all are).
    """
    apart = Model({name: told_apart(shares) for name, shares in model.fields.items()},
                  model.probability)  # fmt: skip
    api = DuckDBAPI(connection=con)
    linker = Linker(api.register(PREPARED), _settings(apart))
    _keep_quiet()
    linker.table_management.register_blocked_pairs_for_predict(api.register(pairs))
    found = linker.inference.predict(
        threshold_match_probability=least, warning_mode="never"
    ).physical_name
    con.execute(f"CREATE OR REPLACE TEMP TABLE {scored} AS SELECT {_told(con, found, apart)} FROM {found}")  # fmt: skip
    con.execute(f"DROP TABLE {found}")


def _keep_quiet() -> None:
    """Splink's linker turns its own log of every step on."""
    logging.getLogger("splink").setLevel(logging.ERROR)


def _settings(model: Model) -> SettingsCreator:
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        comparisons=[as_splink(rules().fields[name], model.fields[name]) for name in model.fields],
        probability_two_random_records_match=model.probability,
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=True,
    )


def _told(con: duckdb.DuckDBPyConnection, table: str, model: Model) -> str:
    there = {row[0] for row in con.execute(f"DESCRIBE {table}").fetchall()}
    told = ["id_l", "id_r", "match_weight", "match_probability"]
    for field, shares in model.fields.items():
        weight, adjustment = f"mw_of_{field}", f"mw_tf_adj_of_{field}"
        whole = f"{weight} + {adjustment}" if adjustment in there else weight
        told.append(f"{_level_by_weight(weight, level_weights(shares))} AS level_of_{field}")
        told.append(f"CAST({whole} AS FLOAT) AS weight_of_{field}")
    return ", ".join(told)


def _level_by_weight(column: str, weights: dict[str, float]) -> str:
    whens = (
        f"WHEN abs({column} - ({weight!r})) < 1e-7 THEN {number}"
        for number, weight in enumerate(weights.values())
    )
    return f"CAST(CASE {' '.join(whens)} END AS TINYINT)"
