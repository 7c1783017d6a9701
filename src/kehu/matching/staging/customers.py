"""The customer of a row, and the people in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kehu.cleaning.amounts import Money
from kehu.cleaning.cleaned import Unclean
from kehu.cleaning.emails import clean_email
from kehu.cleaning.names import name_key
from kehu.cleaning.phones import clean_phone
from kehu.errors import KehuError
from kehu.matching.columns.fields import all_fields
from kehu.matching.columns.mapping import base, number_of
from kehu.matching.staging.cleaning_rows import CleanRow
from kehu.matching.staging.known import Known, KnownCustomer
from kehu.matching.staging.numbers import made_number
from kehu.matching.staging.tables import Made

MATCH_BY = ("number", "name", "email", "website")
_PERSON = re.compile(r"[;；\n]+|(?<=[\d>])\s*[,，、]\s*(?=\D)")
_ADDRESS = re.compile(r"<?\s*([^\s<>,;，；()]+@[^\s<>,;，；()]+)\s*>?")
_DIGITS = re.compile(r"\+?\(?\d[\d\s()./\-]{5,}\d")
_BEYOND = {one.name: one.into for one in all_fields().values() if one.into}


class RowFault(KehuError):
    """Why a row cannot be taken; `field` names the column it lies in."""

    def __init__(self, code: str, field: str, /, **fields: Any) -> None:
        super().__init__(code, **fields)
        self.field = field


@dataclass(frozen=True)
class Found:
    """The customer that a row means: one that is known, or a new one."""

    customer_id: str
    is_new: bool


class Customers:
    """Finds whom rows mean, by what the user chose to go by."""

    def __init__(self, known: Known, match_by: tuple[str, ...] = MATCH_BY) -> None:
        self.known = known
        self.match_by = match_by

    def found(self, row: CleanRow) -> Found | None:
        """Whom the row means; None where it names nobody. Raises RowFault, Ambiguous."""
        values = row.values
        number, name = values.get("customers.customer_id"), values.get("customers.name")
        code = self.known.customer_by_number(number) if number is not None else None
        if code is not None:
            self._must_be_the_same(code, name)
            return Found(code, False)
        if number is not None and "number" in self.match_by:
            return Found(number, True)
        if (code := self._by_marks(row, name)) is not None:
            return Found(code, False)
        if number is not None:
            return Found(number, True)
        called = name or _called(values)
        if called is None:
            return None
        country = values.get("customers.country")
        return Found(made_number("C", name_key(called).core or called, country), True)

    def _must_be_the_same(self, code: str, name: str | None) -> None:
        """Two companies under one number are a slip that would mix their orders."""
        if not self._may_be(code, name):
            there = self.known.customers[code].name
            raise RowFault("number_of_another", "customers.customer_id", number=code, name=there)

    def _may_be(self, code: str, name: str | None) -> bool:
        """Can the customer be called so: the same name, a part of it, or one of its others?

        A customer that is called by its number has no name yet.
        """
        there = self.known.customers[code].name
        if name is None or there == code:
            return True
        one, other = name_key(name), name_key(there)
        if not one.core or not other.core or one.family == other.family:
            return True
        words, others = set(one.core.split()), set(other.core.split())
        called = {one.core, *one.alternatives} & {other.core, *other.alternatives}
        return bool(called) or words <= others or others <= words

    def _by_marks(self, row: CleanRow, name: str | None) -> str | None:
        values, known = row.values, self.known
        country = values.get("customers.country") or ""
        email = values.get("contacts.email") if "email" in self.match_by else None
        if name and "name" in self.match_by and (code := known.customer_by_name(name, country)):
            return code
        if email and (code := known.customer_by_address(email)) and self._may_be(code, name):
            return code
        # The domain is that of several companies of a group: where a name is told, it decides.
        if email and not name and (code := known.customer_by_domain(email.rpartition("@")[2])):
            return code
        return self._by_site(values)

    def _by_site(self, values: dict[str, Any]) -> str | None:
        site = values.get("customers.website")
        return self.known.customer_by_domain(site) if site and "website" in self.match_by else None

    # ---- rows of it ------------------------------------------------------------------------------

    def made(self, row: CleanRow, found: Found) -> Made:
        """The customer's row: what the sheet says of it."""
        values = {
            _BEYOND.get(name) or name.partition(".")[2]: value
            for name, value in row.values.items()
            if name.startswith("customers.") and (name in _BEYOND or not all_fields()[name].beyond)
        }
        there = self.known.customers.get(found.customer_id)
        fallback = there.name if there else _called(row.values) or found.customer_id
        values |= {
            "customer_id": found.customer_id, "name": values.get("name") or fallback,
        }  # fmt: skip
        for name, value in list(values.items()):
            if isinstance(value, Money) and name in _BEYOND.values():
                values[f"{name}_currency"] = value.currency
        if tags := values.get("tags"):
            values["tags"] = ";".join(
                one.strip() for one in re.split(r"[;；,，、|\n]", tags) if one.strip()
            )
        return Made("customers", found.customer_id, values)

    def learn(self, made: Made) -> None:
        """Later rows may mean it."""
        if made.key not in self.known.customers:
            values = made.values
            one = KnownCustomer(
                made.key, values["name"], values.get("country") or "", values.get("website") or ""
            )
            self.known.add_customer(one)

    # ---- people ----------------------------------------------------------------------------------

    def people(self, row: CleanRow, customer_id: str) -> list[Made]:
        """The contacts of a row: by their columns, by further addresses, by a cell with several."""
        found: dict[str, Made] = {}
        for person in _people(row):
            marks = [person[n] for n in ("email", "phone", "whatsapp", "name") if person.get(n)]
            if not marks and not person.get("contact_id"):
                continue
            number = (
                person.get("contact_id")
                or self.known.contact(customer_id, [mark for mark in marks if "@" in mark] or marks)
                or made_number("P", customer_id, marks[0].casefold())
            )
            values = {**person, "contact_id": number, "customer_id": customer_id}
            found.setdefault(number, Made("contacts", number, values))
        return list(found.values())

    def learn_person(self, made: Made) -> None:
        marks = [made.values.get(name) for name in ("email", "phone", "whatsapp", "name")]
        self.known.add_contact(
            made.key, made.values["customer_id"], [mark for mark in marks if mark]
        )


def _called(values: dict[str, Any]) -> str | None:
    """What somebody without a company's name is called: the person, else the address."""
    email = values.get("contacts.email")
    return values.get("contacts.name") or email


def _people(row: CleanRow) -> Iterator[dict[str, Any]]:
    people: dict[int, dict[str, Any]] = {}
    for name, value in row.values.items():
        if name.startswith("contacts."):
            column = base(name).partition(".")[2]
            people.setdefault(number_of(name), {})[column] = value
    yield from people.values()
    for name, further in row.more.items():
        for value in further:
            yield {base(name).partition(".")[2]: value}
    if told := row.values.get("customers.contacts"):
        yield from _told(told, row.values.get("customers.country"))


def _told(text: str, country: str | None) -> Iterator[dict[str, Any]]:
    """`Mette Holm <mette@x.dk> +45 20 12 34 56; Jens Bach <jens@x.dk>`, one after the other."""
    for piece in _PERSON.split(text):
        rest, person = piece, {}
        if (match := _ADDRESS.search(rest)) and (email := _read(clean_email, match[1])):
            person["email"], rest = email, rest.replace(match[0], " ")
        if (match := _DIGITS.search(rest)) and (phone := _read(clean_phone, match[0], country)):
            person["phone"], rest = phone, rest.replace(match[0], " ")
        name = re.sub(r"\s+", " ", rest).strip(" ,，:：/|()<>-")
        if name:
            person["name"] = name
        yield person


def _read(clean: Any, *given: Any) -> str | None:
    try:
        value: str | None = clean(*given).value
    except Unclean:
        return None
    return value
