"""One table out of a file: CSV in any usual encoding, Parquet or JSON lines."""

import csv
import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq
from charset_normalizer import from_bytes

from kehu.errors import KehuError

_LOOK = 256 * 1024  # bytes of a CSV file that tell its encoding and delimiter
_DELIMITERS = ",;\t|"


def read_table(path: Path) -> pa.Table:
    """The rows of a file in their order; cells of CSV and JSON lines are text, empty ones null.

    Raises KehuError for a missing file and one that cannot be read; the ending tells the format,
    and any other than .parquet and .jsonl is taken for CSV.
    """
    if not path.is_file():
        raise KehuError("no_such_file", path=path)
    try:
        match path.suffix.lower():
            case ".parquet":
                return pq.read_table(path)
            case ".jsonl":
                return _from_lines(path)
            case _:
                return _from_csv(path)
    except (pa.ArrowInvalid, UnicodeError, json.JSONDecodeError) as fault:
        raise KehuError("unreadable_file", path=path, why=str(fault)) from fault


def _from_csv(path: Path) -> pa.Table:
    with path.open("rb") as file:
        start = file.read(_LOOK)
    if not start.strip():
        raise KehuError("table_without_rows")
    encoding = _encoding(start)
    head = start.decode(encoding, errors="ignore").lstrip("\ufeff")
    delimiter = max(_DELIMITERS, key=head.partition("\n")[0].count)
    names = next(csv.reader(head.splitlines(), delimiter=delimiter))
    return arrow_csv.read_csv(
        path,
        arrow_csv.ReadOptions(encoding=encoding, column_names=_distinct(names), skip_rows=1),
        arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
        arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(_distinct(names), pa.string()), strings_can_be_null=True,
            null_values=[""], quoted_strings_can_be_null=True,
        ),
    )  # fmt: skip


def _encoding(start: bytes) -> str:
    """UTF-8 where it is; else what its signs make likely, GB 18030 before its lesser relatives."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    whole = start[: start.rfind(b"\n") + 1] or start
    for encoding in ("utf-8", "gb18030"):
        try:
            text = whole.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Most bytes make some Chinese sign; in Chinese text the usual signs are by far the most.
        if encoding == "utf-8" or _is_chinese(text):
            return encoding
    found = from_bytes(whole).best()
    return found.encoding if found else "cp1252"


def _is_chinese(text: str) -> bool:
    foreign = [sign for sign in text if ord(sign) > 127]
    usual = sum("\u4e00" <= sign <= "\u9fff" or sign in "，。（）、；：“”《》" for sign in foreign)
    return usual > 0.9 * len(foreign) and _in_runs(text)


def _in_runs(text: str) -> bool:
    """Chinese signs stand together; an accent read as half of one stands among Latin letters."""
    pairs = itertools.pairwise(text)
    beside = [(ord(one) > 127, other) for one, other in pairs if ord(one) > 127]
    together = sum(ord(other) > 127 or not other.isalpha() for _, other in beside)
    return together > 0.8 * len(beside)


def _distinct(names: list[str]) -> list[str]:
    """Headers, numbered where the same stands twice or none does."""
    seen: dict[str, int] = {}
    told = []
    for at, name in enumerate(names):
        plain = name.strip() or f"column_{at + 1}"
        seen[plain] = seen.get(plain, 0) + 1
        told.append(plain if seen[plain] == 1 else f"{plain}_{seen[plain]}")
    return told


def _from_lines(path: Path) -> pa.Table:
    rows = list(_lines(path))
    names = dict.fromkeys(name for row in rows for name in row)
    return pa.table(
        {name: pa.array([_text(row.get(name)) for row in rows], pa.string()) for name in names}
    )


def _lines(path: Path) -> Iterator[dict[str, object]]:
    with path.open(encoding="utf-8-sig") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value or None
    return json.dumps(value, ensure_ascii=False)
