"""What a customer bought, in base currency: month by month, and day by day."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TypeVar

from django.utils import timezone

from kehu.desk.core.company import base_currency
from kehu.desk.ledger.models import Customer, ExchangeRate, Order

When = TypeVar("When", str, date)


@dataclass(frozen=True)
class Purchase:
    """An order that was not cancelled, at the rate of the day on which it was placed."""

    ordered_at: datetime
    amount: Decimal


def purchases_of(customer: Customer) -> list[Purchase]:
    """Every order of a customer but those cancelled, the oldest first."""
    orders = Order.objects.filter(customer=customer, cancelled_at=None).order_by("ordered_at")
    found = list(orders.values_list("ordered_at", "amount", "currency"))
    rates = Rates.of({currency for _, _, currency in found})
    return [Purchase(at, amount * rates.on(currency, at.date())) for at, amount, currency in found]


def by_month(purchases: Iterable[Purchase], months: int, day: date) -> list[tuple[str, Decimal]]:
    """The last months up to that of `day`, oldest first, each as YYYY-MM and its amount.

    Orders count in the month in which they were placed by our clock.
    """
    names = [_month(day, back) for back in range(months - 1, -1, -1)]
    sums = _summed((f"{timezone.localtime(one.ordered_at):%Y-%m}", one) for one in purchases)
    return [(name, sums.get(name, Decimal(0))) for name in names]


def by_day(purchases: Iterable[Purchase]) -> list[tuple[date, Decimal]]:
    """Order days as measures have them, by UTC, the oldest first, and what they amount to."""
    return [*_summed((one.ordered_at.astimezone(UTC).date(), one) for one in purchases).items()]


def _summed(purchases: Iterable[tuple[When, Purchase]]) -> dict[When, Decimal]:
    sums: dict[When, Decimal] = defaultdict(Decimal)
    for when, one in purchases:
        sums[when] += one.amount
    return sums


def _month(day: date, back: int) -> str:
    whole = day.year * 12 + day.month - 1 - back
    return f"{whole // 12}-{whole % 12 + 1:02}"


class Rates:
    """Exchange rates of some currencies; a date has the newest on or before it."""

    def __init__(self, known: dict[str, list[tuple[date, Decimal]]]) -> None:
        self._known = known
        self._base = base_currency()

    @classmethod
    def of(cls, currencies: set[str]) -> "Rates":
        known: dict[str, list[tuple[date, Decimal]]] = defaultdict(list)
        rows = ExchangeRate.objects.filter(currency__in=currencies).order_by("date")
        for currency, on, rate in rows.values_list("currency", "date", "rate"):
            known[currency].append((on, rate))
        return cls(known)

    def on(self, currency: str, day: date) -> Decimal:
        """Base-currency units for one unit; 1 for the base currency itself."""
        if not currency or currency == self._base:
            return Decimal(1)
        rates = self._known.get(currency, [])
        place = bisect_right(rates, day, key=lambda one: one[0])
        return rates[place - 1][1] if place else Decimal(0)
