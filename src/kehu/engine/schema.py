"""The ledger's fifteen tables: columns, kinds, keys, references and moments.

Nothing here reads a file. Backends read by this page, the checker proves by it, and the as-of
view filters by it, so a column that is added here is added everywhere.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Kind = Literal[
    "text", "integer", "number", "amount", "price", "rate", "moment", "date", "boolean", "country",
]  # fmt: skip

# Money keeps four decimals, prices six, rates ten: products of them stay exact in 38 digits.
IBIS_TYPES: dict[Kind, str] = {
    "text": "string",
    "integer": "int64",
    "number": "float64",
    "amount": "decimal(18,4)",
    "price": "decimal(18,6)",
    "rate": "decimal(18,10)",
    "moment": "timestamp",
    "date": "date",
    "boolean": "boolean",
    "country": "string",
}


@dataclass(frozen=True)
class Column:
    """A column: its kind, whether a value must stand there, and which values may.

    `values` are the words of ledger.md (anything else is an error); `codes_of` names the dimension
    whose codes are meant (anything else is a warning and reads as empty); `listed` says that a
    cell holds several, separated by `;`; `happens` that the moment is an event, unknown before it.
    """

    name: str
    kind: Kind = "text"
    required: bool = False
    values: tuple[str, ...] = ()
    codes_of: str | None = None
    listed: bool = False
    happens: bool = False


@dataclass(frozen=True)
class Table:
    """A table: its key, the moment its rows become known, what it refers to and its money.

    `moment` None means the rows hold at every moment (a payment is a plan before it happens).
    `priced` are the columns in the row's `currency`; `priced_at` is the column whose date picks
    the exchange rate.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    moment: str | None = None
    priced: tuple[str, ...] = ()
    priced_at: str | None = None
    needs_order: bool = False

    @cached_property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    @property
    def has_customer_key(self) -> bool:
        """Does the engine's table carry `customer`? What hangs on an order has that order's."""
        return "customer_id" in self.by_name and not self.needs_order

    @property
    def needs_customer(self) -> bool:
        return self.name != "customers" and "customer_id" in self.by_name


def _must(name: str, kind: Kind = "text", **rest: object) -> Column:
    return Column(name, kind, required=True, **rest)  # type: ignore[arg-type]


CHANNELS = (
    "email", "phone", "whatsapp", "wechat", "meeting", "fair", "visit", "social", "platform",
    "letter", "other",
)  # fmt: skip
INTERACTION_KINDS = (
    "prospecting", "inquiry", "reply", "quotation", "follow_up", "sample_feedback", "complaint",
    "referral", "other",
)  # fmt: skip
TOPICS = (
    "price", "discount", "certificate", "lead_time", "payment_terms", "moq", "specification",
    "quality", "service", "sample", "new_product",
)  # fmt: skip
VALUE_DRIVERS = (
    "comfort", "safety", "convenience", "economy", "durability", "pleasure", "individuality",
    "pride",
)  # fmt: skip

LEDGER: tuple[Table, ...] = (
    Table(
        "customers",
        (
            _must("customer_id"),
            _must("name"),
            Column("country", "country"),
            Column("city"),
            Column("postcode"),
            Column("address"),
            Column("website"),
            Column("created_at", "moment"),
            Column("owner"),
            Column("source", codes_of="source"),
            Column("channel_role", codes_of="channel_role"),
            Column("relationship", codes_of="relationship"),
            Column("industry"),
            Column("employees", "integer"),
            Column("annual_turnover", "amount"),
            Column("industry_rank", "integer"),
            Column("is_member", "boolean"),
            Column("blacklisted_at", "moment", happens=True),
        ),
        key=("customer_id",),
    ),
    Table(
        "contacts",
        (
            _must("contact_id"),
            _must("customer_id"),
            Column("name"),
            Column("role"),
            Column("email"),
            Column("phone"),
            Column("whatsapp"),
            Column("language"),
            Column("timezone"),
            Column("birth_year", "integer"),
        ),
        key=("contact_id",),
    ),
    Table(
        "products",
        (
            _must("product_id"),
            Column("sku"),
            _must("name"),
            _must("category"),
            Column("application"),
            Column("unit"),
            Column("list_price", "price"),
            Column("cost", "price"),
            Column("currency"),
        ),
        key=("product_id",),
    ),
    Table(
        "exchange_rates",
        (_must("date", "date"), _must("currency"), _must("rate", "rate")),
        key=("date", "currency"),
    ),
    Table(
        "orders",
        (
            _must("order_id"),
            _must("customer_id"),
            _must("ordered_at", "moment"),
            Column("delivered_at", "moment", happens=True),
            Column("cancelled_at", "moment", happens=True),
            _must("amount", "amount"),
            Column("cost", "amount"),
            Column("currency"),
        ),
        key=("order_id",),
        moment="ordered_at",
        priced=("amount",),
        priced_at="ordered_at",
    ),
    Table(
        "order_lines",
        (
            _must("order_id"),
            _must("line", "integer"),
            _must("product_id"),
            _must("quantity", "amount"),
            _must("unit_price", "price"),
            Column("unit_cost", "price"),
        ),
        key=("order_id", "line"),
        needs_order=True,
    ),
    Table(
        "payments",
        (
            _must("payment_id"),
            _must("order_id"),
            _must("customer_id"),
            _must("due_at", "moment"),
            Column("paid_at", "moment", happens=True),
            _must("amount", "amount"),
            Column("currency"),
            Column("late_reason"),
        ),
        key=("payment_id",),
        priced=("amount",),
        priced_at="due_at",
        needs_order=True,
    ),
    Table(
        "interactions",
        (
            _must("interaction_id"),
            _must("customer_id"),
            Column("contact_id"),
            _must("at", "moment"),
            _must("direction", values=("in", "out")),
            _must("channel", values=CHANNELS),
            Column("kind", values=INTERACTION_KINDS),
            Column("delivered", "boolean"),
            Column("topics", values=TOPICS, listed=True),
            Column("text"),
        ),
        key=("interaction_id",),
        moment="at",
    ),
    Table(
        "inquiries",
        (
            _must("inquiry_id"),
            _must("customer_id"),
            _must("at", "moment"),
            Column("source", codes_of="source"),
            Column("kind", values=("generic", "partial", "detailed")),
            Column("product_ids", listed=True),
            Column("order_intent", "boolean"),
            Column("expected_order_at", "moment"),
        ),
        key=("inquiry_id",),
        moment="at",
    ),
    Table(
        "quotations",
        (
            _must("quotation_id"),
            _must("customer_id"),
            _must("at", "moment"),
            Column("amount", "amount"),
            Column("currency"),
            Column("product_id"),
            Column("unit_price", "price"),
            Column("market_price", "price"),
            Column("outcome", values=("open", "won", "lost")),
            Column("lost_reason", values=("price", "lead_time", "quality", "other")),
        ),
        key=("quotation_id",),
        moment="at",
        priced=("amount", "unit_price", "market_price"),
        priced_at="at",
    ),
    Table(
        "proformas",
        (
            _must("proforma_id"),
            _must("customer_id"),
            _must("issued_at", "moment"),
            _must("amount", "amount"),
            Column("currency"),
            Column("valid_until", "moment"),
            Column("paid_at", "moment", happens=True),
            Column("cancelled_at", "moment", happens=True),
            Column("cancel_reason"),
        ),
        key=("proforma_id",),
        moment="issued_at",
        priced=("amount",),
        priced_at="issued_at",
    ),
    Table(
        "samples",
        (
            _must("sample_id"),
            _must("customer_id"),
            Column("product_id"),
            _must("requested_at", "moment"),
            Column("paid_at", "moment", happens=True),
            Column("sent_at", "moment", happens=True),
            Column("arrived_at", "moment", happens=True),
            Column("feedback_at", "moment", happens=True),
            Column("fee", "amount"),
            Column("freight", "amount"),
            Column("currency"),
        ),
        key=("sample_id",),
        moment="requested_at",
        priced=("fee", "freight"),
        priced_at="requested_at",
    ),
    Table(
        "customs_records",
        (
            _must("record_id"),
            _must("customer_id"),
            _must("arrived_at", "moment"),
            Column("hs_code"),
            Column("product"),
            Column("quantity", "amount"),
            Column("unit"),
            Column("value", "amount"),
            Column("currency"),
            _must("supplier"),
            Column("origin_country", "country"),
        ),
        key=("record_id",),
        moment="arrived_at",
        priced=("value",),
        priced_at="arrived_at",
    ),
    Table(
        "judgements",
        (
            _must("judgement_id"),
            _must("customer_id"),
            _must("at", "moment"),
            _must("subject"),
            _must("value"),
            Column("by"),
            Column("until", "moment"),
        ),
        key=("judgement_id",),
        moment="at",
    ),
    Table(
        "answers",
        (
            _must("answer_id"),
            _must("customer_id"),
            _must("at", "moment"),
            Column("survey"),
            _must("question"),
            _must("value"),
        ),
        key=("answer_id",),
        moment="at",
    ),
)

TABLES: dict[str, Table] = {table.name: table for table in LEDGER}

# What a person may judge beside portrait tags and `label:DIMENSION`; `-` lifts any of them.
NEEDS = ("open", "no_need", "mismatch", "closed")
JUDGED_CODES_OF = ("channel_role", "temperament", "lead_time_sensitivity")
JUDGED_DATES = ("waiting_until", "order_time")
LIFTED = "-"
