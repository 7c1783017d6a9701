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

_LIKELY, _UNLIKELY = 0.9, 0.5  # by the shipped shares: what is learnt from as a pair, as strangers
_ROUNDS = 60
_STILL = 1e-5
_LEAST_SHARE = 1e-9


@dataclass(frozen=True)
class _Patterns:
    """Each pattern of levels seen (a row each; -1 is missing), and how many pairs have it."""

    levels: NDArray[np.int8]
    counts: NDArray[np.float64]
    apart: NDArray[np.bool_] | None = None


def train(con: duckdb.DuckDBPyConnection, fields: tuple[str, ...]) -> Model:
    """The model of the table `prepared`, with the pairs in `pairs`; the same for the same table."""
    records = con.execute(f"SELECT count(*) FROM {PREPARED}").fetchall()[0][0]
    shipped = shipped_model(fields, records)
    pairs = con.execute(f"SELECT count(*) FROM {PAIRS}").fetchall()[0][0]
    if pairs == 0:
        return shipped
    model, known = _with_strangers(con, shipped, records)
    share = min(1.0, rules().training_pairs / pairs)
    con.execute(
        f"CREATE OR REPLACE TEMP VIEW likely AS SELECT * FROM {PAIRS}"
        f" WHERE hash(id_l, id_r) % 1000000 < {share * 1_000_000:.0f}"
    )
    seen = _patterns(con, "likely", shipped, "true")
    con.execute("DROP VIEW likely")
    all_pairs = records * (records - 1) / 2
    before = _probabilities(shipped, seen)
    strangers = _Patterns(seen.levels, np.where(before < _UNLIKELY, seen.counts, 0.0))
    model = _with_near_strangers(
        model, strangers, {f: k * share * all_pairs for f, k in known.items()}
    )
    matches = _Patterns(seen.levels, np.where(before > _LIKELY, seen.counts, 0.0))
    return _with_matches(model, matches, share, all_pairs)


def _with_strangers(
    con: duckdb.DuckDBPyConnection, shipped: Model, records: int
) -> tuple[Model, dict[str, float]]:
    """u, and in what share of pairs both have the field.

    What looks the same is left out: in a short list it is more than chance would have.
    """
    drawn = _random_pairs(records)
    con.register("drawn", drawn)
    patterns = _patterns(con, "drawn", shipped, "match_probability < 0.5")
    con.unregister("drawn")
    prior, fields, known = rules().prior_strangers, {}, {}
    for at, (field, shares) in enumerate(shipped.fields.items()):
        seen = _by_level(patterns, patterns.counts, at, len(shares))
        m, usual = _columns(shares)
        known[field] = max(float(seen.sum()), 1.0) / len(drawn)
        fields[field] = _shares(shares, m, (seen + prior * usual) / (seen.sum() + prior))
    return Model(fields, shipped.probability), known


def _with_near_strangers(model: Model, strangers: _Patterns, compared: dict[str, float]) -> Model:
    """u of levels that chance hardly reaches: whoever reaches them stands among the likely pairs.

    So strangers there are counted, and `compared` is of how many pairs in all. Neighbours with a
    like name, which a random draw never finds, weigh by this.
    """
    fields = {}
    for at, (field, shares) in enumerate(model.fields.items()):
        m, u = _columns(shares)
        near = _by_level(strangers, strangers.counts, at, len(shares)) / compared[field]
        u = np.maximum(u, np.minimum(near, 0.5))
        u[-1] = max(0.01, 1 - u[:-1].sum())
        fields[field] = _shares(shares, m, u / u.sum())
    return Model(fields, model.probability)


def _with_matches(model: Model, matches: _Patterns, share: float, all_pairs: float) -> Model:
    """m and the probability, by expectation maximisation with u as it is."""
    prior, usual_probability = rules().prior_pairs, model.probability
    before = min(prior, usual_probability * all_pairs)  # true pairs taken as seen
    for _ in range(_ROUNDS):
        chance = _probabilities(model, matches) * matches.counts
        fields = {}
        for at, (field, shares) in enumerate(model.fields.items()):
            seen = _by_level(matches, chance, at, len(shares))
            usual, _ = _columns(shipped_shares(field))
            m = (seen + prior * usual) / (seen.sum() + prior)
            _, u = _columns(shares)
            fields[field] = _shares(shares, _sensible(field, m, u), u)
        found = (chance.sum() / share + before) / (all_pairs + before / usual_probability)
        moved = _moved(model.fields, fields)
        model = Model(fields, float(f"{np.clip(found, 1e-12, 0.3):.6g}"))
        if moved < _STILL:
            break
    return model


def _moved(before: dict[str, Shares], after: dict[str, Shares]) -> float:
    return max(
        abs(after[field][level][0] - m)
        for field, shares in before.items() for level, (m, _) in shares.items()
    )  # fmt: skip


def _columns(shares: Shares) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    m, u = np.array(list(shares.values()), np.float64).T
    return m, u


def _probabilities(model: Model, patterns: _Patterns) -> NDArray[np.float64]:
    weight = np.full(len(patterns.counts), np.log(model.probability / (1 - model.probability)))
    for at, shares in enumerate(model.fields.values()):
        of_level = np.array([np.log(m / u) for m, u in shares.values()] + [0.0])
        weight += of_level[patterns.levels[:, at]]  # -1, missing, is the last: nothing
    chance = 1 / (1 + np.exp(-np.clip(weight, -500, 500)))
    return chance if patterns.apart is None else np.where(patterns.apart, 0.0, chance)


def _by_level(
    patterns: _Patterns, counts: NDArray[np.float64], field: int, levels: int
) -> NDArray[np.float64]:
    reached = patterns.levels[:, field]
    known = reached >= 0
    found: NDArray[np.float64] = np.bincount(reached[known], counts[known], levels).astype(float)
    return found


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
    return pa.table({"id_l": left, "id_r": right})


def _patterns(con: duckdb.DuckDBPyConnection, pairs: str, model: Model, kept: str) -> _Patterns:
    score(con, pairs, model, "seen", least=None)
    fields = tuple(model.fields)
    levels = ", ".join(f"coalesce(level_of_{field}, -1)" for field in fields)
    found = con.execute(
        f"SELECT {levels}, {apart(fields)} AS stand_apart, count(*) FROM seen WHERE {kept}"
        " GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    con.execute("DROP TABLE seen")
    return _Patterns(
        np.array([row[:-2] for row in found], np.int8).reshape(len(found), len(fields)),
        np.array([row[-1] for row in found], np.float64),
        np.array([row[-2] for row in found], np.bool_),
    )
