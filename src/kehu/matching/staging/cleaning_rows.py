"""A sheet's rows with every mapped cell cleaned, and a list of what was repaired or left out."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from kehu.cleaning.amounts import (
    Money,
    clean_amount,
    clean_whole_number,
    currency_of,
    decimals_follow_comma,
)
from kehu.cleaning.choices import clean_boolean, clean_choice, word_key
from kehu.cleaning.cleaned import NOTHING, Cleaned, Unclean
from kehu.cleaning.countries import iso_country
from kehu.cleaning.emails import (
    clean_email,
    is_disposable,
    is_role_mailbox,
    several_emails,
)
from kehu.cleaning.moments import clean_moment, order_of_days
from kehu.cleaning.names import cleaned_name
from kehu.cleaning.phones import clean_phone, several_phones
from kehu.cleaning.text import (
    cell_words,
    clean_code,
    clean_text,
    half_width,
    says_nothing,
    visible,
)
from kehu.cleaning.websites import clean_website
from kehu.errors import Fault
from kehu.matching.columns.fields import Field, all_fields
from kehu.matching.columns.mapping import SheetMapping, base
from kehu.matching.sheets.cells import Cell, RawSheet, Row
from kehu.matching.sheets.heading import Heading, is_heading_again
from kehu.rulebook import read

_MAILBOXES = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LOOKED_AT = 100_000  # rows that show in which order a column has day and month
_MONEY = frozenset({"amount", "price", "number"})
Words = Mapping[str, Mapping[str, str]]  # by field: words for a code, as `word_key` writes them
MailCheck = Callable[[Collection[str]], Collection[str]]  # of these domains, those without mail


class Repair(NamedTuple):
    """What was changed in a cell: as it stood, as it is kept, and the rule's name."""

    sheet: str
    row: int
    heading: str
    before: str
    after: str
    rule: str


@dataclass
class CleanRow:
    """A row's values by field; several addresses or numbers of a cell stand in `more`.

    `unclean` are the fields that were left out, each with its fault; `remarks` is what else is
    worth knowing.
    """

    row: Row
    values: dict[str, Any] = field(default_factory=dict)
    more: dict[str, list[str]] = field(default_factory=dict)
    unclean: dict[str, Fault] = field(default_factory=dict)
    repairs: list[Repair] = field(default_factory=list)
    remarks: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class _Place:
    n: int
    heading: str
    name: str
    field: Field


class RowCleaner:
    """Cleans the rows of one sheet, each column as its field says."""

    def __init__(
        self,
        sheet: RawSheet,
        heading: Heading,
        mapping: SheetMapping,
        words: Words,
        without_mail: MailCheck,
    ) -> None:
        self.sheet, self.heading, self.words = sheet, heading, words
        fields = all_fields()
        places = [
            _Place(heading.names.index(text), text, name, fields[base(name)])
            for text, name in mapping.columns.items()
            if name
        ]
        # A phone is read by its country, so countries are known first.
        self.places = sorted(places, key=lambda one: one.field.kind not in ("country", "place"))
        self.notes: list[Fault] = []
        self.said_of_all: list[Fault] = []
        self.passed_over = 0
        self._addresses = self._role_mailboxes = 0
        self.choices = mapping.choices
        self._day_first, self._comma = self._orders()
        self._dead = without_mail(self._mail_domains())

    def rows(self) -> Iterator[CleanRow]:
        """Data rows, without totals and headings that stand there again."""
        for row in self.sheet.rows(self.heading.last):
            if is_heading_again(row, self.heading) or self._is_total(row):
                self.passed_over += 1
            else:
                yield self._cleaned(row)
        if self._role_mailboxes:
            fields = {"count": self._role_mailboxes, "all": self._addresses}
            self.said_of_all = [Fault("warning", "role_mailboxes", self.sheet.title, fields=fields)]

    # ---- how columns are to be read ----------------------------------------------------------

    def _orders(self) -> tuple[dict[int, bool], dict[int, bool]]:
        """By column: is the day first, do decimals follow a comma?"""
        dated = [one for one in self.places if one.field.kind == "moment"]
        money = [one for one in self.places if one.field.kind in _MONEY]
        typed: dict[int, list[str]] = {one.n: [] for one in [*dated, *money]}
        for row in islice(self.sheet.rows(self.heading.last), _LOOKED_AT if typed else 0):
            for n, values in typed.items():
                if row.cells[n].text and not row.cells[n].plain:
                    values.append(row.cells[n].text)
        day_first = {one.n: self._is_day_first(one, typed[one.n]) for one in dated}
        given = self.choices.decimal_comma
        comma = {
            one.n: decimals_follow_comma(typed[one.n]) if given is None else given for one in money
        }
        return day_first, comma

    def _mail_domains(self) -> set[str]:
        """The domains of the e-mail addresses, as they are written."""
        places = [one.n for one in self.places if one.field.kind == "email"]
        rows = islice(self.sheet.rows(self.heading.last), _LOOKED_AT if places else 0)
        cells = (row.cells[n].text for row in rows for n in places)
        found = (address for cell in cells for address in _MAILBOXES.findall(cell))
        return {address.rpartition("@")[2].lower() for address in found}

    def _is_day_first(self, place: _Place, values: list[str]) -> bool:
        if self.choices.day_first is not None:
            return self.choices.day_first
        day, month = order_of_days(values)
        if day and month:
            self._note("both_orders_of_days", place)
        if not day and not month and any(map(_could_be_either, values)):
            self._note("day_taken_first", place)
        return day or not month

    def _note(self, code: str, place: _Place) -> None:
        self.notes.append(Fault("warning", code, self.sheet.title, column=place.heading))

    def _is_total(self, row: Row) -> bool:
        """A line of sums below the data: a word for it, and little else but figures."""
        texts = [cell.text.strip() for cell in row.cells if cell.text.strip()]
        words = [one for one in texts if not one.replace(",", "").replace(".", "").isdecimal()]
        totals = cell_words()["totals"]
        said = [word.casefold().strip(" :：") in totals for word in words]
        return any(said) and len(words) <= 2 and len(texts) < max(3, len(self.heading.names) // 2)

    # ---- a row ---------------------------------------------------------------------------------

    def _cleaned(self, row: Row) -> CleanRow:
        found = CleanRow(row)
        for place in self.places:
            cell = row.cells[place.n]
            if not cell.text:
                continue
            try:
                value = self._value(place, cell, found)
            except Unclean as error:
                found.unclean[place.name] = Fault(
                    "warning", error.code, self.sheet.title, None, row.number, place.heading,
                    error.fields,
                )  # fmt: skip
                continue
            if value is not None:
                found.values[place.name] = value
        return found

    def _value(self, place: _Place, cell: Cell, found: CleanRow) -> Any:
        kind = place.field.kind
        if kind == "email":
            address = self._several(place, cell, found, several_emails(cell.text), clean_email)
            self._look_at(place, address, found)
            return address
        if kind == "phone":
            country = found.values.get("customers.country")
            return self._several(
                place, cell, found, several_phones(cell.text), lambda one: clean_phone(one, country)
            )
        if kind == "place":
            return self._place(place, cell, found)
        cleaned = self._clean(place, cell)
        if cleaned.rule:
            self._repaired(found, place, cell.text, _said(cleaned.value), cleaned.rule)
        return cleaned.value

    def _clean(self, place: _Place, cell: Cell) -> Cleaned:
        kind = place.field.kind
        if kind in _MONEY:
            return clean_amount(cell.text, cell.plain, self._comma[place.n])
        if kind == "moment":
            return clean_moment(cell.text, cell.plain, self._day_first[place.n], self.choices.zone)
        if kind == "choice":
            return clean_choice(cell.text, self.words[place.field.name])
        if kind == "choices":
            return _choices(cell.text, self.words[place.field.name])
        if kind == "whole":
            return clean_whole_number(cell.text, cell.plain)
        return _CLEANERS[kind](cell.text)

    def _several(
        self,
        place: _Place,
        cell: Cell,
        found: CleanRow,
        pieces: list[str],
        clean: Callable[[str], Cleaned],
    ) -> Any:
        """The first that is one; the others go to contacts of their own."""
        cleaned = [clean(piece) for piece in pieces]
        values = list(dict.fromkeys(one.value for one in cleaned if one.value))
        if len(values) > 1:
            found.more[place.name] = values[1:]
            rule = f"{place.field.kind}_first_of_several"
            self._repaired(found, place, cell.text, values[0], rule)
        elif cleaned[0].rule:
            self._repaired(found, place, cell.text, _said(cleaned[0].value), cleaned[0].rule)
        return values[0] if values else None

    def _look_at(self, place: _Place, address: str | None, found: CleanRow) -> None:
        """An address that will not last is told; one that nobody reads is counted."""
        if address is None:
            return
        self._addresses += 1
        self._role_mailboxes += is_role_mailbox(address)
        domain = address.rpartition("@")[2]
        codes = ["disposable_mailbox"] if is_disposable(domain) else []
        codes += ["takes_no_mail"] if domain in self._dead else []
        found.remarks += [
            Fault("warning", code, self.sheet.title, None, found.row.number, place.heading,
                  {"value": address})
            for code in codes
        ]  # fmt: skip

    def _place(self, place: _Place, cell: Cell, found: CleanRow) -> None:
        """`Denmark / Capital / Copenhagen`, in this order or the other, as far as it goes."""
        parts = [one.strip() for one in _split_place(visible(cell.text)) if one.strip()]
        if not parts or says_nothing(half_width(cell.text.strip())):
            return
        if iso_country(parts[0]) is None and iso_country(parts[-1]) is not None:
            parts.reverse()
        country = iso_country(parts[0])
        if country is None:
            raise Unclean("names_no_country", value=cell.text)
        names = ["customers.country", "customers.province", "customers.city"]
        kept = [country, *parts[1:]]
        if len(parts) == 2:
            names = ["customers.country", "customers.city"]
        for name, value in zip(names, kept, strict=False):
            found.values.setdefault(name, value)
        self._repaired(found, place, cell.text, " / ".join(kept[:3]), "country_name")

    def _repaired(self, found: CleanRow, place: _Place, before: str, after: str, rule: str) -> None:
        found.repairs.append(
            Repair(self.sheet.title, found.row.number, place.heading, before, after, rule)
        )


def all_words(beyond: Words) -> dict[str, dict[str, str]]:
    """Words for the codes of every choice: those of `rulebook/choices.yaml`, each code itself, and
    what the caller knows beyond."""
    found: dict[str, dict[str, str]] = {}
    for name, codes in read("choices.yaml").items():
        found[name] = {word_key(str(w)): c for c, words in codes.items() for w in [c, *words]}
    for name, words in beyond.items():
        found.setdefault(name, {}).update({word_key(word): code for word, code in words.items()})
    return found


def _clean_name(raw: str) -> Cleaned:
    plain = clean_text(raw)
    if plain.value is None:
        return plain
    name = cleaned_name(plain.value.replace("\n", " "))
    return Cleaned(name or None, "" if name == raw else "name_form")


def _clean_country(raw: str) -> Cleaned:
    text = visible(raw)
    if (code := iso_country(text)) is not None:
        return Cleaned(code, "" if code == raw else "country_name")
    if says_nothing(half_width(text)):
        return NOTHING if not text else Cleaned(None, "said_nothing")
    raise Unclean("names_no_country", value=raw)


def _clean_currency(raw: str) -> Cleaned:
    code = currency_of(raw)
    if code is None:
        if says_nothing(half_width(visible(raw))):
            return NOTHING
        raise Unclean("names_no_currency", value=raw)
    return Cleaned(code, "" if code == raw else "choice_word")


def _choices(raw: str, words: Mapping[str, str]) -> Cleaned:
    pieces = [piece for piece in _split_list(raw) if piece.strip()]
    codes = list(dict.fromkeys(clean_choice(piece, words).value for piece in pieces))
    said = ";".join(code for code in codes if code)
    return Cleaned(said or None, "" if said == raw else "choice_word")


def _split_list(raw: str) -> list[str]:
    return half_width(raw).replace("、", ";").replace(",", ";").replace("\n", ";").split(";")


def _split_place(text: str) -> list[str]:
    for sign in ("/", ">", "|", "·", ",", "，", "、", "-", "\n"):
        if sign in text:
            return text.split(sign)
    return [text]


def _could_be_either(value: str) -> bool:
    """A day such as 03/04/2026, of which neither number can only be the day."""
    parts = re.split(r"[/.\-]", value.strip())
    return len(parts) == 3 and all(part.strip().isdecimal() for part in parts[:2]) and all(
        0 < int(part) <= 12 for part in parts[:2]
    )  # fmt: skip


def _said(value: Any) -> str:
    """A value as the list of repairs shows it."""
    if value is None:
        return ""
    if isinstance(value, Money):
        return f"{value.amount:f} {value.currency or ''}".strip()
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


_CLEANERS: Mapping[str, Callable[[str], Cleaned]] = {
    "text": clean_text,
    "contacts": clean_text,
    "person": clean_text,
    "name": _clean_name,
    "code": clean_code,
    "country": _clean_country,
    "website": clean_website,
    "boolean": clean_boolean,
    "currency": _clean_currency,
}
