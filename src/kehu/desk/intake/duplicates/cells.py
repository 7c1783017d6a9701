"""Customers as rows that can be compared: what they are called and how they are reached."""

from collections import defaultdict
from collections.abc import Iterable

import pyarrow as pa

from kehu.desk.ledger.models import Contact, Customer
from kehu.matching.duplicates.columns import Columns

_BATCH = 20_000
COLUMNS = Columns(
    {
        "company": ("name",),
        "other_names": ("short_name",),
        "country": ("country",),
        "city": ("city",),
        "postcode": ("postcode",),
        "address": ("address",),
        "website": ("website",),
        "email": ("emails",),
        "phone": ("phones",),
    }
)
HEADERS = tuple(header for headers in COLUMNS.by_role.values() for header in headers)
_OWN = ("name", "country", "city", "postcode", "address", "website")
Cells = dict[str, str | None]


def cells_of(numbers: Iterable[int] | None = None) -> dict[int, Cells]:
    """By customer, its cells; of everybody where no numbers are given, in their order."""
    customers, people = Customer.objects.order_by("pk"), Contact.objects.order_by("pk")
    if numbers is not None:
        some = list(numbers)
        customers, people = customers.filter(pk__in=some), people.filter(customer__in=some)
    emails: defaultdict[int, list[str]] = defaultdict(list)
    phones: defaultdict[int, list[str]] = defaultdict(list)
    told = people.values_list("customer_id", "email", "phone", "whatsapp")
    for customer, email, phone, whatsapp in told.iterator(_BATCH):
        emails[customer] += [email] if email else []
        phones[customer] += [number for number in (phone, whatsapp) if number]
    rows = customers.values_list("pk", "extra", *_OWN)
    return {
        pk: {
            **{name: value or None for name, value in zip(_OWN, values, strict=True)},
            "short_name": (extra or {}).get("short_name"),
            "emails": "; ".join(dict.fromkeys(emails[pk])) or None,
            "phones": "; ".join(dict.fromkeys(phones[pk])) or None,
        }
        for pk, extra, *values in rows.iterator(_BATCH)
    }


def as_table(rows: Iterable[Cells]) -> pa.Table:
    """Rows of cells as the finding of duplicates reads them."""
    told = list(rows)
    return pa.table({name: pa.array([row[name] for row in told], pa.string()) for name in HEADERS})
