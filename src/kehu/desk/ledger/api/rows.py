"""Rows of the ledger as the API writes them."""

from typing import Any

from ninja import Schema

from kehu.desk.core.api import At, Money, Price


class Holder(Schema):
    """Who holds a customer."""

    id: int
    name: str


class CustomerOut(Schema):
    """A buying company. `owner` is null in the public pool."""

    id: int
    code: str
    name: str
    country: str
    city: str
    postcode: str
    address: str
    website: str
    created_at: At | None
    owner: Holder | None
    source: str
    channel_role: str
    relationship: str
    industry: str
    employees: int | None
    annual_turnover: Money | None
    industry_rank: int | None
    is_member: bool | None
    blacklisted_at: At | None
    extra: dict[str, Any]
    version: int


class ContactOut(Schema):
    """A person in a buying company."""

    id: int
    code: str
    customer_id: int
    name: str
    role: str
    email: str
    phone: str
    whatsapp: str
    language: str
    timezone: str
    birth_year: int | None


class RowOut(Schema):
    """What every row about a customer has."""

    id: int
    code: str
    customer_id: int
    version: int


class LineOut(Schema):
    """One product of an order; none where an import named one that the catalogue does not know."""

    line: int
    product_id: int | None
    quantity: Money
    unit_price: Price


class OrderOut(RowOut):
    """What a customer bought."""

    ordered_at: At
    delivered_at: At | None
    cancelled_at: At | None
    amount: Money
    cost: Money | None
    currency: str
    lines: list[LineOut]

    @staticmethod
    def resolve_lines(order: Any) -> Any:
        return sorted(order.lines.all(), key=lambda line: line.line)


class PaymentOut(RowOut):
    """Money due for an order, and when it came."""

    order_id: int
    due_at: At
    paid_at: At | None
    amount: Money
    currency: str
    late_reason: str


class InteractionOut(RowOut):
    """A contact in either direction."""

    contact_id: int | None
    at: At
    direction: str
    channel: str
    kind: str
    delivered: bool | None
    topics: list[str]
    text: str

    @staticmethod
    def resolve_topics(row: Any) -> list[str]:
        return [topic for topic in row.topics.split(";") if topic]


class InquiryOut(RowOut):
    """A buyer asking about products."""

    at: At
    source: str
    kind: str
    product_ids: list[int]
    order_intent: bool | None
    expected_order_at: At | None

    @staticmethod
    def resolve_product_ids(row: Any) -> list[int]:
        return sorted(product.pk for product in row.products.all())


class QuotationOut(RowOut):
    """A price given."""

    at: At
    amount: Money | None
    currency: str
    product_id: int | None
    unit_price: Price | None
    market_price: Price | None
    outcome: str
    lost_reason: str


class ProformaOut(RowOut):
    """A proforma invoice."""

    issued_at: At
    amount: Money
    currency: str
    valid_until: At | None
    paid_at: At | None
    cancelled_at: At | None
    cancel_reason: str


class SampleOut(RowOut):
    """A sample asked for, and its way there."""

    product_id: int | None
    requested_at: At
    paid_at: At | None
    sent_at: At | None
    arrived_at: At | None
    feedback_at: At | None
    fee: Money | None
    freight: Money | None
    currency: str


class JudgementOut(RowOut):
    """What a person decided about a customer."""

    at: At
    subject: str
    value: str
    by: str
    until: At | None
    why: str


class ProductOut(Schema):
    """A model in the catalogue."""

    id: int
    code: str
    sku: str
    name: str
    category: str
    list_price: Price | None
    currency: str
