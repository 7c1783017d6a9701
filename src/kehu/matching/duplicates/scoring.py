"""Pairs of prepared records, compared and weighed by Splink."""

import logging

import duckdb
from splink import DuckDBAPI, Linker, SettingsCreator

from kehu.matching.duplicates.comparing import as_splink
from kehu.matching.duplicates.model import Model
from kehu.matching.duplicates.preparing import PREPARED
from kehu.matching.duplicates.rules import rules

logging.getLogger("splink").setLevel(logging.ERROR)  # it tells of every step it takes


def score(
    con: duckdb.DuckDBPyConnection, pairs: str, model: Model, scored: str, *, least: float | None
) -> None:
    """Table `scored`: id_l, id_r, match_weight, match_probability, and a field each gamma, mw.

    `gamma_of_x` counts levels from the least (0) up, -1 is missing; `mw_of_x` is its weight, common
    values considered. `pairs` names a table as `block` makes it; of `least` and less probable pairs
    nothing is kept (None: all are).
    """
    api = DuckDBAPI(connection=con)
    linker = Linker(api.register(PREPARED), settings(model))
    linker.table_management.register_blocked_pairs_for_predict(api.register(pairs))
    found = linker.inference.predict(
        threshold_match_probability=least, warning_mode="never"
    ).physical_name
    con.execute(f"CREATE OR REPLACE TEMP TABLE {scored} AS SELECT {_columns(con, found)} FROM {found}")  # fmt: skip
    con.execute(f"DROP TABLE {found}")


def settings(model: Model) -> SettingsCreator:
    """The model as Splink's settings."""
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        comparisons=[as_splink(rules().fields[name], model.fields[name]) for name in model.fields],
        probability_two_random_records_match=model.probability,
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=True,
    )


def _columns(con: duckdb.DuckDBPyConnection, table: str) -> str:
    """Every weight whole: Splink keeps the part for common values in a column beside it."""
    names = [row[0] for row in con.execute(f"DESCRIBE {table}").fetchall()]
    told = ["id_l", "id_r", "match_weight", "match_probability"]
    for name in names:
        if name.startswith("gamma_of_"):
            told.append(f"CAST({name} AS TINYINT) AS {name}")
        elif name.startswith("mw_of_"):
            adjusted = name.replace("mw_of_", "mw_tf_adj_of_")
            whole = f"{name} + {adjusted}" if adjusted in names else name
            told.append(f"CAST({whole} AS FLOAT) AS {name}")
    return ", ".join(told)
