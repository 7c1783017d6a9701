"""A ledger as typed Ibis tables, and the one place that knows what was known at a moment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import ibis
from ibis.expr.types import BooleanValue, Column, Table, Value

from kehu.engine.backends import Engine
from kehu.engine.portable import day_number, day_of, utc
from kehu.engine.schema import LEDGER, TABLES


@dataclass(frozen=True)
class Ledger:
    """Fifteen typed tables on one engine.

    Tables with a `customer_id`, but payments, also have `customer`, a key that sorts like it;
    measures group by that. `present` names the tables that have rows at all; `extra_columns` are
    columns of `customers` beyond the schema. `unkeyed` are the same tables without `customer`,
    where finding the key costs something.
    """

    engine: Engine
    tables: Mapping[str, Table]
    base_currency: str
    present: frozenset[str]
    extra_columns: tuple[str, ...] = ()
    unkeyed: Mapping[str, Table] = field(default_factory=dict)

    def without_key(self, name: str) -> Table:
        """The rows of a table as they are cheapest to have, for who does not read `customer`."""
        return self.unkeyed.get(name, self.tables[name])


@dataclass(frozen=True)
class Settings:
    """Numbers of the rulebook that measures need, beside thresholds in conditions."""

    late_after_days: int = 3
    activity_half_life_days: int = 180
    activity_midpoint: float = 2.0
    reply_within_days: int = 14
    credit_points_per_day_late: float = 2.0


@dataclass(frozen=True)
class Moment:
    """A moment as expressions: naive UTC, and the number of its UTC day."""

    at: Value
    day: Value | int

    @classmethod
    def of(cls, moment: datetime) -> "Moment":
        return cls(ibis.literal(utc(moment), "timestamp"), day_number(moment))


class Known:
    """What a ledger knew at a moment: later rows are gone, later happenings are empty again.

    Two moments of one ledger that are looked at together need a `mark` each, by which what is kept
    of them is told apart.
    """

    def __init__(
        self, ledger: Ledger, moment: datetime | Moment, settings: Settings, mark: str = ""
    ) -> None:
        self.ledger = ledger
        self.settings = settings
        self._mark = mark
        known_at = moment if isinstance(moment, Moment) else Moment.of(moment)
        self.moment, self.today = known_at.at, known_at.day
        self._kept: dict[str, Table] = {}

    def kept(self, name: str, rows: Callable[[], Table]) -> Table:
        """Rows that several families fold, computed once for all of them."""
        if name not in self._kept:
            self._kept[name] = self.keep(name, rows())
        return self._kept[name]

    def at_hand(self, name: str, rows: Callable[[], Table]) -> Table:
        """The same for who alone would read them: as they were kept, or else not kept at all."""
        return self._kept[name] if name in self._kept else rows()

    def keep(self, name: str, rows: Table) -> Table:
        """Rows computed once, under a name of this moment."""
        return self.ledger.engine.keep(f"{name}{self._mark}", rows)

    def of(self, name: str) -> Table:
        """The rows of a table known at the moment, every event after it masked."""
        return self._known(name, self.ledger.tables[name])

    def _known(self, name: str, rows: Table) -> Table:
        table = TABLES[name]
        if table.moment:
            rows = rows.filter(rows[table.moment] <= self.moment)
        events = [column.name for column in table.columns if column.happens]
        return rows.mutate(**{name: self._happened(rows[name]) for name in events})

    def _happened(self, moment: Column) -> Value:
        return (moment <= self.moment).ifelse(moment, ibis.null("timestamp"))

    def days_ago(self, moment: Column) -> Value:
        """Whole days from the UTC date of `moment` to that of the as-of moment."""
        return self.today - day_of(moment)

    def within(self, day: Value, days: int) -> BooleanValue:
        """Is the day number one of the last `days` days (today included)?"""
        return (day <= self.today) & (day > self.today - days)

    @cached_property
    def customers(self) -> Table:
        """Customers listed at the moment: created by then, or with a dated fact known by then."""
        rows = self.of("customers")
        dated = [table.name for table in LEDGER if self._dated(table.name)]
        if not dated:
            return rows.filter(self._listed(rows))
        # Facts are looked at for the rest alone, which mostly is nobody.
        rest = self._known("customers", self.ledger.without_key("customers"))
        rest = self.keep("rest", rest.filter(~self._listed(rest)).select("customer_id"))
        seen = [self._seen(name).semi_join(rest, "customer_id") for name in dated]
        return rows.filter(
            self._listed(rows) | rows.customer_id.isin(ibis.union(*seen).customer_id)
        )

    def _listed(self, customers: Table) -> BooleanValue:
        born = customers.created_at.isnull() | (customers.created_at <= self.moment)
        return born | customers.blacklisted_at.notnull()

    def _dated(self, name: str) -> bool:
        table = TABLES[name]
        return table.needs_customer and name in self.ledger.present and name != "contacts"

    def _seen(self, name: str) -> Table:
        rows = self._known(name, self.ledger.without_key(name))
        if name == "payments":
            rows = rows.filter((rows.due_at <= self.moment) | rows.paid_at.notnull())
            holders = self.ledger.without_key("orders").select("order_id", "customer_id")
            rows = rows.select("order_id").join(holders, "order_id")
        return rows.select("customer_id")
