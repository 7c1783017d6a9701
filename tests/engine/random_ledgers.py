"""Small ledgers without faults that stand on as many edges of the rules as possible.

The same seed writes the same ledger, and the same facts whether as Parquet or as CSV. Readings
the rules leave open are touched only in some ledgers (`ODDITIES`), so that one open question does
not hide everything else.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq

MICROSECOND = timedelta(microseconds=1)

EDGES = [3, 7, 14, 30, 60, 90, 92, 180, 183, 365, 366, 730]
DAYS = sorted({0, 1, 2, 45, 120, 250, 500, 900, 1200} | {n + d for n in EDGES for d in (-1, 0, 1)})
FUTURE = [-400, -31, -2, -1]

# The columns of each table; those marked ! are required.
COLUMNS = {
    "customers": "customer_id! name! country city created_at owner source channel_role "
    "relationship employees annual_turnover is_member blacklisted_at",
    "contacts": "contact_id! customer_id! name role email birth_year",
    "interactions": "interaction_id! customer_id! at! direction! channel! kind delivered topics "
    "text",
    "inquiries": "inquiry_id! customer_id! at! source kind product_ids order_intent "
    "expected_order_at",
    "quotations": "quotation_id! customer_id! at! amount currency outcome",
    "proformas": "proforma_id! customer_id! issued_at! amount! currency valid_until paid_at "
    "cancelled_at",
    "samples": "sample_id! customer_id! product_id requested_at! paid_at sent_at fee currency",
    "orders": "order_id! customer_id! ordered_at! delivered_at cancelled_at amount! cost currency",
    "order_lines": "order_id! line! product_id! quantity! unit_price! unit_cost",
    "payments": "payment_id! order_id! customer_id! due_at! paid_at amount! currency",
    "products": "product_id! name! category! list_price",
    "customs_records": "record_id! customer_id! arrived_at! value currency supplier!",
    "exchange_rates": "date! currency! rate!",
    "judgements": "judgement_id! customer_id! at! subject! value! by until",
    "answers": "answer_id! customer_id! at! survey question! value!",
}
TYPES = {
    pa.decimal128(
        18, 4
    ): "annual_turnover amount fee cost quantity unit_price unit_cost list_price "
    "customs_records.value",
    pa.decimal128(18, 8): "rate",
    pa.int64(): "employees birth_year line",
    pa.bool_(): "is_member delivered order_intent",
    pa.date32(): "expected_order_at valid_until date until",
    pa.timestamp("us", tz="UTC"): "at created_at blacklisted_at issued_at paid_at cancelled_at "
    "requested_at sent_at ordered_at delivered_at due_at arrived_at",
}


def words(text: str) -> list[str]:
    return text.split()


def type_of(table: str, column: str) -> pa.DataType:
    """The type in Parquet; what no list names is text."""
    for kind, columns in TYPES.items():
        if column in words(columns) or f"{table}.{column}" in words(columns):
            return kind
    return pa.string()


TABLES = list(COLUMNS)

# Each in about one ledger of eight; what it puts to the question stands beside it.
ODDITIES = {
    "zero_rate": "the newest rate on or before the date is 0",
    "judged_unknown": "a judgement says `unknown`",
    "column_unknown": "source, channel_role or relationship says `unknown`",
    "undelivered_inbound": "an inbound interaction with delivered = false",
    "blacklisted_unborn": "created after the as-of moment, no row anywhere, but blacklisted before",
    "ancient_order": "an order so old that its activity index is below 1e-9",
    "returned_category": "a category of which only returns are known",
}

COUNTRIES = words(
    "NA US ca cn De TR CY IO UM AQ HM KZ RU GE AM MM PK BD JP HK TW mx BR VG ZA eg EH SJ GB AU fj "
    "AE IN SG"
)
CURRENCIES = ["USD", "EUR", "JPY"]
CHANNELS = words("email phone whatsapp wechat meeting fair visit social platform letter other")
KINDS = words(
    "prospecting inquiry reply quotation follow_up sample_feedback complaint referral other"
)
TOPICS = words(
    "price discount certificate lead_time payment_terms moq specification quality service sample "
    "new_product"
)
SOURCES = words("fair referral website platform social ads search customs other")
ROLES = words("distributor wholesaler oem project retailer repairer end_user")
DRIVERS = words("comfort safety convenience economy durability pleasure individuality pride")
CATEGORIES = ["Pumps", "Valves", "pumps", "Äxte", "阀门", "mixed bag"]

LABELS = {
    "stage": "A B C D E",
    "deal_stars": "4 0 3 2 1 none",
    "profit_tier": "A B C D none",
    "market": "north_america europe africa unknown",
    "channel_role": "distributor wholesaler oem project retailer repairer end_user unknown",
    "source": "fair referral customs other unknown",
    "reorder_frequency": "none dormant one_time high low medium",
    "product_need": "Pumps 阀门 mixed unknown",
    "follow_up": "waiting after_sales_due never_contacted overdue_90 overdue_30 overdue_7 "
    "on_schedule",
    "relationship": "consumer intermediary internal public_interest unknown",
    "value_tier": "key major ordinary none",
    "sales_tier": "vip important ordinary none",
    "loyalty": "potential loyal new existing",
    "status": "non_customer lost active target potential",
    "trade_stage": "after_sales won intent potential",
    "spend_class": "vip silver ordinary none",
    "temperament": "complaining shrewd methodical silent unknown",
    "generation": "1960s 1990s unknown",
    "membership": "member non_member",
    "product_match": "A B C D unknown",
    "weighted_score": "A B C D prospect_A prospect_D none",
    "relational_type": "unknown transactional relational",
    "relational_value": "retain prune grow none",
    "activity_index": "high medium low none",
    "address_term": "confirmed target potential",
    "value_drivers": "comfort pride unknown",
    "payment_timeliness": "no_history timely sometimes_late often_late",
    "company_size": "large medium small micro unknown",
    "order_size": "very_large large usual small none",
    "lead_time_sensitivity": "very_sensitive indifferent unknown",
    "engagement": "high medium low none unknown",
}


class Book:
    """The ledger being written, and the dice."""

    def __init__(self, seed: int) -> None:
        self.rng = rng = Random(seed)
        self.tables: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.used: set[str] = set()
        self.lines: Counter[str] = Counter()
        day = date(rng.choice([2023, 2024, 2025]), rng.choice([1, 2, 3, 7, 12]), rng.randint(1, 28))
        day = rng.choice([day, day, date(2024, 2, 29), date(2024, 3, 1), date(2024, 12, 31)])
        clock = rng.choice(
            [
                timedelta(),
                MICROSECOND,
                timedelta(hours=12, minutes=34, seconds=56, microseconds=789012),
                timedelta(hours=20),
                timedelta(days=1) - MICROSECOND,
            ]
        )
        self.midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        self.as_of = self.midnight + clock
        self.odd = {name for name in ODDITIES if rng.random() < 1 / 8}
        self.one_currency = rng.random() < 0.15
        self.usual_amount = Decimal(rng.choice([10000, 4999.99, 1])) if rng.random() < 0.4 else None
        self.rates: dict[str, list[tuple[date, Decimal]]] = {}

    # Dice

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def pick(self, *choices: Any) -> Any:
        return self.rng.choice(choices)

    def maybe(self, value: Any, share: float = 0.5) -> Any:
        return value if self.chance(share) else None

    def day(self, days_ago: int) -> date:
        return (self.midnight - timedelta(days=days_ago)).date()

    def moment(self, days_ago: int | None = None) -> datetime:
        """A moment on a day that many days ago, by choice on the edge of the day or of t's hour."""
        rng = self.rng
        if days_ago is None:
            days_ago = rng.choice(FUTURE if self.chance(0.04) else DAYS)
        start = self.midnight - timedelta(days=days_ago)
        same_hour = self.as_of - timedelta(days=days_ago)
        return rng.choice(
            [
                start,
                start + MICROSECOND,
                start + timedelta(days=1) - MICROSECOND,
                same_hour,
                same_hour,
                same_hour + MICROSECOND,
                same_hour - MICROSECOND,
                start + timedelta(hours=rng.randint(0, 23), minutes=30),
                start + timedelta(microseconds=rng.randrange(86_400_000_000)),
            ]
        )

    def known_moment(self, days_ago: int | None = None) -> datetime:
        return min(self.moment(days_ago), self.as_of)

    def after(self, moment: datetime, *days: int) -> datetime:
        return moment + timedelta(days=self.rng.choice(days))

    def amount(self) -> Decimal:
        if self.usual_amount is not None and self.chance(0.7):
            factor = self.pick(*["1"] * 6, "4", "3.9999", "2", "1.9999", "0.5", "0.4999", "-1")
            return (self.usual_amount * Decimal(factor)).quantize(Decimal("0.0001"))
        return self.pick(
            Decimal(self.rng.randint(1, 30_000_000)) / 100,
            Decimal(self.rng.randint(1, 3000)) / 10,
            Decimal(self.pick(100, 1000, 25000, 100000, 300000)),
            Decimal(self.pick("0.01", "0.1", "0.3", "99999.99", "100000.01")),
            Decimal(-self.rng.randint(1, 500_000)) / 100 if self.chance(0.3) else Decimal(500),
        )

    def currency(self) -> str | None:
        if self.one_currency:
            return self.pick(None, "CNY")
        return self.pick(None, None, "CNY", *CURRENCIES)

    def id(self, prefix: str) -> str:
        """Unused, and of any length, so that text and number do not order alike."""
        while (
            found := f"{prefix}{self.rng.randint(1, 10 ** self.rng.randint(2, 6))}"
        ) in self.used:
            pass
        self.used.add(found)
        return found

    def rate(self, currency: str | None, moment: datetime) -> Decimal:
        if currency in (None, "CNY"):
            return Decimal(1)
        on = moment.astimezone(UTC).date()
        return [rate for since, rate in self.rates[currency] if since <= on and rate > 0][-1]

    # Rows

    def add(self, table: str, **row: Any) -> dict[str, Any]:
        self.tables[table].append(row)
        return row

    def order(self, customer: str, ordered_at: datetime, **more: Any) -> dict[str, Any]:
        row = {
            "amount": self.amount(),
            "currency": self.currency(),
            "cost": None,
            "delivered_at": None,
            "cancelled_at": None,
        } | more
        return self.add(
            "orders", order_id=self.id("O"), customer_id=customer, ordered_at=ordered_at, **row
        )

    def line(self, order: dict[str, Any], product: str, amount: Decimal, **more: Any) -> None:
        self.lines[order["order_id"]] += 1
        quantity = Decimal(self.pick(1, 2, 4, 10)) * (-1 if amount < 0 else 1)
        price = (amount / quantity).quantize(Decimal("0.0001"))
        if price * quantity != amount:
            quantity, price = Decimal(1), amount
        self.add(
            "order_lines",
            order_id=order["order_id"],
            line=self.lines[order["order_id"]],
            product_id=product,
            quantity=quantity,
            unit_price=price,
            **more,
        )

    def payment(self, order: dict[str, Any], due_at: datetime, paid_at: datetime | None) -> None:
        self.add(
            "payments",
            payment_id=self.id("P"),
            order_id=order["order_id"],
            customer_id=order["customer_id"],
            due_at=due_at,
            paid_at=paid_at,
            amount=self.amount(),
            currency=self.currency(),
        )

    def interaction(self, customer: str, at: datetime, direction: str, **more: Any) -> None:
        delivered = self.pick(None, None, True, direction == "in")
        if direction == "in" and "undelivered_inbound" in self.odd and self.chance(0.3):
            delivered = False
        row = {
            "channel": self.pick(*CHANNELS),
            "kind": self.maybe(self.pick(*KINDS), 0.6),
            "delivered": delivered,
            "topics": self.topics() if self.chance(0.4) else None,
            "text": self.maybe('Dear "friend",\nbest price; 请报价', 0.1),
        } | more
        self.add(
            "interactions",
            interaction_id=self.id("I"),
            customer_id=customer,
            at=at,
            direction=direction,
            **row,
        )

    def topics(self, *certain: str) -> str:
        """Any topics; now and then unknown ones, one twice, or nothing but unknown ones."""
        if not certain and self.chance(0.1):
            return self.pick("weather", "Price", "weather;football")
        found = list(certain) or self.rng.sample(TOPICS, self.rng.randint(1, 3))
        found += self.pick([], [], [], ["weather"], found[:1])
        self.rng.shuffle(found)
        return ";".join(found)

    def inquiry(self, customer: str, at: datetime, **more: Any) -> dict[str, Any]:
        row = {
            "source": self.pick(None, None, "telepathy", *SOURCES),
            "kind": self.pick(None, "generic", "partial", "detailed"),
            "product_ids": self.maybe(";".join(self.products(self.rng.randint(1, 4)))),
            "order_intent": self.pick(None, True, False),
            "expected_order_at": self.maybe(self.day(-30), 0.2),
        } | more
        return self.add("inquiries", inquiry_id=self.id("Q"), customer_id=customer, at=at, **row)

    def judgement(self, customer: str, at: datetime, subject: str, value: str, **more: Any) -> None:
        until = self.pick(None, None, None, 0, 1, -1, -30)
        row = {"until": None if until is None else self.day(until)} | more
        self.add(
            "judgements",
            judgement_id=self.id("J"),
            customer_id=customer,
            at=at,
            subject=subject,
            value=value,
            by=self.maybe("Li Na"),
            **row,
        )

    def product(self, category: str | None = None) -> str:
        known = [
            row["product_id"]
            for row in self.tables["products"]
            if category is None or row["category"] == category
        ]
        return self.pick(*known)

    def products(self, count: int) -> list[str]:
        """Some of the list, some twice, some that no list knows."""
        return [self.product() if self.chance(0.9) else "gone-1" for _ in range(count)]


# --- What all customers share --------------------------------------------------------------------


def write_rates(book: Book) -> None:
    for currency, around in zip(CURRENCIES, ["7.1", "7.85", "0.0456"], strict=True):
        days = sorted({3000, *book.rng.sample(DAYS, 8), -1, 0}, reverse=True)
        for index, days_ago in enumerate(days):
            factor = Decimal(book.rng.randint(80, 120)) / 100
            rate = (Decimal(around) * factor).quantize(Decimal("0.0001"))
            if "zero_rate" in book.odd and index and book.chance(0.2):
                rate = Decimal(0)
            book.rates.setdefault(currency, []).append((book.day(days_ago), rate))
            book.add("exchange_rates", date=book.day(days_ago), currency=currency, rate=rate)
    if book.chance(0.2):
        book.add("exchange_rates", date=book.day(3000), currency="CNY", rate=Decimal(1))


def write_products(book: Book) -> None:
    for category in CATEGORIES:
        for _ in range(book.rng.randint(1, 3)):
            book.add(
                "products",
                product_id=book.id("SKU-"),
                name=f"{category}, large",
                category=category,
                list_price=book.maybe(Decimal("9.99")),
            )


def write_customer(book: Book, number: int) -> str:
    pools = [f"C{number}", f"c{number}", f"Ü{number}", f"客{number}", f"{number:03}", str(number)]
    customer = ["NA", "null", "true", *pools][book.rng.randrange(9)]
    if customer in book.used:
        customer = f"C-{number}"
    book.used.add(customer)
    own = ["unknown"] if "column_unknown" in book.odd else []
    blacklisted = book.chance(0.15)
    book.add(
        "customers",
        customer_id=customer,
        name=book.pick("Ace, Inc.", 'The "Best" Ltd', "深圳贸易", "Ünal", f"Firm {number}"),
        country=book.maybe(book.pick(*COUNTRIES), 0.9),
        city=book.maybe("Łódź"),
        created_at=book.maybe(book.moment(book.pick(0, 0, 365, 900, 1200)), 0.6),
        owner=book.pick(None, "Li Na", "Wang Wei"),
        source=book.pick(*[None] * 6, "telepathy", "Fair", *SOURCES, *own),
        channel_role=book.pick(*[None] * 6, "astronaut", *ROLES, *own),
        relationship=book.pick(
            *[None] * 6, "friend", "consumer", "intermediary", "internal", "public_interest", *own
        ),
        employees=book.maybe(book.pick(0, 1, 9, 10, 49, 50, 249, 250, 10_000)),
        annual_turnover=book.maybe(
            Decimal(book.pick(16, 80, 400)) * 1_000_000 + Decimal(book.pick("0", "-0.01", "0.01")),
            0.6,
        ),
        is_member=book.pick(None, True, False),
        blacklisted_at=book.moment() if blacklisted else None,
    )
    return customer


# --- Scenes: each adds some facts of one customer ------------------------------------------------


def some_orders(book: Book, customer: str) -> None:
    for _ in range(book.rng.randint(1, 6)):
        at = book.moment()
        order = book.order(
            customer,
            at,
            cost=book.maybe(book.amount(), 0.3),
            delivered_at=book.maybe(book.after(at, 0, 1, 30, 60, 90)),
            cancelled_at=book.maybe(book.after(at, 0, 1, 10, 400), 0.15),
        )
        full = book.chance(0.6)
        for _ in range(book.pick(0, 0, 1, 2, 3)):
            cost = Decimal(book.rng.randint(1, 50_000)) / 100
            cost_known = full or book.chance(0.5)
            amount = Decimal(book.rng.randint(1, 900_000)) / 100
            if "returned_category" in book.odd and book.chance(0.4):
                amount = -amount
            product = book.products(1)[0]
            book.line(order, product, amount, unit_cost=cost if cost_known else None)
        for _ in range(book.pick(0, 1, 1, 2)):
            due = book.after(at, -10, 0, 30, 60)
            book.payment(order, due, book.maybe(book.after(due, -5, 0, 3, 4, 40), 0.7))


def same_day_orders(book: Book, customer: str) -> None:
    """Several orders on one UTC day, and one a microsecond over midnight."""
    start = book.midnight - timedelta(days=book.pick(1, 90, 364, 365))
    for offset in book.rng.sample([0, 1, 43_200_000_000, 86_399_999_999, -1, 86_400_000_000], 3):
        book.order(customer, min(start + timedelta(microseconds=offset), book.as_of))


def rhythm(book: Book, customer: str) -> None:
    """Gaps whose median stands on 92 or 183."""
    days_ago = book.pick(0, 1, 90, 180, 363, 364, 365)
    gaps = book.pick([91], [92], [93], [182], [183], [184], [91, 93], [92, 93], [182, 183])
    gaps = book.pick(gaps, gaps, [1, *gaps, 400], gaps * 2)
    for gap in [0, *gaps]:
        days_ago += gap
        book.order(customer, book.known_moment(days_ago))


def exact_purchases(book: Book, customer: str) -> None:
    """Purchases of the last 365 days on a cut, from parts in several currencies."""
    cut = Decimal(book.pick(100_000, 200_000, 300_000, 500_000, 1_000_000, 1_000_000))
    cut += Decimal(book.pick("0", "0", "0", "-0.0001", "0.0001"))
    order_days = book.pick(1, 2, 3, 4, 4, 5)
    days = book.rng.sample([0, 1, 30, 92, 180, 182, 183, 184, 300, 363, 364], order_days)
    rest = cut
    for index, days_ago in enumerate(days):
        at = book.known_moment(days_ago)
        if index == len(days) - 1:
            book.order(customer, at, amount=rest, currency=book.pick(None, "CNY"))
            break
        currency = book.currency()
        amount = Decimal(int(cut / order_days / 10))
        if currency in (None, "CNY"):
            amount += Decimal(book.rng.randint(0, 9999)) / 10_000
        rest -= amount * book.rate(currency, at)
        book.order(customer, at, amount=amount, currency=currency)
    if book.chance(0.5):
        book.order(customer, book.moment(365), amount=Decimal(700_000))


def credit_note(book: Book, customer: str) -> None:
    """A return that leaves exactly nothing, a little, or less than nothing."""
    amount = Decimal(book.rng.randint(1, 10_000_000)) / 100
    parts = [amount, amount / 5, -amount, -amount / 5 + Decimal(book.pick("0", "0.01", "-0.01"))]
    for part in parts:
        book.order(customer, book.known_moment(book.pick(1, 30, 364)), amount=part, currency=None)


def falling_profit(book: Book, customer: str) -> None:
    """Profit of the last 183 days at half that of the 183 before, or just off it."""
    before = Decimal(book.rng.randint(1, 1_000_000)) / 50
    after = before / 2 + Decimal(book.pick("0", "0", "-0.0001", "0.0001"))
    for profit, days in ((after, (0, 181, 182)), (before, (183, 184, 364, 365))):
        book.order(
            customer,
            book.known_moment(book.pick(*days)),
            amount=profit + 100,
            cost=Decimal(100),
            currency=None,
        )
    if book.chance(0.4):
        book.order(customer, book.moment(366), amount=before, currency=None)
    for days_ago in (400, 500, 600):
        book.order(customer, book.moment(days_ago))


def cancelled(book: Book, customer: str) -> None:
    """An order, paid, delivered and lined, that is cancelled at, before or after the moment."""
    at = book.known_moment(book.pick(1, 30, 364, 365, 730))
    when = book.pick(book.as_of, book.as_of + MICROSECOND, book.as_of - MICROSECOND, at)
    order = book.order(
        customer,
        at,
        delivered_at=book.maybe(at),
        cancelled_at=max(when, at),
    )
    book.line(order, book.product(), Decimal(5000), unit_cost=Decimal(3))
    book.payment(order, at, book.pick(at, book.after(at, 3, 4, 30), None))


def delivery(book: Book, customer: str) -> None:
    """Goods that arrived on an edge, and a contact about a month later."""
    days_ago = book.pick(0, 29, 30, 31, 45, 59, 60, 61, 89, 90, 91)
    delivered_at = book.moment(days_ago)
    at = delivered_at - timedelta(days=book.pick(0, 1, 40))
    book.order(customer, at, delivered_at=delivered_at)
    if book.chance(0.3):
        book.order(customer, at, delivered_at=book.moment(45), cancelled_at=book.as_of)
    if book.chance(0.7):
        contact = book.moment(days_ago - book.pick(0, 1, 29, 30, 31))
        book.interaction(customer, contact, book.pick("in", "out"))


def payments(book: Book, customer: str) -> None:
    """Late shares of exactly 5 and 30 % or beside them; lateness of 3 and 4 days."""
    late, total = book.pick((0, 1), (1, 20), (1, 19), (3, 10), (4, 13), (3, 9), (1, 1))
    order = book.order(customer, book.known_moment(book.pick(364, 400)))
    for index in range(total):
        due = book.known_moment(book.pick(5, 6, 30, 180, 363, 364))
        days = book.pick(4, 4, 5) if index < late else book.pick(-30, 0, 3)
        start = datetime(due.year, due.month, due.day, tzinfo=UTC) + timedelta(days=days)
        paid = start + timedelta(microseconds=book.pick(0, 86_399_999_999, 12345))
        book.payment(order, due, paid)
    if book.chance(0.5):
        book.payment(order, book.moment(365), book.after(book.as_of, -100, 0))
    if book.chance(0.5):
        due = book.moment(book.pick(0, 0, 1, 2, 3, 4, -1))
        book.payment(order, due, book.pick(None, book.as_of, book.as_of + MICROSECOND))


def paid_exactly(book: Book, customer: str) -> None:
    """The only sign of a win, paid or delivered at the moment or a microsecond after it."""
    at = book.known_moment()
    when = book.pick(book.as_of, book.as_of + MICROSECOND)
    order = book.order(customer, at, delivered_at=book.maybe(max(when, at), 0.3))
    book.payment(order, book.after(at, 0, 30), max(when, at))


def categories(book: Book, customer: str) -> None:
    """Categories that tie, share exactly half, or cancel out."""
    first, second, third = book.rng.sample(CATEGORIES, 3)
    unit = Decimal(book.rng.randint(1, 99_999)) / 100
    shapes = [[2, 1, 1], [1, 1, 0], [1, 1, 1], [3, 2, 2], [2, 2, -2], [-1, 1, 0], [-1, 0, 0]]
    if "returned_category" not in book.odd:
        shapes = shapes[:4]
    order = book.order(customer, book.known_moment(), currency=book.currency())
    for category, parts in zip((first, second, third), book.pick(*shapes), strict=True):
        for _ in range(abs(parts)):
            amount = unit if parts > 0 else -unit
            book.line(order, book.product(category), amount, unit_cost=None)
    if book.chance(0.3):
        book.line(order, "gone-1", Decimal(1_000_000), unit_cost=None)


def returned_goods(book: Book, customer: str) -> None:
    """All of the only category came back, so what inquiries name decides."""
    category, other = book.rng.sample(CATEGORIES, 2)
    order = book.order(customer, book.known_moment(), currency=book.currency())
    for amount in (Decimal("0.30"), Decimal("-0.10"), Decimal("-0.20")):
        book.line(order, book.product(category), amount, unit_cost=None)
    book.inquiry(customer, book.known_moment(), product_ids=book.product(other))


def returning(book: Book, customer: str) -> None:
    """A third order day on the edge of 24 months, and one sign of loyalty or none."""
    for days_ago in (book.pick(10, 364, 365), 500, book.pick(728, 729, 729, 730, 730, 731)):
        book.order(customer, book.known_moment(days_ago))
    sign = book.pick("categories", "inquiry", "referral", "judgement", None)
    if sign == "categories":
        order = book.order(customer, book.known_moment(500))
        for category in book.rng.sample(CATEGORIES, 2):
            book.line(order, book.product(category), Decimal(10), unit_cost=None)
    elif sign == "inquiry":
        book.inquiry(customer, book.known_moment(), product_ids=book.product())
    elif sign == "referral":
        book.interaction(customer, book.known_moment(), book.pick("in", "out"), kind="referral")
    elif sign == "judgement":
        book.judgement(customer, book.known_moment(), "referral", "Smith & Co")
    if book.chance(0.4):
        value = book.pick(*words(LABELS["reorder_frequency"]))
        book.judgement(customer, book.as_of, "label:reorder_frequency", value)


def ancient_order(book: Book, customer: str) -> None:
    if "ancient_order" in book.odd:
        book.order(customer, book.moment(7500), currency=None)
    else:
        book.order(customer, book.moment(2500), currency=book.currency())


def chatter(book: Book, customer: str) -> None:
    for _ in range(book.rng.randint(1, 6)):
        book.interaction(customer, book.moment(), book.pick("in", "out"))


def last_contact(book: Book, customer: str) -> None:
    at = book.moment(book.pick(0, 6, 7, 8, 29, 30, 31, 89, 90, 91, -1))
    delivered = book.pick(None, True, False)
    book.interaction(customer, at, "out", delivered=delivered)


def asks(book: Book, customer: str) -> None:
    """Topics at their counts: 2 or 3 of a kind, 60 % about money."""
    share = book.pick((3, 5), (2, 4), (2, 3), (6, 10), (5, 9), (1, 2))
    for index in range(share[1]):
        topic = book.pick("price", "discount") if index < share[0] else book.pick("quality", "moq")
        book.interaction(customer, book.known_moment(), "in", topics=book.topics(topic))
    topic = book.pick("discount", "specification", "certificate", "lead_time", "moq")
    for _ in range(book.pick(0, 1, 2, 3)):
        topics = book.topics(*book.pick([topic], [topic, "service"]))
        book.interaction(customer, book.moment(), book.pick("in", "in", "in", "out"), topics=topics)


def complaints(book: Book, customer: str) -> None:
    for _ in range(book.pick(1, 2, 3, 4)):
        at = book.moment(book.pick(0, 89, 90, 91, 728, 729, 729, 730))
        book.interaction(customer, at, book.pick("in", "in", "in", "out"), kind="complaint")


def silence(book: Book, customer: str) -> None:
    for _ in range(book.pick(4, 5, 5, 6)):
        book.interaction(
            customer, book.moment(), "out", delivered=book.pick(None, True, True, False)
        )
    for _ in range(book.pick(0, 1, 2)):
        book.interaction(customer, book.moment(), "in")


def replies(book: Book, customer: str) -> None:
    """Messages answered within 14 days, on the 15th, at once, at the same moment, never."""
    answered, total = book.pick((1, 2), (1, 5), (1, 6), (2, 4), (0, 3), (1, 3))
    for index in range(total):
        at = book.moment(120 + 40 * index)
        book.interaction(customer, at, "out", delivered=book.pick(None, True))
        start = datetime(at.year, at.month, at.day, tzinfo=UTC)
        on_time = start + timedelta(days=15) - MICROSECOND
        too_late = start + timedelta(days=15)
        reply = book.pick(on_time, at + MICROSECOND) if index < answered else too_late
        if index < answered or book.chance(0.3):
            book.interaction(customer, reply, "in")
        if book.chance(0.2):
            book.interaction(customer, at, "in")
    if book.chance(0.5):
        at = book.moment(book.pick(13, 14, 15))
        book.interaction(customer, at, "out", delivered=None)
        book.interaction(customer, book.pick(book.as_of, book.as_of + MICROSECOND), "in")


def inquiries(book: Book, customer: str) -> None:
    at = book.moment(book.pick(0, 1, 178, 179, 180, 181, 500))
    for _ in range(book.pick(1, 1, 2, 3)):
        book.inquiry(customer, book.pick(at, at, book.moment()))


def named_products(book: Book, customer: str) -> None:
    """Categories that tie in inquiries; products named twice in one and in several."""
    first, second, third = book.rng.sample(CATEGORIES, 3)
    for _ in range(book.pick(1, 2, 3)):
        shape = book.pick([first], [first, second], [first, first, second, third], [second, third])
        ids = [book.product(category) for category in shape]
        ids += book.pick([], ids[:1], ["gone-1"])
        book.inquiry(customer, book.known_moment(), product_ids=";".join(ids))
    if book.chance(0.3):
        book.inquiry(customer, book.known_moment(), product_ids="gone-1")


def intends(book: Book, customer: str) -> None:
    """Two or three inbound interactions with an intent to order, from an inquiry or judged."""
    for _ in range(book.pick(2, 3)):
        book.interaction(customer, book.moment(), "in")
    if book.chance(0.6):
        book.inquiry(customer, book.moment(), order_intent=book.pick(True, True, False))
    else:
        until = book.pick(None, book.day(1), book.day(0))
        value = book.day(book.pick(-30, 0, 30)).isoformat()
        book.judgement(customer, book.known_moment(), "order_time", value, until=until)


def proformas(book: Book, customer: str) -> None:
    for _ in range(book.pick(1, 1, 2)):
        issued = book.pick(book.as_of, book.as_of + MICROSECOND, book.moment())
        end = book.pick(issued, book.after(issued, 1, 30), book.as_of, book.as_of + MICROSECOND)
        paid, off = book.pick((0, 0), (1, 0), (0, 1), (1, 1))
        book.add(
            "proformas",
            proforma_id=book.id("F"),
            customer_id=customer,
            issued_at=issued,
            amount=book.amount(),
            currency=book.currency(),
            valid_until=book.maybe(book.day(book.pick(-1, 0, 1, 100))),
            paid_at=max(end, issued) if paid else None,
            cancelled_at=max(end, issued) + MICROSECOND * book.pick(0, 0, 1) if off else None,
        )


def samples(book: Book, customer: str) -> None:
    requested = book.moment(book.pick(0, 90, 179, 180, 181, 200))
    paid = book.pick(
        requested, max(book.moment(book.pick(179, 180, 181)), requested), None, book.as_of
    )
    if paid is not None:
        paid = max(paid, requested)
    book.add(
        "samples",
        sample_id=book.id("S"),
        customer_id=customer,
        product_id=book.maybe(book.products(1)[0]),
        requested_at=requested,
        paid_at=paid,
        sent_at=book.maybe(paid, 0.3),
        fee=book.maybe(Decimal("25.50")),
        currency=book.currency(),
    )


def need(book: Book, customer: str) -> None:
    """No need, and an inquiry just before, at, or just after the judgement."""
    at = book.known_moment()
    value = book.pick("no_need", "mismatch", "closed", "closed", "open")
    book.judgement(customer, at, "need", value)
    if book.chance(0.6):
        book.inquiry(customer, at + MICROSECOND * book.pick(-1, 0, 1))


def judged(book: Book, customer: str) -> None:
    for _ in range(book.pick(1, 2, 3)):
        subject = book.pick(
            "need",
            "waiting_until",
            "order_time",
            "prospects",
            "prospects",
            "channel_role",
            "temperament",
            "lead_time_sensitivity",
            "product_match",
            "referral",
            "decision_maker",
        )
        at = book.pick(book.moment(), book.as_of, book.as_of + MICROSECOND)
        for _ in range(book.pick(1, 1, 2, 3)):
            book.judgement(customer, at, subject, judged_value(book, subject))
            at = book.pick(at, at, at + MICROSECOND, at - timedelta(days=1))


def judged_value(book: Book, subject: str) -> str:
    if book.chance(0.15):
        return "-"
    odd = ["unknown"] if "judged_unknown" in book.odd else []
    values: dict[str, list[str]] = {
        "need": ["open", "no_need", "mismatch", "closed"],
        "waiting_until": [book.day(days).isoformat() for days in (-30, -1, 0, 1)],
        "order_time": [book.day(days).isoformat() for days in (-30, 0, 30)],
        "prospects": ["100", "80", "79.99", "60", "59.5", "40", "39.999", "0"],
        "channel_role": ROLES + odd,
        "temperament": ["complaining", "shrewd", "methodical", "silent", *odd],
        "lead_time_sensitivity": ["very_sensitive", "indifferent", *odd],
        "product_match": ["A", "B", "C", "D", *odd],
        "referral": ["Smith & Co", "C1"],
        "decision_maker": ["owner", "purchasing manager"],
    }
    return book.pick(*values[subject])


def overrides(book: Book, customer: str) -> None:
    read_by_others = [
        "payment_timeliness",
        "channel_role",
        "reorder_frequency",
        "relational_type",
        "value_tier",
    ]
    dimensions = book.pick(read_by_others, list(LABELS), list(LABELS))
    for dimension in book.rng.sample(dimensions, book.pick(1, 2, 4)):
        at = book.moment()
        for _ in range(book.pick(1, 1, 2, 3)):
            value = "-" if book.chance(0.15) else book.pick(*words(LABELS[dimension]))
            book.judgement(customer, at, f"label:{dimension}", value)
            at = book.pick(at, at, at + MICROSECOND)


def answers(book: Book, customer: str) -> None:
    """Values that tie, at equal moments, at the end of 24 months, and values nobody knows."""
    chosen = book.rng.sample(DRIVERS, 2)
    at = book.moment(book.pick(0, 30, 728, 729, 730))
    for _ in range(book.rng.randint(1, 5)):
        book.add(
            "answers",
            answer_id=book.id("A"),
            customer_id=customer,
            at=book.pick(at, at, book.moment(book.pick(1, 729, 730))),
            survey=book.maybe("2024"),
            question=book.pick(*["value_driver"] * 6, "how_long"),
            value=book.pick(*chosen * 3, "beauty", "Comfort"),
        )


def contacts(book: Book, customer: str) -> None:
    for _ in range(book.pick(1, 2, 3)):
        book.add(
            "contacts",
            contact_id=book.id(book.pick("K", "k", "")),
            customer_id=customer,
            name="José",
            email=book.maybe("jose@example.com"),
            birth_year=book.pick(None, None, 1959, 1960, 1969, 1970, 1999, 2000, 2004),
        )


def lone_fact(book: Book, customer: str) -> None:
    """A quotation, a customs record, an answer: facts that list a customer but label little."""
    at = book.moment()
    table = book.pick("quotations", "customs_records", "samples")
    if table == "quotations":
        row = {"quotation_id": book.id("T"), "at": at, "amount": book.maybe(book.amount())}
        row["outcome"] = book.pick(None, "open", "won", "lost")
    elif table == "customs_records":
        row = {"record_id": book.id("R"), "arrived_at": at, "value": book.maybe(book.amount())}
        row["supplier"] = "Rival"
    else:
        row = {"sample_id": book.id("S"), "requested_at": at}
    book.add(table, customer_id=customer, currency=book.currency(), **row)


SCENES: list[Callable[[Book, str], None]] = [
    some_orders,
    some_orders,
    same_day_orders,
    rhythm,
    exact_purchases,
    exact_purchases,
    credit_note,
    falling_profit,
    cancelled,
    delivery,
    payments,
    paid_exactly,
    categories,
    returned_goods,
    returning,
    ancient_order,
    chatter,
    last_contact,
    asks,
    complaints,
    silence,
    replies,
    inquiries,
    named_products,
    intends,
    proformas,
    samples,
    need,
    judged,
    judged,
    overrides,
    answers,
    contacts,
    lone_fact,
]


# --- Scenes of the whole ledger ------------------------------------------------------------------


def unborn(book: Book) -> None:
    """Customers created after the moment: with no fact, with later facts only, with known ones."""
    for row in book.tables["customers"]:
        if book.chance(0.12):
            row["created_at"] = book.pick(
                book.as_of, book.as_of + MICROSECOND, book.moment(-1), book.moment(-400)
            )
    facts = {
        row["customer_id"]
        for table, rows in book.tables.items()
        if table != "customers"
        for row in rows
        if "customer_id" in row
    }
    for row in book.tables["customers"]:
        created = row["created_at"]
        if row["customer_id"] in facts or created is None or created <= book.as_of:
            continue
        if "blacklisted_unborn" in book.odd:
            row["blacklisted_at"] = book.pick(None, book.as_of, book.as_of - timedelta(days=1))
        else:
            row["blacklisted_at"] = None
        fact_at = book.pick(None, book.as_of, book.as_of + MICROSECOND)
        if fact_at is not None:
            book.pick(lone_fact_at, lone_order_at)(book, row["customer_id"], fact_at)


def lone_fact_at(book: Book, customer: str, at: datetime) -> None:
    book.add(
        "quotations",
        quotation_id=book.id("T"),
        customer_id=customer,
        at=at,
        amount=None,
        currency=None,
        outcome=None,
    )


def lone_order_at(book: Book, customer: str, at: datetime) -> None:
    """Even an order cancelled at once is a fact."""
    book.order(customer, at, cancelled_at=at)


def exact_shares(book: Book) -> None:
    """Nobody bought within 365 days but a few, whose running shares meet 50, 80 and 95 %."""
    start, end = book.midnight - timedelta(days=364), book.as_of
    for order in book.tables["orders"]:
        if start <= order["ordered_at"] <= end:
            order["cancelled_at"] = order["ordered_at"]
    shape = book.pick(
        [50, 30, 15, 5], [25, 25, 15, 15, 10, 5, 5], [50, 15, 15, 15, 5], [10] * 10, [5] * 20
    )
    customers = [row["customer_id"] for row in book.tables["customers"]]
    shape = shape if len(shape) <= len(customers) else [50, 30, 15, 5][: len(customers)]
    buyers = book.rng.sample(customers, len(shape))
    unit = Decimal(book.pick("0.01", "33.33", "1234.56", "333.3333"))
    profits = book.rng.sample(shape, len(shape)) if book.chance(0.5) else shape
    for customer, sales, profit in zip(buyers, shape, profits, strict=True):
        amount = sales * unit
        cost = amount - profit * unit
        first = (amount / 3).quantize(Decimal("0.0001"))
        for part, part_cost in book.pick([(amount, cost)], [(first, cost), (amount - first, 0)]):
            order = book.order(
                customer,
                book.known_moment(book.pick(0, 1, 182, 183, 363)),
                amount=part,
                cost=Decimal(part_cost),
                currency=None,
            )
            if book.chance(0.3):
                due = book.known_moment(book.pick(30, 60))
                book.payment(order, due, book.after(due, 0, 10, 25, 50))


# --- Writing -------------------------------------------------------------------------------------


def kept_tables(book: Book) -> dict[str, list[str]]:
    """The tables to write, with their columns; some are left out, and what would point at them."""
    gone = {table for table in TABLES if book.chance(0.04)} - {"customers"}
    if book.chance(0.08):
        gone.add("payments")
    if not book.one_currency:
        gone.discard("exchange_rates")
    if "orders" in gone:
        gone |= {"order_lines", "payments"}
    thin = book.chance(0.2)
    return {
        table: [
            column.removesuffix("!")
            for column in words(COLUMNS[table])
            if column.endswith("!") or not (thin and book.chance(0.1))
        ]
        for table in TABLES
        if table not in gone
    }


def empty_some(book: Book, kept: dict[str, list[str]]) -> None:
    empty = {table for table in TABLES if book.chance(0.03)} - {"customers"}
    if not book.one_currency:
        empty.discard("exchange_rates")
    if "orders" in empty:
        empty |= {"order_lines", "payments"}
    for table in empty:
        book.tables[table].clear()
    if "products" in empty or "products" not in kept:  # no category, so none to override with
        judgements = book.tables["judgements"]
        judgements[:] = [row for row in judgements if row["subject"] != "label:product_need"]


def iso(book: Book, moment: datetime) -> str:
    """One of the ways to write a moment down."""
    at = moment.astimezone(UTC)
    if at == datetime(at.year, at.month, at.day, tzinfo=UTC) and book.chance(0.5):
        return at.date().isoformat()
    naive = at.replace(tzinfo=None).isoformat()
    east = at + timedelta(hours=8)
    return book.pick(
        f"{naive}Z", f"{naive}+00:00", naive, f"{east.replace(tzinfo=None).isoformat()}+08:00"
    )


def cell(book: Book, column: str, value: Any) -> str:
    if value is None:
        return ""
    if column == "until" and book.chance(0.3):
        last = datetime(value.year, value.month, value.day, 23, 59, 59, tzinfo=UTC)
        return iso(book, last)
    if isinstance(value, bool):
        word = str(value)
        return book.pick(word, word.lower(), word.upper())
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return iso(book, value)
    return value.isoformat() if isinstance(value, date) else str(value)


def write_csv(book: Book, path: Path, rows: list[dict[str, Any]], columns: list[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator=book.pick("\n", "\r\n"))
        writer.writerow(columns)
        for row in rows:
            writer.writerow([cell(book, column, row.get(column)) for column in columns])


def write_parquet(path: Path, rows: list[dict[str, Any]], columns: list[str]) -> None:
    schema = pa.schema([(column, type_of(path.stem, column)) for column in columns])
    rows = [{column: row.get(column) for column in columns} for row in rows]
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)


def write_random_ledger(
    folder: Path,
    seed: int,
    customers: int = 60,
    format: Literal["parquet", "csv"] = "parquet",
) -> datetime:
    """Write a ledger into the folder and return the moment to label it at."""
    book = Book(seed)
    write_rates(book)
    write_products(book)
    for number in range(1, customers + 1):
        customer = write_customer(book, number)
        for scene in book.rng.sample(SCENES, book.pick(0, 1, 1, 2, 2, 3, 5, 8)):
            scene(book, customer)
    if book.chance(0.25):
        exact_shares(book)
    unborn(book)

    kept = kept_tables(book)
    empty_some(book, kept)
    folder.mkdir(parents=True, exist_ok=True)
    for table in kept:
        book.rng.shuffle(book.tables[table])
    for table, columns in kept.items():
        if format == "csv":
            write_csv(book, folder / f"{table}.csv", book.tables[table], columns)
        else:
            write_parquet(folder / f"{table}.parquet", book.tables[table], columns)
    return book.as_of
