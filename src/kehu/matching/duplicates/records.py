"""The rows of a table as records that can be compared, one row of text and lists each."""

import gc
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import current_process, get_context
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kehu.cleaning.script import letters
from kehu.matching.duplicates import texts
from kehu.matching.duplicates.columns import Columns
from kehu.matching.duplicates.company_names import name_parts, with_common_words_as_trades
from kehu.matching.duplicates.texts import LIST, TEXT

_PARALLEL_FROM = 150_000  # rows; below, starting processes costs more than it saves
_PROCESSES, _AT_ONCE = 2, 50_000

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

    Of companies: those of `name_parts`, and whereabouts. Of all: those of `_PLAIN`, city, country,
    numbers (of the address), contact; emails, mailbox_names, domains and phones are lists. Values
    are in small Latin letters, null where unknown.
    """
    # Who works for somebody (a worker of the application) may not start processes of its own.
    if len(table) < _PARALLEL_FROM or current_process().daemon:
        made = _records(table, columns)
    else:
        kept = table.select([header for some in columns.by_role.values() for header in some])
        parts = [kept.slice(start, _AT_ONCE) for start in range(0, len(table), _AT_ONCE)]
        # Nothing made here refers to itself, so looking for such garbage would only cost time.
        with ProcessPoolExecutor(
            _PROCESSES, mp_context=get_context("spawn"), initializer=gc.disable
        ) as pool:
            made = pa.concat_tables(pool.map(_records, parts, repeat(columns)))
    return with_common_words_as_trades(made) if "name" in made.column_names else made


def _records(table: pa.Table, columns: Columns) -> pa.Table:
    made: dict[str, Any] = {}
    if columns.of("company"):
        made |= name_parts(table, columns)
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


def _add_person(made: dict[str, Any], names: pa.ChunkedArray, *, is_contact: bool) -> None:
    """A full name is the contact of a company; of a person, given name first and surname last."""
    if is_contact:
        made["contact"] = texts.mapped(names, _sorted_words, TEXT)
    elif "given_name" not in made and "surname" not in made:
        for at, name in enumerate(("given_name", "surname")):
            made[name] = texts.mapped(names, _name_splitter(at), TEXT)


def _sorted_words(cell: str) -> str | None:
    return " ".join(sorted(letters(cell))) or None


def _name_splitter(at: int) -> Callable[[str], str | None]:
    return lambda cell: _split_name(cell)[at]


def _split_name(cell: str) -> tuple[str | None, str | None]:
    """`Last, First` and `First Last`; one word alone is a surname."""
    last, comma, first = cell.partition(",")
    if comma:
        return texts.squeezed(first), texts.squeezed(last)
    said = letters(cell)
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
        told.append(
            sorted(one for one in some if one.rstrip("0123456789") not in (name or "")) or None
        )
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
