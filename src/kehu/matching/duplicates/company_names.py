"""Columns of records that come from the names of companies."""

from collections.abc import Iterable
from string import ascii_lowercase, digits
from typing import Any
from zlib import crc32

import pyarrow as pa
import pyarrow.compute as pc

from kehu.cleaning.names import name_key
from kehu.cleaning.text import says_nothing
from kehu.matching.duplicates.columns import Columns
from kehu.matching.duplicates.rules import rules
from kehu.matching.duplicates.texts import LIST, TEXT, sound

_PLACES = {sign: place for place, sign in enumerate(ascii_lowercase + digits)}
_NAME_PARTS = (
    ("name", TEXT), ("squeezed", TEXT), ("ordered", TEXT), ("family", TEXT), ("trade", TEXT),
    ("sound", TEXT), ("initials", TEXT), ("legal_form", TEXT), ("places", LIST),
    ("branch", pa.bool_()), ("names", LIST), ("words", LIST),
    ("words_mask", pa.int64()), ("letters_mask", pa.int64()), ("own", LIST),
)  # fmt: skip


def name_parts(table: pa.Table, columns: Columns) -> dict[str, Any]:
    """The core of every row's name and what else `name_key` tells, in the ways they are compared.

    `squeezed` has no spaces, `ordered` its words in the alphabet's order; `words_mask` and
    `letters_mask` have a bit for each word and letter; `names` are all the company's names.
    """
    header = columns.of("company")[0]
    encoded = table[header].cast(pa.string()).combine_chunks().dictionary_encode()
    parts = [_parts_of(name) for name in encoded.dictionary.to_pylist()]
    made = {
        name: pc.take(pa.array([part[at] for part in parts], kind), encoded.indices)
        for at, (name, kind) in enumerate(_NAME_PARTS)
    }
    others = [name for header in columns.of("other_names") for name in (table[header],)]
    if others:
        made["names"] = _with_others(made["names"], others)
    return made


def _parts_of(name: str) -> list[Any]:
    key = name_key(name)
    if not key.core or says_nothing(name.strip()):
        return [None] * len(_NAME_PARTS)
    said = [word for word in key.core.split() if word != "and"]
    squeezed = "".join(said)
    own = key.family.split()
    return [
        key.core,
        squeezed,
        "".join(sorted(said)),
        "".join(own),
        key.trade or None,
        _sound(own, key.trade),
        "".join(word[0] for word in said) if len(said) > 2 else None,
        key.legal_form,
        sorted(key.places.split()) or None,
        key.branch,
        [squeezed, *("".join(other.split()) for other in key.alternatives)],
        sorted(set(said)),
        _mask(crc32(word.encode()) % 63 for word in said),
        _mask(map(_PLACES.__getitem__, set(squeezed))),
        own,
    ]


def _mask(bits: Iterable[int]) -> int:
    mask = 0
    for bit in bits:
        mask |= 1 << bit
    return mask


def _sound(own: list[str], trade: str) -> str | None:
    heard = sound("".join(own))
    return f"{heard}/{''.join(trade.split())}" if heard else None


def with_common_words_as_trades(made: pa.Table) -> pa.Table:
    """What one name in 200 of the list has is no company's own word, dictionary or not."""
    own = made["own"].combine_chunks()
    count = pc.value_counts(pc.list_flatten(own))
    often = max(rules().common_from, rules().common_share * len(made))
    common = count.field("values").filter(pc.greater_equal(count.field("counts"), often))
    made = made.drop_columns("own")
    rows = pc.unique(
        pc.list_parent_indices(own).filter(pc.is_in(pc.list_flatten(own), common))
    ).sort()
    if len(rows) == 0:
        return made
    changed = _without(own.take(rows), made["trade"].take(rows), set(common.to_pylist()))
    for name, values in zip(("family", "trade", "sound"), changed, strict=True):
        told = made[name].to_pylist()
        for row, value in zip(rows.to_pylist(), values, strict=True):
            if value is not None:
                told[row] = value
        made = made.set_column(made.column_names.index(name), name, pa.array(told, TEXT))
    return made


def _without(own: pa.Array, trade: pa.ChunkedArray, common: set[str]) -> tuple[list[Any], ...]:
    """Family, trade and sound of names without the common words; None where no word remains."""
    families: list[Any] = []
    trades: list[Any] = []
    sounds: list[Any] = []
    for said, before in zip(own.to_pylist(), trade.to_pylist(), strict=True):
        rare = [word for word in said if word not in common]
        more = sorted({*(before or "").split(), *(word for word in said if word in common)})
        families.append("".join(rare) or None)
        trades.append(" ".join(more) if rare else None)
        sounds.append(_sound(rare, " ".join(more)) if rare else None)
    return families, trades, sounds


def _with_others(names: pa.Array, others: list[pa.ChunkedArray]) -> pa.Array:
    cells = zip(names.to_pylist(), *(other.to_pylist() for other in others), strict=True)
    told = []
    for known, *more in cells:
        keys = [name_key(cell) for cell in more if cell]
        spelled = [one for key in keys for one in (key.core, *key.alternatives)]
        told.append([*(known or ()), *("".join(one.split()) for one in spelled)] or None)
    return pa.array(told, LIST)
