"""Which customers the blacklist names, and whether a record that is being typed is one of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from kehu.cleaning.names import company_key
from kehu.cleaning.websites import registered_domain
from kehu.desk.intake.blacklist.keys import email_key, phone_key
from kehu.desk.intake.models import Barred, BarredCustomer
from kehu.desk.ledger.models import Contact, Customer

_BATCH = 20_000
Key = tuple[str, str]  # the kind of an entry, and what it is compared by
Kind = Barred.Kind


def name_customers(
    customers: "QuerySet[Customer] | None" = None, entries: "QuerySet[Barred] | None" = None
) -> None:
    """Find anew which customers entries mean: of these customers or all, by these entries or all.

    Only what became otherwise is written.
    """
    there = BarredCustomer.objects.all()
    if customers is not None:
        there = there.filter(customer__in=customers)
    if entries is not None:
        there = there.filter(entry__in=entries)
    by_key = standing(entries)
    found = dict(_named(customers, by_key)) if by_key else {}
    with transaction.atomic():
        kept = {(row.customer_id, row.entry_id): row for row in there}
        gone = [row.pk for pair, row in kept.items() if found.get(pair) != row.found]
        BarredCustomer.objects.filter(pk__in=gone).delete()
        new = [
            BarredCustomer(customer_id=pair[0], entry_id=pair[1], found=text)
            for pair, text in found.items() if pair not in kept or kept[pair].found != text
        ]  # fmt: skip
        BarredCustomer.objects.bulk_create(new, batch_size=2_000)


def standing(among: "QuerySet[Barred] | None" = None) -> Mapping[Key, list[Barred]]:
    """Entries that are not lifted, by what they are compared by."""
    entries: dict[Key, list[Barred]] = {}
    for entry in (Barred.objects.all() if among is None else among).filter(lifted_at=None):
        entries.setdefault((entry.kind, entry.key), []).append(entry)
    return entries


def entries_for(
    record: Mapping[str, str | None], among: Mapping[Key, Sequence[Barred]] | None = None
) -> list[tuple[Barred, str]]:
    """The entries that a record not yet written has, each with what of it that is.

    Of `name`, `country`, `website`, and `emails` and `phones` with `;` between several. `among` is
    what `standing` gave, for who asks of many records.
    """
    keys = dict(_keys_of(record))
    if among is None:
        among = standing(Barred.objects.filter(key__in=[key for _, key in keys]))
    country = record.get("country") or ""
    return [
        (entry, text)
        for key, text in keys.items() for entry in among.get(key, ()) if _is_there(entry, country)
    ]  # fmt: skip


def _keys_of(record: Mapping[str, str | None]) -> Iterator[tuple[Key, str]]:
    if name := record.get("name"):
        yield (Kind.COMPANY, company_key(name)), name
    if site := record.get("website"):
        yield (Kind.DOMAIN, registered_domain(site)), site
    for email in _several(record.get("emails")):
        yield from _keys_of_contact(email, "", "")
    for phone in _several(record.get("phones")):
        yield from _keys_of_contact("", phone, "")


def _several(cell: str | None) -> list[str]:
    return [one.strip() for one in (cell or "").split(";") if one.strip()]


def _keys_of_contact(email: str, phone: str, whatsapp: str) -> Iterator[tuple[Key, str]]:
    if email:
        yield (Kind.EMAIL, email_key(email)), email
        yield (Kind.DOMAIN, registered_domain(email.rpartition("@")[2])), email
    for number in (phone, whatsapp):
        if number:
            yield (Kind.PHONE, phone_key(number)), number


def _named(
    customers: "QuerySet[Customer] | None", entries: Mapping[Key, list[Barred]]
) -> Iterator[tuple[tuple[int, int], str]]:
    """Pairs of customer and entry with what is found; of several the last stands."""
    kinds = {kind for kind, _ in entries}
    countries = dict[int, str]()
    for pk, name, country, site in _rows(customers):
        countries[pk] = country
        for key, text in _keys_of_company(name, site, kinds):
            yield from _pairs(pk, country, entries.get(key, ()), text)
    if kinds - {Kind.COMPANY}:
        people: QuerySet[Any] = Contact.objects.order_by("pk")
        if customers is not None:
            people = people.filter(customer__in=customers)
        told = people.values_list("customer_id", "email", "phone", "whatsapp")
        for pk, *ways in told.iterator(_BATCH):
            for key, text in _keys_of_contact(*ways):
                yield from _pairs(pk, countries.get(pk, ""), entries.get(key, ()), text)


def _rows(customers: "QuerySet[Customer] | None") -> Iterator[tuple[int, str, str, str]]:
    rows = Customer.objects.all() if customers is None else customers
    yield from rows.order_by("pk").values_list("pk", "name", "country", "website").iterator(_BATCH)


def _keys_of_company(name: str, site: str, kinds: set[str]) -> Iterator[tuple[Key, str]]:
    """Names are taken apart only where a name is on the list: it is what takes time."""
    if Kind.COMPANY in kinds:
        yield (Kind.COMPANY, company_key(name)), name
    if site and Kind.DOMAIN in kinds:
        yield (Kind.DOMAIN, registered_domain(site)), site


def _pairs(
    customer: int, country: str, entries: Iterable[Barred], text: str
) -> Iterator[tuple[tuple[int, int], str]]:
    for entry in entries:
        if _is_there(entry, country):
            yield (customer, entry.pk), text[:300]


def _is_there(entry: Barred, country: str) -> bool:
    """Two companies of one name in two countries are two; where a country is unknown, one."""
    return not entry.country or not country or entry.country == country
