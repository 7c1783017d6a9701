"""A grade as bytes: measures as floats, and of each label its word, rule, score and since when.

All grades of a shape are rows of one array, so that everybody's are read, compared and written a
column at a time. A word is its code (`codes`), an unknown number NaN, an unknown word NOTHING.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from kehu.desk.grading.codes import NOTHING, code_of
from kehu.desk.grading.models import Shape
from kehu.engine.measures import MEASURES
from kehu.engine.standings import STANDINGS

Records = NDArray[np.void]
_UNITS = {
    **{name: one.unit for name, one in MEASURES.items()},
    **{name: one.unit for name, one in STANDINGS.items()},
}
_FRACTIONS = ("base currency", "share", "ratio", "points")


class Packing:
    """How the grades of one shape lie in bytes."""

    def __init__(self, measures: tuple[str, ...], dimensions: tuple[str, ...]) -> None:
        self.measures, self.dimensions = measures, dimensions
        many, each = (len(measures),), (len(dimensions),)
        self.kind = np.dtype(
            [("measures", "<f8", many), ("score", "<f8", each), ("label", "<i8", each),
             ("rule", "<i8", each), ("since", "<i8", each)]
        )  # fmt: skip

    def empty(self, count: int) -> Records:
        """Records of customers of whom nothing is known."""
        made = np.zeros(count, self.kind)
        made["measures"], made["score"] = np.nan, np.nan
        return made

    def read(self, packed: Iterable[bytes | memoryview]) -> Records:
        """Records out of what the database keeps."""
        return np.frombuffer(b"".join(packed), self.kind)

    def moved(self, records: Records, to: "Packing") -> Records:
        """Records of this packing in the order of another."""
        made = to.empty(len(records))
        _move(records, made, ("measures",), self.measures, to.measures)
        _move(records, made, ("score", "label", "rule", "since"), self.dimensions, to.dimensions)
        return made

    def packed(
        self, values: Sequence[Mapping[str, Any]], labels: Sequence[Mapping[str, Any]]
    ) -> Records:
        """Records of a few customers, from measures by name and labels (label, rule, score)."""
        made = self.empty(len(values))
        for n, (measured, labelled) in enumerate(zip(values, labels, strict=True)):
            made[n]["measures"] = [_number(measured.get(name)) for name in self.measures]
            for at, name in enumerate(self.dimensions):
                label, rule, score = labelled[name]
                made[n]["label"][at], made[n]["rule"][at] = code_of(label), code_of(rule)
                made[n]["score"][at] = _number(score)
        return made

    def columns(self, measured: pa.Table, labelled: pa.Table) -> Records:
        """Records of many, from a column for each measure and for each label, rule and score."""
        made = self.empty(measured.num_rows)
        for at, name in enumerate(self.measures):
            made["measures"][:, at] = _numbers(measured[name])
        for at, name in enumerate(self.dimensions):
            made["label"][:, at] = _codes(labelled[name])
            made["rule"][:, at] = _codes(labelled[f"{name}__rule"])
            if f"{name}__score" in labelled.column_names:
                made["score"][:, at] = _numbers(labelled[f"{name}__score"])
        return made


def as_bytes(records: Records) -> NDArray[np.uint8]:
    """Records as they are kept, a row each: equal where nothing at all differs."""
    return records.view(np.uint8).reshape(len(records), -1)


def packing_of(shape: Shape) -> Packing:
    """The packing of a shape; the same object for the same names."""
    return _packing(tuple(shape.measures), tuple(shape.dimensions))


@lru_cache(maxsize=8)
def _packing(measures: tuple[str, ...], dimensions: tuple[str, ...]) -> Packing:
    return Packing(measures, dimensions)


def is_word(measure: str) -> bool:
    """Is the measure a word and not a number?"""
    return _UNITS.get(measure) in ("code", "text")


def is_yes_or_no(measure: str) -> bool:
    """Is the measure true or false, kept as 1 or 0?"""
    return _UNITS.get(measure) == "yes or no"


def value_of(measure: str, packed: float, texts: Mapping[int, str]) -> Any:
    """A measure as people know it: a word, yes or no, a whole number, or a fraction."""
    if np.isnan(packed):
        return None
    if is_word(measure):
        return None if packed == NOTHING else texts[int(packed)]
    unit = _UNITS.get(measure)
    if is_yes_or_no(measure):
        return bool(packed)
    number = float(packed)
    return int(number) if unit not in _FRACTIONS and number.is_integer() else number


def _number(value: Any) -> float:
    if value is None:
        return np.nan
    return float(code_of(value)) if isinstance(value, str) else float(value)


def _numbers(column: pa.ChunkedArray) -> NDArray[np.float64]:
    if pa.types.is_string(column.type) or pa.types.is_dictionary(column.type):
        codes = _codes(column).astype(np.float64)
        return np.where(codes == NOTHING, np.nan, codes)
    floats: NDArray[np.float64] = column.cast(pa.float64()).to_numpy()
    return floats


def _codes(column: pa.ChunkedArray) -> NDArray[np.int64]:
    array = column.combine_chunks()
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    words = np.array([*map(code_of, array.dictionary.to_pylist()), NOTHING], dtype=np.int64)
    at = array.indices.fill_null(len(words) - 1).to_numpy(zero_copy_only=False)
    found: NDArray[np.int64] = words[at]
    return found


def _move(
    old: Records,
    new: Records,
    parts: tuple[str, ...],
    before: tuple[str, ...],
    after: tuple[str, ...],
) -> None:
    both = [name for name in after if name in before]
    source, target = [before.index(n) for n in both], [after.index(n) for n in both]
    for part in parts:
        new[part][:, target] = old[part][:, source]
