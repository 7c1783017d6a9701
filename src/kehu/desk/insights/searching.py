"""Finding from anywhere: customers by name, number, domain, phone or order; places and views.

Who holds a customer that the reader may not see is told too, so that nobody writes to a colleague's
customer unknowingly: name and holder alone, contact data masked, for what is asked by its full name
or number, a few at a time and only so often, so that the list cannot be harvested.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from django.core.cache import cache

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import User
from kehu.desk.core.derived import digits_backwards, domain_of, folded
from kehu.desk.grading.book import Book, reached, the_book
from kehu.desk.grading.book.columns import Ints
from kehu.desk.ledger.models import Contact, Customer, FormerCustomer, Order

_SHOWN, _OTHERS = 8, 5
_NAME, _DIGITS = 4, 7  # letters of a name, digits of a phone, from which others' customers are told
_LOOKED_UP, _WITHIN = 40, 3600  # other people's customers, in seconds


@dataclass(frozen=True)
class Hit:
    """A customer within reach, and who holds it."""

    pk: int
    name: str
    code: str
    country: str
    owner: str


@dataclass(frozen=True)
class Other:
    """A customer out of reach: what is told of it."""

    name: str
    owner: str
    contact: str


@dataclass(frozen=True)
class Hits:
    """What was found; `too_often` where others' customers were asked for too many times."""

    customers: list[Hit]
    others: list[Other]
    too_often: bool


def search(actor: Actor, text: str) -> Hits:
    """Customers that a text may mean."""
    text = text.strip()
    if len(text) < 2:
        return Hits([], [], False)
    book = the_book()
    within = reached(book, actor)
    exact = book.rows(sorted(_exactly(text)))
    names = _by_name(book, text)
    mine = [row for row in dict.fromkeys([*exact.tolist(), *names.tolist()]) if within[row]]
    full = {*exact.tolist(), *names[_is_full(book, names, text)].tolist()}
    others = [row for row in sorted(full) if not within[row]][:_OTHERS]
    too_often = bool(others) and not _may_look_up(actor, text)
    told = [] if too_often else _others(book.pks[others].tolist())
    return Hits(_hits(book.pks[mine[:_SHOWN]].tolist()), told, too_often)


def masked(email: str) -> str:
    """`jane@acme.com` as `j***@acme.com`."""
    name, at, domain = email.partition("@")
    return f"{name[:1]}***@{domain}" if at else ""


def _exactly(text: str) -> set[int]:
    """Customers whose number, order, domain or phone it is."""
    codes = {text, text.upper(), text.lower()}
    found = set(Customer.objects.filter(code__in=codes).values_list("pk", flat=True))
    formerly = FormerCustomer.objects.filter(code__in=codes)
    found |= set(formerly.values_list("customer_id", flat=True))
    orders = Order.objects.filter(code=text)
    found |= set(orders.values_list("customer_id", flat=True)[:_SHOWN])
    domain = domain_of(text) or (text.lower().removeprefix("www.") if "." in text else "")
    contacts = Contact.objects.none()
    if domain:
        contacts = Contact.objects.filter(domain=domain)
    elif len(digits := digits_backwards(text)) >= _DIGITS and not any(map(str.isalpha, text)):
        contacts = Contact.objects.filter(digits_back__startswith=digits)
    return found | set(contacts.values_list("customer_id", flat=True)[: 4 * _SHOWN])


def _by_name(book: Book, text: str) -> Ints:
    """Rows whose name holds the text, those that begin with it first."""
    wanted = folded(text)
    if not wanted:
        return np.empty(0, np.int64)
    found = book.by_name[book.called(wanted)[book.by_name]]
    begins = np.array([book.folded(row).startswith(wanted) for row in found[:500]], bool)
    first = found[:500]
    return np.concatenate([first[begins], first[~begins]]) if len(found) else found


def _is_full(book: Book, rows: Ints, text: str) -> list[bool]:
    """Is the text as good as the whole name?"""
    wanted = folded(text)
    near = len(wanted) >= _NAME
    return [
        near and name.startswith(wanted) and len(wanted) * 2 >= len(name)
        for name in map(book.folded, rows)
    ]


def _may_look_up(actor: Actor, text: str) -> bool:
    """Counts what a person looks up of others; the same text counts once."""
    who = actor.user.pk if actor.user else 0
    asked = sha256(folded(text).encode()).hexdigest()[:16]
    if not cache.add(f"looked-up-{who}-{asked}", 1, _WITHIN):
        return True
    counter = f"looked-up-{who}"
    cache.add(counter, 0, _WITHIN)
    if cache.incr(counter) > _LOOKED_UP:
        cache.delete(f"looked-up-{who}-{asked}")
        return False
    return True


def _hits(pks: list[int]) -> list[Hit]:
    rows = _ordered(pks, Customer.objects.filter(pk__in=pks).select_related("owner"))
    return [
        Hit(one.pk, one.name, one.code, one.country, one.owner.name if one.owner else "")
        for one in rows
    ]


def _others(pks: list[int]) -> list[Other]:
    rows = _ordered(pks, Customer.objects.filter(pk__in=pks).select_related("owner"))
    mails = dict(
        Contact.objects.filter(customer__in=pks).exclude(email="").order_by("-pk")
        .values_list("customer_id", "email")
    )  # fmt: skip
    return [Other(one.name, _holder(one.owner), masked(mails.get(one.pk, ""))) for one in rows]


def _holder(owner: User | None) -> str:
    return owner.name if owner else ""


def _ordered(pks: list[int], rows: Iterable[Customer]) -> list[Customer]:
    known = {one.pk: one for one in rows}
    return [known[pk] for pk in pks if pk in known]
