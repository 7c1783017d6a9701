"""From numbers to typed Arrow columns, without a Python object a cell."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kehu.demo.batches import NONE, Flags, Ints

CENTS = 2
"""Money is counted in hundredths until it is written."""


def moments(seconds: Ints) -> pa.Array:
    """Timestamps in UTC from seconds; NONE is null."""
    empty = seconds == NONE
    micros = pa.array(np.where(empty, 0, seconds) * 1_000_000, mask=empty)
    return micros.cast(pa.timestamp("us", tz="UTC"))


def dates(days: Ints) -> pa.Array:
    """Dates from days since 1970; NONE is null."""
    empty = days == NONE
    return pa.array(np.where(empty, 0, days).astype(np.int32), mask=empty).cast(pa.date32())


def decimals(units: Ints, *, places: int, unit_places: int = CENTS) -> pa.Array:
    """Decimals from whole units of 10^-unit_places; NONE is null.

    Arrow stores a decimal128 as two 64-bit words, low word first, so the array is
    its integers followed by their signs; this is exact and needs no Decimal objects.
    """
    empty = units == NONE
    low = np.where(empty, 0, units) * 10 ** (places - unit_places)
    words = np.stack([low, low >> 63], axis=1)
    valid = pa.py_buffer(np.packbits(~empty, bitorder="little").tobytes())
    return pa.Array.from_buffers(
        pa.decimal128(18, places), len(units), [valid, pa.py_buffer(words.tobytes())]
    )


def money(cents: Ints) -> pa.Array:
    """Amounts, decimal(18,4), from hundredths."""
    return decimals(cents, places=4)


def prices(cents: Ints) -> pa.Array:
    """Unit prices, decimal(18,6), from hundredths."""
    return decimals(cents, places=6)


def quantities(pieces: Ints) -> pa.Array:
    """Quantities, decimal(18,4), from whole units."""
    return decimals(pieces, places=4, unit_places=0)


def whole(values: Ints) -> pa.Array:
    """Whole numbers; NONE is null."""
    empty = values == NONE
    return pa.array(np.where(empty, 0, values), mask=empty)


def flags(values: Flags, known: Flags) -> pa.Array:
    """Booleans, null where not known."""
    return pa.array(values, mask=~known)


def words(codes: Ints, vocabulary: Sequence[str | None] | pa.Array) -> pa.Array:
    """Strings by their place in the vocabulary; a negative code is null."""
    source = (
        vocabulary if isinstance(vocabulary, pa.Array) else pa.array(vocabulary, type=pa.string())
    )
    return source.take(pa.array(np.maximum(codes, 0), mask=codes < 0))


def ids(prefix: str, number: Ints, *tails: tuple[Ints, int]) -> pa.Array:
    """Keys such as C0000012 or L0000012-003: the customer's number, then serials with a width."""
    parts = [_padded(number, 7)] + [_padded(values, width) for values, width in tails]
    return pc.binary_join_element_wise(
        pa.scalar(prefix), pc.binary_join_element_wise(*parts, "-"), ""
    )


def _padded(values: Ints, width: int) -> pa.Array:
    return pc.utf8_lpad(pa.array(values).cast(pa.string()), width, "0")


def joined(codes: Ints, vocabulary: pa.Array) -> pa.Array:
    """Lists in one cell, joined by ";": each row's codes, a matrix filled from the left with -1
    for none; a row without any is null."""
    first, *others = (words(column, vocabulary) for column in codes.T)
    # not null_handling="skip": Arrow 26 then drops rows that are null in every part
    tails = [pc.fill_null(pc.binary_join_element_wise("", part, ";"), "") for part in others]
    return pc.binary_join_element_wise(first, *tails, "")
