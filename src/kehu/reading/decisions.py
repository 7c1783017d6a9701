"""What to do with a mail: what to ask, whether to send a sample and who pays, the next step."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from kehu.reading.catalogue import Product
from kehu.reading.facts import Facts
from kehu.reading.kinds import INQUIRIES
from kehu.reading.known import KnownCustomer
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


@dataclass(frozen=True)
class Decision:
    """`missing` are codes of `MISSING`; `sample` is None where none is asked for."""

    missing: tuple[str, ...]
    sample: SampleDecision | None
    step: NextStep


def decide(
    facts: Facts, products: Mapping[str, Product], customer: KnownCustomer | None
) -> Decision:
    """Decide by the facts alone, so that a corrected fact is decided anew. `products` by sku."""
    lacking = _missing(facts)
    sample = _sample(facts, products, customer)
    return Decision(lacking, sample, _step(facts, lacking, sample))


def _missing(facts: Facts) -> tuple[str, ...]:
    """What must be asked before a firm quote, in the order of `MISSING` (Q3)."""
    if facts.kind not in (*INQUIRIES, "sample_request"):
        return ()
    # A sample needs an address whatever the term of the goods is.
    leaves = facts.incoterm in LEAVES_WITH_US and facts.kind != "sample_request"
    known = {
        "product": bool(facts.skus or facts.groups),
        "specification": facts.definite,
        "quantity": facts.quantified,
        "destination": facts.destination is not None or leaves,
        "company": facts.company is not None,
        "contact": bool(facts.phones or facts.address),
    }
    return tuple(code for code in MISSING if not known[code])


def _sample(
    facts: Facts, products: Mapping[str, Product], customer: KnownCustomer | None
) -> SampleDecision | None:
    """Whether to send a sample and who pays (S1–S3)."""
    if not facts.asks_sample:
        return None
    if facts.authenticity == "suspicious" or (customer is not None and customer.blacklisted):
        return "decline"
    if customer is not None and customer.running:
        return "send_free"
    if not facts.skus:
        return "quote_instead"
    if facts.authenticity == "unverified":
        return "verify_first"
    trades = "uses_trade_terms" in facts.signals or "exact_model" in facts.signals
    if trades and _cheap_and_few(facts, products):
        return "buyer_pays_freight"
    return "buyer_pays_sample_and_freight"


def _cheap_and_few(facts: Facts, products: Mapping[str, Product]) -> bool:
    limits = _judging()["samples"]
    prices = [products[sku].unit_price_usd for sku in facts.skus if sku in products]
    dear = any(price is None or price > Decimal(limits["cheap_up_to_usd"]) for price in prices)
    pieces = max((one.quantity for one in facts.wanted if one.quantity is not None), default=1)
    return (not dear and pieces <= limits["few_up_to_pieces"]
            and len(facts.skus) <= limits["few_up_to_products"])  # fmt: skip


def _step(facts: Facts, lacking: Collection[str], sample: SampleDecision | None) -> NextStep:
    """What to do first; the first line that fits (Q2–Q5, R1)."""
    if facts.authenticity == "suspicious":
        return "alert_fraud"
    if facts.kind == "not_inquiry":
        return "ignore"
    if facts.kind == "complaint":
        return "handle_complaint"
    if "bank_change" in facts.signals:
        return "verify_identity"
    if facts.kind == "follow_up":
        return "reply_thread"
    if facts.kind == "sample_request":
        if sample == "verify_first":
            return "verify_identity"
        return "ask_missing" if lacking or sample == "quote_instead" else "quote"
    if "no_company_details" in facts.signals:
        return "six_questions"
    if facts.kind == "inquiry_generic":
        return "quick_acknowledge"
    if facts.authenticity == "unverified" and any(one in facts.signals for one in _WARNINGS):
        return "verify_identity"
    return "ask_missing" if lacking else "quote"


@cache
def _judging() -> Any:
    return read("reading/judging.yaml")
