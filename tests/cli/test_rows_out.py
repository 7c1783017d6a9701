"""Rows that commands write: every format, in order, whole or not at all."""

import csv
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook
from running import AS_OF, Kehu

from kehu.cli.writing import write_batches
from kehu.engine.rules.load import default_rulebook

COLUMNS = ["customer_id", "dimension", "label", "rule", "score"]


def test_labels_are_the_same_rows_in_parquet_and_on_standard_output(
    kehu: Kehu, ledger: Path, tmp_path: Path
) -> None:
    assert kehu("label", ledger, *AS_OF, "--out", "labels.parquet").code == 0
    table = pq.read_table(tmp_path / "labels.parquet")
    rows = table.to_pylist()
    assert table.column_names == COLUMNS
    keys = [(row["customer_id"], row["dimension"]) for row in rows]
    assert keys == sorted(keys)
    assert len(keys) == len({*keys}) == 60 * len(default_rulebook().dimensions)
    assert kehu("label", ledger, *AS_OF).rows == rows
    assert [one.name for one in tmp_path.iterdir()] == ["labels.parquet"]


def test_movement_is_written_as_csv_in_order(kehu: Kehu, ledger: Path, tmp_path: Path) -> None:
    moment = ("--from", "2026-05-01", "--to", "2026-11-01")
    assert kehu("movement", ledger, *moment, "--out", "moves.csv", "--lang", "zh").code == 0
    with (tmp_path / "moves.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["customer_id", "dimension", "from", "to", "reason"]
    keys = [(row["customer_id"], row["dimension"]) for row in rows]
    assert keys == sorted(keys)
    assert all(row["reason"] for row in rows)
    matrix = kehu("movement", ledger, *moment, "--matrix").rows
    assert list(matrix[0]) == ["dimension", "from", "to", "customers"]
    assert sum(row["customers"] for row in matrix) == len(rows)


def test_measures_are_written_as_a_sheet_in_order(kehu: Kehu, ledger: Path, tmp_path: Path) -> None:
    assert kehu("measures", ledger, *AS_OF, "--out", "measures.xlsx").code == 0
    book = CalamineWorkbook.from_path(tmp_path / "measures.xlsx")
    head, *rows = book.get_sheet_by_index(0).to_python()
    assert head[:2] == ["customer_id", "owner"]
    assert {"orders", "purchases_12m", "profit_share_before"} <= {*head}
    names = [row[0] for row in rows]
    assert names == sorted(names)
    assert len(names) == 60


# ---- the writer itself -------------------------------------------------------------------------

ROWS = [
    {"name": "a", "label": '=1+1, "quoted"', "count": 1, "share": 0.5},
    {"name": "b", "label": None, "count": None, "share": None},
    {"name": "客户", "label": "", "count": -3, "share": 1e-9},
]
SCHEMA = pa.schema(
    [("name", pa.string()), ("label", pa.string()), ("count", pa.int64()), ("share", pa.float64())]
)


def reader(fails: bool = False) -> pa.RecordBatchReader:
    def batches() -> Iterator[pa.RecordBatch]:
        yield pa.RecordBatch.from_pylist(ROWS, SCHEMA)
        if fails:
            raise RuntimeError("the engine gave up")

    return pa.RecordBatchReader.from_batches(SCHEMA, batches())


def test_a_csv_tells_an_empty_text_from_none(tmp_path: Path) -> None:
    write_batches(reader(), tmp_path / "x.csv")
    lines = (tmp_path / "x.csv").read_text("utf-8").splitlines()
    assert lines[1:] == ['"a","=1+1, ""quoted""",1,0.5', '"b",,,', '"客户","",-3,1e-9']


def test_json_lines_keep_every_value(tmp_path: Path) -> None:
    write_batches(reader(), tmp_path / "x.jsonl")
    lines = (tmp_path / "x.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == ROWS
    assert "客户" in lines[2]


def test_a_sheet_holds_words_as_words_and_no_formulas(tmp_path: Path) -> None:
    write_batches(reader(), tmp_path / "x.xlsx")
    rows = CalamineWorkbook.from_path(tmp_path / "x.xlsx").get_sheet_by_index(0).to_python()
    assert rows[0] == ["name", "label", "count", "share"]
    assert rows[1] == ["a", '=1+1, "quoted"', 1.0, 0.5]
    assert rows[2] == ["b", "", "", ""]


@pytest.mark.parametrize("suffix", [".parquet", ".csv", ".jsonl", ".xlsx"])
def test_no_rows_still_make_a_file_with_its_columns(tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"x{suffix}"
    write_batches(pa.RecordBatchReader.from_batches(SCHEMA, iter([])), out)
    if suffix == ".jsonl":
        assert out.read_text() == ""
    elif suffix == ".csv":
        assert out.read_text().strip() == '"name","label","count","share"'
    elif suffix == ".parquet":
        assert pq.read_table(out).column_names == SCHEMA.names
    else:
        book = CalamineWorkbook.from_path(out)
        assert book.get_sheet_by_index(0).to_python() == [SCHEMA.names]


@pytest.mark.parametrize("suffix", [".parquet", ".csv", ".jsonl", ".xlsx"])
def test_a_failed_write_leaves_what_was_there_and_nothing_else(tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"x{suffix}"
    with pytest.raises(RuntimeError):
        write_batches(reader(fails=True), out)
    assert list(tmp_path.iterdir()) == []
    out.write_text("of yesterday")
    with pytest.raises(RuntimeError):
        write_batches(reader(fails=True), out)
    assert out.read_text() == "of yesterday"
    assert list(tmp_path.iterdir()) == [out]


SLOW = """
import sys, time
from pathlib import Path
import pyarrow as pa
from kehu.cli.writing import write_batches
schema = pa.schema([("n", pa.int64())])
def batches():
    while True:
        yield pa.RecordBatch.from_pydict({"n": list(range(50_000))}, schema)
        print("wrote", flush=True)
        time.sleep(0.05)
write_batches(pa.RecordBatchReader.from_batches(schema, batches()), Path(sys.argv[1]))
"""


def test_a_killed_write_leaves_no_half_file(tmp_path: Path) -> None:
    out = tmp_path / "rows.csv"
    with subprocess.Popen(
        [sys.executable, "-c", SLOW, str(out)], stdout=subprocess.PIPE, text=True
    ) as writing:
        assert writing.stdout is not None
        for _ in range(3):
            assert writing.stdout.readline() == "wrote\n"
        time.sleep(0.05)
        writing.kill()
    assert not out.exists()
    assert all(one.name.startswith(".") for one in tmp_path.iterdir())
