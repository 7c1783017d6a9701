"""A model learnt from the table itself.

How often strangers agree (u) is counted over pairs drawn at random. How often true pairs agree (m)
is found by expectation maximisation (Dempster, Laird and Rubin 1977; for linkage Winkler 1988) over
likely pairs, all others being strangers. Both start from the shipped shares, which count as so
many pairs already seen (a Dirichlet prior): a list of fifty rows stays near them, a long one
does not notice.
"""

from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from kehu.matching.duplicates.blocking import PAIRS
from kehu.matching.duplicates.model import Model, Shares, shipped_model, shipped_shares
from kehu.matching.duplicates.preparing import PREPARED
from kehu.matching.duplicates.relations import apart
from kehu.matching.duplicates.rules import rules
from kehu.matching.duplicates.scoring import score

import os
GATE = float(os.environ.get("GATE","0"))
_ROUNDS = 60
_STILL = 1e-5
_LEAST_SHARE = 1e-9


@dataclass(frozen=True)
class _Patterns:
    """Each pattern of levels seen (rows; -1 missing), how many pairs have it, which may be pairs."""

    levels: NDArray[np.int8]
    counts: NDArray[np.float64]
    may_match: NDArray[np.bool_]


def train(con: duckdb.DuckDBPyConnection, fields: tuple[str, ...]) -> Model:
    """The model of the table `prepared`, with the pairs in `pairs`; the same for the same table."""
    records = con.execute(f"SELECT count(*) FROM {PREPARED}").fetchall()[0][0]
    model = shipped_model(fields, records)
    if records < 2:
        return model
    model = _with_strangers(con, model, records)
    return _with_matches(con, model, records)


def _with_strangers(con: duckdb.DuckDBPyConnection, model: Model, records: int) -> Model:
    """u, with what looks the same left out: in a short list it is more than chance would have."""
    con.register("drawn", _random_pairs(records))
    patterns = _patterns(con, "drawn", model, "match_probability < 0.5")
    con.unregister("drawn")
    prior = rules().prior_strangers
    fields = {}
    for at, (field, shares) in enumerate(model.fields.items()):
        seen = _by_level(patterns, patterns.counts, at, len(shares))
        usual = np.array([u for _, u in shares.values()])
        u = (seen + prior * usual) / (seen.sum() + prior)
        fields[field] = _shares(shares, np.array([m for m, _ in shares.values()]), u)
    return Model(fields, model.probability)


def _with_matches(con: duckdb.DuckDBPyConnection, model: Model, records: int) -> Model:
    """m and the probability, by expectation maximisation with u as it is."""
    pairs = con.execute(f"SELECT count(*) FROM {PAIRS}").fetchall()[0][0]
    if pairs == 0:
        return model
    share = min(1.0, rules().training_pairs / pairs)
    con.execute(
        f"CREATE OR REPLACE TEMP VIEW likely AS SELECT * FROM {PAIRS}"
        f" WHERE hash(join_key_l, join_key_r) % 1000000 < {share * 1_000_000:.0f}"
    )
    patterns = _patterns(con, "likely", model, "true")
    return _maximised(model, patterns, share, records * (records - 1) / 2)


def _maximised(model: Model, patterns: _Patterns, share: float, all_pairs: float) -> Model:
    gate = _probabilities(shipped_model(tuple(model.fields), int((2*all_pairs)**.5)), patterns) > GATE
    patterns = _Patterns(patterns.levels, patterns.counts, patterns.may_match & gate)
    prior, expected = rules().prior_pairs, model.probability * all_pairs
    for _ in range(_ROUNDS):
        chance = _probabilities(model, patterns) * patterns.counts
        matches = chance.sum()
        fields = {}
        for at, (field, shares) in enumerate(model.fields.items()):
            seen = _by_level(patterns, chance, at, len(shares))
            usual = np.array([m for m, _ in shipped_shares(field).values()])
            m = (seen + prior * usual) / (seen.sum() + prior)
            u = np.array([u for _, u in shares.values()])
            fields[field] = _shares(shares, _sensible(field, m, u), u)
        found = (matches / share + prior * min(1.0, expected / prior)) / (
            all_pairs + prior * min(1.0, expected / prior) / model.probability
        )
        moved = max(
            abs(fields[field][level][0] - m)
            for field, shares in model.fields.items() for level, (m, _) in shares.items()
        )  # fmt: skip
        model = Model(fields, float(np.clip(found, 1e-12, 0.3)))
        if moved < _STILL:
            break
    return model


def _probabilities(model: Model, patterns: _Patterns) -> NDArray[np.float64]:
    weight = np.full(len(patterns.counts), np.log(model.probability / (1 - model.probability)))
    for at, shares in enumerate(model.fields.values()):
        of_level = np.array([np.log(m / u) for m, u in shares.values()] + [0.0])
        weight += of_level[patterns.levels[:, at]]  # -1, missing, is the last: nothing
    chance = 1 / (1 + np.exp(-np.clip(weight, -500, 500)))
    return np.where(patterns.may_match, chance, 0.0)


def _by_level(
    patterns: _Patterns, counts: NDArray[np.float64], field: int, levels: int
) -> NDArray[np.float64]:
    reached = patterns.levels[:, field]
    known = reached >= 0
    return np.bincount(reached[known], weights=counts[known], minlength=levels)


def _sensible(field: str, m: NDArray[np.float64], u: NDArray[np.float64]) -> NDArray[np.float64]:
    """No disagreement speaks for a pair: m of a level told as differing is at most its u."""
    differs = np.array([level.agreement == "differs" for level in rules().fields[field].levels])
    return np.where(differs, np.minimum(m, u), m)


def _shares(names: Shares, m: NDArray[np.float64], u: NDArray[np.float64]) -> Shares:
    """Rounded, so that the order in which sums were taken cannot show."""
    return {
        level: (float(f"{max(one, _LEAST_SHARE):.6g}"), float(f"{max(other, _LEAST_SHARE):.6g}"))
        for level, one, other in zip(names, m, u, strict=True)
    }


def _random_pairs(records: int) -> pa.Table:
    """Every pair of a short table; of a long one as many as the rulebook says, always the same."""
    wanted = rules().random_pairs
    if records * (records - 1) // 2 <= wanted:
        left, right = np.triu_indices(records, 1)
    else:
        drawn = np.random.default_rng(rules().seed).integers(0, records, (2, wanted))
        drawn = np.unique(np.sort(drawn[:, drawn[0] != drawn[1]], axis=0), axis=1)
        left, right = drawn
    return pa.table({"join_key_l": left, "join_key_r": right, "match_key": ["0"] * len(left)})


def _patterns(
    con: duckdb.DuckDBPyConnection, pairs: str, model: Model, kept: str
) -> _Patterns:
    score(con, pairs, model, "seen", least=None)
    fields = tuple(model.fields)
    levels = ", ".join(f"coalesce(level_of_{field}, -1)" for field in fields)
    found = con.execute(
        f"SELECT {levels}, NOT {apart(fields)} AS may_match, count(*) FROM seen WHERE {kept}"
        " GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    con.execute("DROP TABLE seen")
    return _Patterns(
        np.array([row[:-2] for row in found], np.int8).reshape(len(found), len(fields)),
        np.array([row[-1] for row in found], np.float64),
        np.array([row[-2] for row in found], np.bool_),
    )
