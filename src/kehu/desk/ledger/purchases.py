"""What a customer bought, month by month, in base currency."""

from bisect import bisect_right
from collections import defaultdict
from datetime import date
from decimal import Decimal

from django.utils import timezone

from kehu.desk.core.company import base_currency
from kehu.desk.ledger.models import Customer, ExchangeRate, Order


def purchases_by_month(customer: Customer, months: int, day: date) -> list[tuple[str, Decimal]]:
    """The last months up to that of `day`, oldest first, each as YYYY-MM and its amount.

    Orders count in the month in which they were placed, at that date's rate, unless cancelled.
    """
    names = [_month(day, back) for back in range(months - 1, -1, -1)]
    orders = Order.objects.filter(customer=customer, cancelled_at=None)
    sums: dict[str, Decimal] = defaultdict(Decimal)
    found = list(orders.values_list("ordered_at", "amount", "currency"))
    rates = Rates.of({currency for _, _, currency in found})
    for ordered_at, amount, currency in found:
        on = timezone.localtime(ordered_at).date()
        sums[f"{on:%Y-%m}"] += amount * rates.on(currency, ordered_at.date())
    return [(name, sums[name]) for name in names]


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
