"""What to do with a mail: what to ask, whether to send a sample and who pays, the next step."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from kehu.reading.authenticity.judging import Authenticity
from kehu.reading.catalogue import Product
from kehu.reading.kinds import INQUIRIES, Kind
from kehu.reading.known import KnownCustomer
from kehu.reading.sender.identity import Sender
from kehu.reading.terms.trade import Terms
from kehu.reading.understood import Goods
from kehu.rulebook import read

SampleDecision = Literal[
    "send_free", "buyer_pays_freight", "buyer_pays_sample_and_freight", "verify_first",
    "quote_instead", "decline",
]  # fmt: skip
NextStep = Literal[
    "quick_acknowledge", "six_questions", "ask_missing", "quote", "verify_identity", "alert_fraud",
    "reply_thread", "handle_complaint", "ignore",
]  # fmt: skip
MISSING = ("product", "specification", "quantity", "destination", "company", "contact")
LEAVES_WITH_US = ("EXW", "FOB", "FCA", "FAS")
_WARNINGS = ("residential_address", "mobile_only", "huge_order_no_detail")


def missing(kind: Kind, goods: Goods, terms: Terms, sender: Sender) -> tuple[str, ...]:
    """What must be asked before a firm quote, in the order of `MISSING` (Q3)."""
    if kind not in (*INQUIRIES, "sample_request"):
        return ()
    leaves = terms.incoterm is not None and terms.incoterm.value in LEAVES_WITH_US
    ship_to = kind != "sample_request" and leaves
    known = {
        "product": bool(goods.products or goods.groups),
        "specification": goods.definite,
        "quantity": bool(goods.quantities),
        "destination": terms.destination is not None or ship_to,
        "company": sender.company is not None,
        "contact": bool(sender.phones or sender.address),
    }
    return tuple(code for code in MISSING if not known[code])


def sample_decision(
    asked: bool, goods: Goods, products: Sequence[Product], authenticity: Authenticity,
    signals: Collection[str], customer: KnownCustomer | None,
) -> SampleDecision | None:  # fmt: skip
    """Whether to send a sample and who pays (S1–S3); None where none is asked for."""
    if not asked:
        return None
    if authenticity == "suspicious" or (customer is not None and customer.blacklisted):
        return "decline"
    if customer is not None and customer.running:
        return "send_free"
    if not goods.products:
        return "quote_instead"
    if authenticity == "unverified":
        return "verify_first"
    trades = "uses_trade_terms" in signals or "exact_model" in signals
    if trades and _cheap_and_few(goods, products):
        return "buyer_pays_freight"
    return "buyer_pays_sample_and_freight"


def _cheap_and_few(goods: Goods, products: Sequence[Product]) -> bool:
    limits = _judging()["samples"]
    prices = [products[number].unit_price_usd for number in goods.products]
    dear = any(price is None or price > Decimal(limits["cheap_up_to_usd"]) for price in prices)
    pieces = max((one.value.number for one in goods.quantities), default=1)
    return (not dear and pieces <= limits["few_up_to_pieces"]
            and len(goods.products) <= limits["few_up_to_products"])  # fmt: skip


def next_step(
    kind: Kind, authenticity: Authenticity, signals: Collection[str], lacking: Collection[str],
    sample: SampleDecision | None,
) -> NextStep:  # fmt: skip
    """What to do first; the first line that fits (Q2–Q5, R1)."""
    if authenticity == "suspicious":
        return "alert_fraud"
    if kind == "not_inquiry":
        return "ignore"
    if kind == "complaint":
        return "handle_complaint"
    if "bank_change" in signals:
        return "verify_identity"
    if kind == "follow_up":
        return "reply_thread"
    if kind == "sample_request":
        return _step_of_sample(lacking, sample)
    if "no_company_details" in signals:
        return "six_questions"
    if kind == "inquiry_generic":
        return "quick_acknowledge"
    if authenticity == "unverified" and any(one in signals for one in _WARNINGS):
        return "verify_identity"
    return "ask_missing" if lacking else "quote"


def _step_of_sample(lacking: Collection[str], sample: SampleDecision | None) -> NextStep:
    if sample == "verify_first":
        return "verify_identity"
    return "ask_missing" if lacking or sample == "quote_instead" else "quote"


@cache
def _judging() -> Any:
    return read("reading/judging.yaml")
