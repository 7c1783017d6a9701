"""Duplicates of a table: its columns taken for what they are, pairs, clusters."""

from collections import defaultdict
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from kehu.errors import KehuError
from kehu.matching.duplicates.blocking import PAIRS, Blocks, block
from kehu.matching.duplicates.clustering import components, without_contradictions
from kehu.matching.duplicates.columns import Columns, recognised
from kehu.matching.duplicates.comparing import compared_fields
from kehu.matching.duplicates.model import Model, weight_at
from kehu.matching.duplicates.preparing import PREPARED, prepare
from kehu.matching.duplicates.records import records
from kehu.matching.duplicates.relations import apart, kind, weight_of_places
from kehu.matching.duplicates.rules import rules
from kehu.matching.duplicates.scoring import agreement, score
from kehu.matching.duplicates.training import train

_LARGE = 200  # members of a component of which every pair is looked at again


@dataclass(frozen=True)
class Duplicates:
    """What was found. Rows are numbered from 0 in the table's order.

    `pairs`: id_l < id_r, match_probability, match_weight, kind (same or group), and a field each
    `x_agreement` (agrees, nearly, differs, missing) and `x_weight`, heaviest first; every pair of
    a cluster that was compared, and others from the review threshold up.
    `cluster`: each row's, numbered from 1 in order of first appearance. `probability`: of the row's
    best pair within its cluster, null where it is alone.
    """

    columns: Columns
    fields: tuple[str, ...]
    model: Model
    blocks: Blocks
    pairs: pa.Table
    cluster: pa.Array
    probability: pa.Array


def find_duplicates(
    table: pa.Table,
    threshold: float | None = None,
    without: frozenset[str] = frozenset(),
    model: Model | None = None,
    columns: Columns | None = None,
) -> Duplicates:
    """The duplicates of a table of companies or people, its columns all text.

    Two records are the same from match probability `threshold` up (None: the rulebook's). `without`
    names columns that must not be looked at. A `model` trained before is used as it is, and so are
    `columns` that are known; otherwise they are recognised. The answer is the same whatever the
    order of the rows. Raises KehuError for a table without rows or without a column to match by,
    and for a threshold outside of 0 to 1.
    """
    least = rules().threshold if threshold is None else threshold
    if not 0 <= least <= 1:
        raise KehuError("threshold_outside", threshold=least)
    if len(table) == 0:
        raise KehuError("table_without_rows")
    columns = columns or recognised(table, without)
    made = records(table, columns)
    fields = compared_fields(made.column_names)
    with duckdb.connect(config={"threads": 2}) as con:
        prepare(con, made, fields)
        del made
        blocks = block(con)
        learnt = model or train(con, fields)
        _score_likely(con, learnt, least)
        clusters = _clusters(con, learnt, least, len(table))
        return _found(con, columns, learnt, blocks, clusters)


def _score_likely(con: duckdb.DuckDBPyConnection, model: Model, threshold: float) -> None:
    """Table `likely_pairs`: all that may be the same, of a group, or a person's to look at."""
    fields = tuple(model.fields)
    reach = weight_at(min(rules().review, rules().related, threshold)) - weight_of_places(model)
    score(con, PAIRS, model, "scored", least=1 / (1 + 2.0 ** -max(reach, -900.0)))
    con.execute(f"DROP TABLE {PAIRS}")
    con.execute(
        f"CREATE TEMP TABLE likely_pairs AS SELECT *, {kind(fields)} AS kind"
        f" FROM scored WHERE match_probability >= {min(rules().review, threshold)!r}"
        f" OR {kind(fields)} = 'group'"
    )
    con.execute("DROP TABLE scored")


def _clusters(
    con: duckdb.DuckDBPyConnection, model: Model, threshold: float, count: int
) -> NDArray[np.int64]:
    """The cluster of every id; see `without_contradictions`."""
    links = con.execute(
        "SELECT id_l, id_r, match_weight FROM likely_pairs"
        f" WHERE kind = 'same' AND match_probability >= {threshold!r} ORDER BY id_l, id_r"
    ).fetchnumpy()
    left, right = (np.asarray(links[name], np.int64) for name in ("id_l", "id_r"))
    component = components(count, left, right)
    sizes = np.bincount(component)
    several = sizes[component] > 2
    _score_the_rest(con, model, component, several & (sizes[component] <= _LARGE))
    against = defaultdict(list)
    for one, other in _contradictions(con, tuple(model.fields)):
        against[int(component[one])].append((one, other))
    _, cluster = np.unique(component, return_inverse=True)
    cluster = _least_members(cluster)
    of_links = defaultdict(list)
    for one, other, weight in zip(left, right, links["match_weight"], strict=True):
        if int(component[one]) in against:
            of_links[int(component[one])].append((int(one), int(other), float(weight)))
    for number, some in of_links.items():
        for record, least in without_contradictions(some, against[number]).items():
            cluster[record] = least
    return cluster


def _least_members(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each record's cluster by its least member."""
    _, first, inverse = np.unique(numbers, return_index=True, return_inverse=True)
    return first[inverse].astype(np.int64)


def _score_the_rest(
    con: duckdb.DuckDBPyConnection,
    model: Model,
    component: NDArray[np.int64],
    looked_at: NDArray[np.bool_],
) -> None:
    """Add to `likely_pairs` those within components that were too unlikely, or never compared."""
    ids = np.flatnonzero(looked_at)
    con.register("member", pa.table({"id": ids, "component": component[ids]}))
    con.execute(
        "CREATE TEMP TABLE unseen AS SELECT l.id AS id_l, r.id AS id_r"
        " FROM member AS l JOIN member AS r USING (component) WHERE l.id < r.id"
        " AND NOT EXISTS (FROM likely_pairs AS p WHERE p.id_l = l.id AND p.id_r = r.id)"
    )
    con.unregister("member")
    if con.execute("SELECT count(*) FROM unseen").fetchall()[0][0]:
        score(con, "unseen", model, "rest", least=None)
        told = kind(tuple(model.fields))
        con.execute(f"INSERT INTO likely_pairs SELECT *, {told} FROM rest")
        con.execute("DROP TABLE rest")
    con.execute("DROP TABLE unseen")


def _contradictions(
    con: duckdb.DuckDBPyConnection, fields: tuple[str, ...]
) -> list[tuple[int, int]]:
    """Pairs that must not be in one cluster: of a group, plainly unlike, or of two tax numbers."""
    said = [
        "kind = 'group'", apart(fields), f"match_probability < {rules().contradiction!r}",
        *(f"level_of_{name} = {len(rules().fields[name].levels) - 1}"
          for name in ("tax_number", "national_id")
          if name in fields and "name" in fields),
    ]  # fmt: skip
    return con.execute(
        f"SELECT id_l, id_r FROM likely_pairs WHERE {' OR '.join(said)} ORDER BY id_l, id_r"
    ).fetchall()


def _found(
    con: duckdb.DuckDBPyConnection,
    columns: Columns,
    model: Model,
    blocks: Blocks,
    clusters: NDArray[np.int64],
) -> Duplicates:
    con.register("clusters", pa.table({"id": np.arange(len(clusters)), "cluster": clusters}))
    fields = tuple(model.fields)
    agreements = ", ".join(
        f"{agreement(name)} AS {name}_agreement, weight_of_{name} AS {name}_weight"
        for name in fields
    )
    pairs = con.execute(
        "SELECT least(l.source_row, r.source_row) AS id_l, greatest(l.source_row, r.source_row)"
        f" AS id_r, match_probability, match_weight, kind, {agreements} FROM likely_pairs"
        f" JOIN {PREPARED} AS l ON l.id = id_l JOIN {PREPARED} AS r ON r.id = id_r"
        f" WHERE match_probability >= {rules().review!r} OR kind = 'group'"
        " ORDER BY match_weight DESC, 1, 2"
    ).to_arrow_table()
    rows = con.execute(
        "SELECT cluster, p.probability FROM"
        f" (SELECT id, source_row, cluster FROM {PREPARED} JOIN clusters USING (id))"
        " LEFT JOIN (SELECT id, max(match_probability) AS probability FROM"
        "  (SELECT id_l AS id, id_r AS other, match_probability, kind FROM likely_pairs"
        "   UNION ALL SELECT id_r, id_l, match_probability, kind FROM likely_pairs) AS e"
        "  JOIN clusters AS c USING (id) JOIN clusters AS d ON d.id = e.other"
        "  WHERE c.cluster = d.cluster AND kind = 'same' GROUP BY id) AS p USING (id)"
        " ORDER BY source_row"
    ).to_arrow_table()
    return Duplicates(
        columns, fields, model, blocks, pairs, _numbered(rows["cluster"]),
        pc.round(rows["probability"].combine_chunks(), 6),
    )  # fmt: skip


def _numbered(clusters: pa.ChunkedArray) -> pa.Array:
    """Numbers from 1 in order of first appearance."""
    codes = clusters.combine_chunks().dictionary_encode().indices
    return pc.add(codes.cast(pa.int64()), 1)
