"""New records against a few each that may be the same: “this may be X”, while somebody types."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

import duckdb
import pyarrow as pa

from kehu.matching.duplicates.columns import Columns
from kehu.matching.duplicates.comparing import compared_fields
from kehu.matching.duplicates.model import Model, shipped_model
from kehu.matching.duplicates.preparing import PREPARED, prepare_few
from kehu.matching.duplicates.records import records
from kehu.matching.duplicates.relations import kind
from kehu.matching.duplicates.rules import Agreement, rules
from kehu.matching.duplicates.scoring import agreement, score

Cells = dict[str, str | None]
_USUAL_LIST = 10_000  # records a list has, where no model tells how likely a pair is


@dataclass(frozen=True)
class Candidate:
    """One of the records looked at: `row` of it, how likely it is the same, and what agrees.

    `agreements`: of every field compared, how far the two agree and its weight (log2 m/u).
    """

    row: int
    match_probability: float
    match_weight: float
    kind: Literal["same", "group"]
    agreements: dict[str, tuple[Agreement, float]]


def candidates(
    asked: Sequence[tuple[Cells, Sequence[Cells]]], columns: Columns, model: Model | None = None
) -> list[list[Candidate]]:
    """Of each record asked about with some others: those that may be it, the likeliest first.

    All of one group with it are among them too. Cells are by header, as `columns` names them.
    Without a `model` trained on the whole list, the shipped one serves. Those below the review
    threshold are left out. However many are asked about, they are compared in one go.
    """
    rows = list[Cells]()
    starts, pairs = list[int](), list[tuple[int, int]]()
    for record, others in asked:
        starts.append(len(rows))
        rows += [*others, record]
        pairs += [(one, len(rows) - 1) for one in range(starts[-1], len(rows) - 1)]
    found: list[list[Candidate]] = [[] for _ in asked]
    if not pairs:
        return found
    made = records(_table(rows, columns), columns)
    fields = compared_fields(made.column_names)
    with _database().cursor() as con:
        prepare_few(con, made, fields)
        left, right = zip(*pairs, strict=True)
        con.register("asked", pa.table({"id_l": left, "id_r": right}))
        con.execute("CREATE TEMP TABLE asked_pairs AS FROM asked")
        score(con, "asked_pairs", _for_fields(model, fields), "scored", least=None)
        for one in _found(con, fields):
            at = bisect_right(starts, one.row) - 1
            found[at].append(replace(one, row=one.row - starts[at]))
    return found


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """Opened once: to open one takes longer than the question. Each cursor has its own tables."""
    return duckdb.connect(config={"threads": 1})


def _table(rows: list[Cells], columns: Columns) -> pa.Table:
    headers = [header for some in columns.by_role.values() for header in some]
    return pa.table(
        {header: pa.chunked_array([[row.get(header) for row in rows]], pa.string())
         for header in headers}
    )  # fmt: skip


def _for_fields(model: Model | None, fields: tuple[str, ...]) -> Model:
    """A field the model was not trained on weighs as shipped."""
    shipped = shipped_model(fields, _USUAL_LIST)
    if model is None:
        return shipped
    return Model({name: model.fields.get(name, shipped.fields[name]) for name in fields},
                 model.probability)  # fmt: skip


def _found(con: duckdb.DuckDBPyConnection, fields: tuple[str, ...]) -> list[Candidate]:
    told = kind(fields)
    rows = con.execute(
        f"SELECT id_l AS row, match_probability, match_weight, {told} AS kind,"
        f" {', '.join(f'{agreement(name)}, weight_of_{name}' for name in fields)} FROM scored"
        f" JOIN {PREPARED} AS l ON l.id = id_l JOIN {PREPARED} AS r ON r.id = id_r"
        f" WHERE match_probability >= {rules().review!r} OR {told} = 'group'"
        " ORDER BY match_weight DESC, id_l"
    )
    return [
        Candidate(row, probability, weight, kind_, _by_field(fields, said))
        for row, probability, weight, kind_, *said in rows.fetchall()
    ]


def _by_field(fields: tuple[str, ...], said: list[Any]) -> dict[str, tuple[Agreement, float]]:
    return dict(zip(fields, zip(said[::2], said[1::2], strict=True), strict=True))
