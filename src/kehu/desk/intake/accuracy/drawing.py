"""Samples of customers, with their values as they stand."""

from collections.abc import Iterable

from kehu.desk.intake.accuracy.asked import rules
from kehu.desk.intake.models import AccuracyCheck, SampledRecord
from kehu.desk.ledger.models import Contact, Customer
from kehu.matching.sampling import drawn, sample_size

Values = dict[str, str]
_BATCH = 500


def size_of(precision: int, population: int) -> int:
    """How many of so many customers are checked, to know it to ± `precision` percentage points."""
    return sample_size(precision / 100, rules().expected, population)


def draw(check: AccuracyCheck, numbers: list[int]) -> int:
    """Draw the check's sample out of customers by their numbers; returns how many they are."""
    chosen = drawn(numbers, size_of(check.precision, len(numbers)), check.seed)
    values = values_of(chosen, check.fields)
    records = [
        SampledRecord(of_check=check, number=n, customer_id=pk, values=values[pk])
        for n, pk in enumerate(chosen, 1)
    ]
    SampledRecord.objects.bulk_create(records, _BATCH)
    return len(records)


def values_of(numbers: Iterable[int], fields: Iterable[str]) -> dict[int, Values]:
    """By customer, the values of fields (`customers.city`, `contacts.email`) as texts."""
    customers = Customer.objects.in_bulk(numbers)
    people = _main_contacts(customers)
    names = [(name, *name.split(".")) for name in fields]
    return {
        pk: {
            name: _text(customer if table == "customers" else people.get(pk), column)
            for name, table, column in names
        }
        for pk, customer in customers.items()
    }


def _main_contacts(customers: Iterable[int]) -> dict[int, Contact]:
    """By customer, who has an e-mail, the longest known first."""
    found: dict[int, Contact] = {}
    for one in Contact.objects.filter(customer__in=list(customers)).order_by("pk"):
        known = found.get(one.customer_id)
        if known is None or (one.email and not known.email):
            found[one.customer_id] = one
    return found


def _text(row: Customer | Contact | None, column: str) -> str:
    return str(getattr(row, column)).strip() if row else ""
