"""What a mail says by what people corrected, and what follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

import numpy as np

from kehu.desk.grading.book import the_book
from kehu.desk.inquiries.catalogue import products_of
from kehu.desk.inquiries.known_to_us import told_of
from kehu.desk.inquiries.models import Mail
from kehu.reading.catalogue import Product
from kehu.reading.decisions import Decision, NextStep, SampleDecision, decide
from kehu.reading.facts import Facts, from_plain
from kehu.reading.known import KnownCustomer
from kehu.reading.priority import Priority, priority
from kehu.reading.replies import market_of

# What a person may decide otherwise than the rules do, beside the facts.
STEP, SAMPLE = "next_step", "sample_decision"


@dataclass(frozen=True)
class Understood:
    """A mail's facts and what is to be done: as proposed, and with what was set right."""

    proposed: Facts
    facts: Facts
    corrected: Mapping[str, Any]
    customer: KnownCustomer | None

    @property
    def country(self) -> str | None:
        """Where the buyer is: by the mail, else by what we know of the customer."""
        return self.facts.country or (self.customer.country if self.customer else None)

    @cached_property
    def products(self) -> Mapping[str, Product]:
        """Those named, by sku."""
        return products_of({*self.facts.skus, *self.proposed.skus})

    @cached_property
    def decision(self) -> Decision:
        decided = decide(self.facts, self.products, self.customer)
        step = cast(NextStep, self.corrected.get(STEP) or decided.step)
        sample = cast(SampleDecision | None, self.corrected.get(SAMPLE, decided.sample))
        return replace(decided, step=step, sample=sample)

    @cached_property
    def proposed_decision(self) -> Decision:
        return decide(self.proposed, self.products, self.customer)

    def priority(self, waiting_days: float) -> Priority:
        return priority(self.facts, self.decision.step, self.products, self.customer,
                        market_share(self.country), waiting_days)  # fmt: skip


def understood(mail: Mail) -> Understood:
    """Of a mail that was read."""
    customer = mail.thread.customer
    return Understood(
        proposed=from_plain(mail.reading.facts),
        facts=from_plain({**mail.reading.facts, **(corrected := corrections_of(mail))}),
        corrected=corrected,
        customer=told_of(customer) if customer else None,
    )


def corrections_of(mail: Mail) -> dict[str, Any]:
    """The newest correction of each field."""
    rows = mail.corrections.order_by("at", "pk").values_list("field", "value")
    return dict(rows)


def market_share(country: str | None) -> float:
    """How much of our sales of the last twelve months went to a country's market, 0 to 1."""
    market, book = market_of(country), the_book()
    if market is None or "market" not in book.worded or "purchases_12m" not in book.numbers:
        return 0.0
    sold = np.nan_to_num(book.number("purchases_12m")).clip(min=0)
    there = book.words("market") == book.position(market)
    return float(sold[there].sum() / sold.sum()) if sold.sum() else 0.0
