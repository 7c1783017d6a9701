"""The rows of a table as records that can be compared, one row of text and lists each."""

from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context
from string import ascii_lowercase, digits
from typing import Any
from zlib import crc32

import pyarrow as pa
import pyarrow.compute as pc

from kehu.matching.cleaning.names import name_key
from kehu.matching.duplicates import texts
from kehu.matching.duplicates.columns import Columns
from kehu.matching.duplicates.rules import rules

TEXT, LIST = pa.string(), pa.list_(pa.string())
_ALPHABET = ascii_lowercase + digits
_PARALLEL_FROM = 150_000  # rows; below, starting processes costs more than it saves
_PROCESSES = 2

_PLAIN: dict[str, tuple[str, Callable[[str], Any]]] = {
    "given_name": ("given_name", texts.squeezed),
    "surname": ("surname", texts.squeezed),
    "state": ("state", texts.squeezed),
    "postcode": ("postcode", texts.squeezed),
    "street_number": ("street_number", texts.squeezed),
    "address": ("address", texts.address),
    "address_2": ("address_2", texts.address),
    "birth_date": ("birth_date", texts.date),
    "national_id": ("national_id", texts.squeezed),
    "tax_number": ("tax_number", texts.squeezed),
}


def records(table: pa.Table, columns: Columns) -> pa.Table:
    """One row a row of the table, in its order, with the columns its roles give.

    Of companies: name, squeezed, ordered, family, sound, trade, initials, names, words, legal_form,
    places (list), branch. Of all: those of `_PLAIN`, contact; emails, mailbox_names, domains and
    phones are lists. Values are in small Latin letters, null where unknown.
    """
    if len(table) < _PARALLEL_FROM:
        made = _records(table, columns)
    else:
        half = -(-len(table) // _PROCESSES)
        parts = [table.slice(half * part, half) for part in range(_PROCESSES)]
        with ProcessPoolExecutor(_PROCESSES, mp_context=get_context("spawn")) as pool:
            made = pa.concat_tables(pool.map(_records, parts, repeat(columns)))
    return _with_common_words_as_trades(made) if "name" in made.column_names else made


def _records(table: pa.Table, columns: Columns) -> pa.Table:
    made: dict[str, Any] = {}
    if columns.of("company"):
        made |= _names(table, columns)
    for role, (name, change) in _PLAIN.items():
        for header in columns.of(role):
            made[name] = texts.mapped(table[header], change, TEXT)
    for header in columns.of("address"):
        made["numbers"] = texts.mapped(table[header], texts.numbers, LIST)
    _add_city_and_country(made, table, columns)
    if columns.of("person"):
        _add_person(made, table[columns.of("person")[0]], is_contact="name" in made)
    _add_reaching(made, table, columns)
    if "name" in made:
        _add_contact(made)
        made["whereabouts"] = _whereabouts(made, len(table))
    return pa.table({name: made[name] for name in sorted(made)})


def _names(table: pa.Table, columns: Columns) -> dict[str, Any]:
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


_NAME_PARTS = (
    ("name", TEXT), ("squeezed", TEXT), ("ordered", TEXT), ("family", TEXT), ("trade", TEXT),
    ("sound", TEXT), ("initials", TEXT), ("legal_form", TEXT), ("places", LIST),
    ("branch", pa.bool_()), ("names", LIST), ("words", LIST),
    ("words_mask", pa.int64()), ("letters_mask", pa.int64()), ("own", LIST),
)  # fmt: skip


def _parts_of(name: str) -> list[Any]:
    key = name_key(name)
    if not key.core or name.strip().lower() in rules().empty:
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
        _mask(_ALPHABET.find(sign) for sign in squeezed),
        own,
    ]


def _mask(bits: Iterable[int]) -> int:
    mask = 0
    for bit in bits:
        mask |= 1 << bit
    return mask


def _sound(own: list[str], trade: str) -> str | None:
    heard = texts.sound("".join(own))
    return f"{heard}/{''.join(trade.split())}" if heard else None


def _with_common_words_as_trades(made: pa.Table) -> pa.Table:
    """What one name in 200 of the list has is no company's own word, though no dictionary has it."""
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


def _mask(bits: Iterable[int]) -> int:
    mask = 0
    for bit in bits:
        mask |= 1 << bit
    return mask


def _sound(own: list[str], trade: str) -> str | None:
    heard = texts.sound("".join(own))
    return f"{heard}/{''.join(trade.split())}" if heard else None


def _take_common_words_for_trades(parts: list[list[Any]]) -> None:
    """What one name in 200 of the list has is no company's own word, though no dictionary has it."""
    count = Counter(word for part in parts for word in part[_WORDS] or ())
    often = max(rules().common_from, rules().common_share * len(parts))
    common = {word for word, times in count.items() if times >= often}
    for part in parts:
        own = part[_FAMILY]
        if own is None:
            continue
        rare = [word for word in own if word not in common]
        if rare and len(rare) < len(own):
            trade = {*(part[_TRADE] or "").split(), *(word for word in own if word in common)}
            part[_TRADE] = " ".join(sorted(trade))
            part[_SOUND] = _sound(rare, part[_TRADE])
            part[_FAMILY] = rare
        part[_FAMILY] = "".join(part[_FAMILY])


def _with_others(names: pa.Array, others: list[pa.ChunkedArray]) -> pa.Array:
    cells = zip(names.to_pylist(), *(other.to_pylist() for other in others), strict=True)
    told = []
    for known, *more in cells:
        keys = [name_key(cell) for cell in more if cell]
        spelled = [one for key in keys for one in (key.core, *key.alternatives)]
        told.append([*(known or ()), *("".join(one.split()) for one in spelled)] or None)
    return pa.array(told, LIST)


def _add_person(made: dict[str, Any], names: pa.ChunkedArray, *, is_contact: bool) -> None:
    """A full name is the contact of a company; of a person, given name first and surname last."""
    if is_contact:
        made["contact"] = texts.mapped(names, _sorted_words, TEXT)
    elif "given_name" not in made and "surname" not in made:
        for at, name in enumerate(("given_name", "surname")):
            made[name] = texts.mapped(names, lambda cell, at=at: _split_name(cell)[at], TEXT)


def _sorted_words(cell: str) -> str | None:
    return " ".join(sorted(texts.letters(cell))) or None


def _split_name(cell: str) -> tuple[str | None, str | None]:
    """`Last, First` and `First Last`; one word alone is a surname."""
    last, comma, first = cell.partition(",")
    if comma:
        return texts.squeezed(first), texts.squeezed(last)
    said = texts.letters(cell)
    return ("".join(said[:-1]) or None, said[-1]) if said else (None, None)


def _add_contact(made: dict[str, Any]) -> None:
    """Given name and surname beside a company's name are its contact's."""
    given, surname = made.pop("given_name", None), made.pop("surname", None)
    parts = [part for part in (given, surname) if part is not None]
    if "contact" not in made and parts:
        cells = zip(*(part.to_pylist() for part in parts), strict=True)
        said = (" ".join(sorted(word for word in cell if word)) or None for cell in cells)
        made["contact"] = pa.array(said, TEXT)


def _add_reaching(made: dict[str, Any], table: pa.Table, columns: Columns) -> None:
    mails = [texts.mapped(table[one], texts.mailboxes, LIST) for one in columns.of("email")]
    sites = [texts.mapped(table[one], texts.website_domain, TEXT) for one in columns.of("website")]
    phones = [texts.mapped(table[one], texts.phone_ends, LIST) for one in columns.of("phone")]
    if mails:
        made["emails"] = _joined(mails)
        made["mailbox_names"] = _mailbox_names(made)
    if mails or sites:
        domains = [_each(made["emails"], texts.own_domain)] if mails else []
        made["domains"] = _joined([*domains, *(_listed(site) for site in sites)])
    if phones:
        made["phones"] = _joined(phones)


def _mailbox_names(made: dict[str, Any]) -> pa.Array:
    """Names of mailboxes, without those made of the company's name: they would tell it twice."""
    told = []
    nameless = pa.nulls(len(made["emails"]), TEXT)
    for mails, name in zip(
        made["emails"].to_pylist(), made.get("squeezed", nameless).to_pylist(), strict=True
    ):
        some = {said for mail in mails or () if (said := texts.mailbox_name(mail)) is not None}
        told.append(sorted(one for one in some if one.rstrip("0123456789") not in (name or "")) or None)
    return pa.array(told, LIST)


def _listed(values: pa.Array) -> pa.Array:
    return pa.array([None if cell is None else [cell] for cell in values.to_pylist()], LIST)


def _each(lists: pa.Array, change: Callable[[str], str | None]) -> pa.Array:
    told = []
    for cells in lists.to_pylist():
        some = {said for cell in cells or () if (said := change(cell)) is not None}
        told.append(sorted(some) or None)
    return pa.array(told, LIST)


def _joined(lists: list[pa.Array]) -> pa.Array:
    if len(lists) == 1:
        return lists[0]
    told = []
    for cells in zip(*(one.to_pylist() for one in lists), strict=True):
        told.append(sorted({value for cell in cells for value in cell or ()}) or None)
    return pa.array(told, LIST)


def _add_city_and_country(made: dict[str, Any], table: pa.Table, columns: Columns) -> None:
    """Each put where it belongs: `Munich, Germany` in one cell, or the two exchanged."""
    for role, change in (("city", texts.place), ("country", texts.country)):
        for header in columns.of(role):
            made[role] = texts.mapped(table[header], change, TEXT)
    if "city" not in made or "country" not in made:
        return
    city, country = made["city"].to_pylist(), made["country"].to_pylist()
    cities, countries = (table[columns.of(role)[0]] for role in ("city", "country"))
    named = texts.mapped(cities, texts.country, TEXT)
    astray = pc.or_(
        pc.or_(pc.is_null(made["country"]), pc.is_null(made["city"])), pc.is_valid(named)
    )
    for row in pc.indices_nonzero(astray).to_pylist():
        written, code = countries[row].as_py() or "", named[row].as_py()
        if code is not None and country[row] is None and (written or len(cities[row].as_py()) > 4):
            country[row], city[row] = code, texts.place(written)
        elif code is not None and city[row] == country[row] == code:
            city[row] = texts.place(written) if texts.place(written) != code else None
        elif city[row] is None and "," in written:
            city[row] = texts.place(written.partition(",")[0])
    made["city"], made["country"] = pa.array(city, TEXT), pa.array(country, TEXT)
    made["city_known"] = pa.array([texts.is_known_place(name) for name in city], pa.bool_())


def _whereabouts(made: dict[str, Any], count: int) -> pa.Array:
    """Every word that says where a record is: its city, state and country, and those in its name.

    Null where neither the city is known nor a place named: a country alone rules no city out.
    """
    nowhere = pa.nulls(count, TEXT)
    plain = [made.get(name, nowhere).to_pylist() for name in ("city", "state", "country")]
    told = []
    for named, *said in zip(made["places"].to_pylist(), *plain, strict=True):
        known = {*(named or ()), *(word for word in said if word)}
        told.append(sorted(known) if said[0] or named else None)
    return pa.array(told, LIST)
