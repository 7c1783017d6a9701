"""Budget and payback: what samples cost, whether an order followed, what it brought."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from statistics import median

from django.db.models import QuerySet
from django.utils import timezone

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Permission
from kehu.desk.grading.book import the_book
from kehu.desk.ledger.models import Order, OrderLine, Sample
from kehu.desk.ledger.purchases import Rates
from kehu.desk.ledger.queries import within_reach
from kehu.desk.samples.costs import ZERO, Cost, Costs
from kehu.desk.samples.in_force import House, sample_rules
from kehu.matching.sampling import wilson

MONTHS = 12
DIMENSIONS = ("market", "channel_role")


# ---- the budget --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Month:
    """Samples sent in a month by our clock: how many, what they cost, what we bore of it."""

    first: date
    count: int
    whole: Decimal
    borne: Decimal
    estimated: int


def months(now: datetime, count: int = MONTHS) -> list[Month]:
    """The whole company's last months, the oldest first; a budget is everybody's."""
    firsts = _firsts(timezone.localtime(now).date(), count)
    since = timezone.make_aware(datetime.combine(firsts[0], time.min))
    rows = Sample.objects.filter(sent_at__gte=since, sent_at__lte=now)
    costs = Costs(rows.select_related("product", "case"))
    sums: dict[date, list[Cost]] = defaultdict(list)
    for one in costs.samples:
        if one.sent_at:
            sums[timezone.localtime(one.sent_at).date().replace(day=1)].append(costs.of(one))
    return [_month(first, sums[first]) for first in firsts]


def _month(first: date, costs: Sequence[Cost]) -> Month:
    whole, borne = (sum(each, ZERO) for each in (
        [one.whole for one in costs], [one.borne for one in costs]))  # fmt: skip
    return Month(first, len(costs), whole, borne, sum(one.is_estimated for one in costs))


def _firsts(day: date, count: int) -> list[date]:
    found = [day.replace(day=1)]
    while len(found) < count:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found[::-1]


# ---- what followed -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """Samples of one label, or all. Of `ripe`, which arrived so long ago that it can be told,
    `converted` were followed by an order in time; `fresh` arrived later. `days` is the median from
    arrival to that order. Money is in base currency, `profit` that of orders within a year."""

    code: str
    sent: int
    ripe: int
    converted: int
    fresh: int
    days: int | None
    whole: Decimal
    received: Decimal
    borne: Decimal
    profit: Decimal
    running_years: int
    told_from: int

    @property
    def rate(self) -> float | None:
        """The share converted; None of too few to tell."""
        return self.converted / self.ripe if self.ripe >= self.told_from else None

    @property
    def between(self) -> tuple[float, float]:
        """Where the share lies at 95 %, by chance alone."""
        return wilson(self.converted, self.ripe)

    @property
    def payback(self) -> Decimal | None:
        """Profit for each unit of cost; None where they cost nothing."""
        return self.profit / self.whole if self.whole else None


class Payback:
    """Samples sent in the months looked back on, of customers within reach.

    `only_new` leaves out who had ordered before they asked: their orders are no sample's merit.
    """

    def __init__(
        self, actor: Actor, house: House, now: datetime, owner: User | None, only_new: bool
    ) -> None:
        actor.must(Permission.SEE)
        self.house, self.now, self.rhythm = house, now, sample_rules().rhythm
        self.year = timedelta(days=self.rhythm["first_year_days"])
        rows = Sample.objects.filter(
            within_reach(actor, "customer__"), sent_at__gte=self.since(), sent_at__lte=now
        )
        rows = rows.filter(customer__owner=owner) if owner else rows
        self.costs = Costs(rows.select_related("product", "case").order_by("sent_at", "pk"))
        self.orders = _Orders(Order.objects.filter(customer__in=rows.values("customer")), now)
        self.samples = [
            one for one in self.costs.samples
            if not (only_new and self.orders.before(one.customer_id, one.requested_at))
        ]  # fmt: skip

    def since(self) -> datetime:
        first = _firsts(timezone.localtime(self.now).date(), self.rhythm["looked_back_months"] + 1)[
            0
        ]
        return timezone.make_aware(datetime.combine(first, time.min))

    @cached_property
    def whole(self) -> Line:
        """All of them."""
        return self._line("", self.samples)

    def by(self, dimension: str) -> list[Line]:
        """A line for each label, that with most samples first; unlabelled ones under nothing."""
        labels = _labels(dimension, [one.customer_id for one in self.samples])
        of: dict[str, list[Sample]] = defaultdict(list)
        for one in self.samples:
            of[labels.get(one.customer_id, "")].append(one)
        lines = [self._line(code, samples) for code, samples in of.items()]
        return sorted(lines, key=lambda line: (-line.sent, line.code))

    def _line(self, code: str, samples: Sequence[Sample]) -> Line:
        ended = self.now - timedelta(days=self.house.converts_within_days)
        there = [one for one in samples if one.arrived_at]
        ripe = [one for one in there if one.arrived_at and one.arrived_at <= ended]
        days = [found for one in ripe if (found := self._days_to_order(one)) is not None]
        costs = [self.costs.of(one) for one in samples]
        return Line(
            code, len(samples), len(ripe), len(days), len(there) - len(ripe),
            round(median(days)) if days else None,
            _total(costs, lambda one: one.whole), _total(costs, lambda one: one.received),
            _total(costs, lambda one: one.borne), self._profit(there),
            sum(self.now - self.year < one.arrived_at for one in there if one.arrived_at),
            self.rhythm["told_from"],
        )  # fmt: skip

    def _days_to_order(self, sample: Sample) -> int | None:
        """Days from arrival to the first order within the time that counts."""
        if sample.arrived_at is None:
            return None
        first = self.orders.after(sample.customer_id, sample.arrived_at)
        if first is None:
            return None
        days = (first - sample.arrived_at).days
        return days if days <= self.house.converts_within_days else None

    def _profit(self, there: Iterable[Sample]) -> Decimal:
        """Of orders within a year after a sample arrived, each counted once."""
        spans: dict[int, list[datetime]] = defaultdict(list)
        for one in there:
            if one.arrived_at:
                spans[one.customer_id].append(one.arrived_at)
        profits = (self.orders.profit(who, begun, self.year) for who, begun in spans.items())
        return sum(profits, ZERO)


class _Orders:
    """Orders that stand of some customers, by customer in the order of time."""

    def __init__(self, orders: "QuerySet[Order]", now: datetime) -> None:
        rows = orders.filter(cancelled_at=None, ordered_at__lte=now).order_by("ordered_at", "pk")
        found = list(rows.values_list(
            "pk", "customer_id", "ordered_at", "amount", "cost", "currency"))  # fmt: skip
        rates = Rates.of({currency for *_, currency in found})
        lines = _costs_of_lines([pk for pk, _, _, _, cost, _ in found if cost is None])
        self._at: dict[int, list[datetime]] = defaultdict(list)
        self._profit: dict[int, list[Decimal]] = defaultdict(list)
        for pk, customer, at, amount, cost, currency in found:
            spent = lines.get(pk, ZERO) if cost is None else cost
            self._at[customer].append(at)
            self._profit[customer].append((amount - spent) * rates.on(currency, at.date()))

    def before(self, customer: int, moment: datetime) -> bool:
        """Had they ordered by then?"""
        at = self._at.get(customer)
        return bool(at) and at[0] <= moment if at else False

    def after(self, customer: int, moment: datetime) -> datetime | None:
        """The first order after a moment."""
        at = self._at.get(customer, [])
        place = bisect_right(at, moment)
        return at[place] if place < len(at) else None

    def profit(self, customer: int, begun: Sequence[datetime], year: timedelta) -> Decimal:
        """Of orders within a year after any of these moments."""
        both = zip(self._at.get(customer, []), self._profit.get(customer, []), strict=True)
        return sum(
            (profit for at, profit in both if any(one < at <= one + year for one in begun)), ZERO
        )


def _costs_of_lines(orders: Sequence[int]) -> dict[int, Decimal]:
    """By order, what its lines cost; nothing of one that has a line without a cost."""
    sums: dict[int, Decimal] = defaultdict(Decimal)
    lacking = set()
    for start in range(0, len(orders), _AT_ONCE):
        some = orders[start : start + _AT_ONCE]
        lines = OrderLine.objects.filter(order__in=some)
        for order, quantity, cost in lines.values_list("order_id", "quantity", "unit_cost"):
            if cost is None:
                lacking.add(order)
            else:
                sums[order] += quantity * cost
    return {order: cost for order, cost in sums.items() if order not in lacking}


_AT_ONCE = 900  # orders named in one question


def _labels(dimension: str, customer_ids: Sequence[int]) -> Mapping[int, str]:
    """By customer, the label of today; nobody's before the first grading."""
    book = the_book()
    if dimension not in book.worded:
        return {}
    rows = book.rows(sorted(set(customer_ids)))
    words = book.words(dimension)[rows].tolist()
    both = zip(book.pks[rows].tolist(), words, strict=True)
    return {pk: book.texts[word] for pk, word in both if word >= 0}


def _total(costs: Iterable[Cost], of: Callable[[Cost], Decimal]) -> Decimal:
    return sum((of(one) for one in costs), ZERO)
