"""How soon a mail wants an answer: 0 to 100, each part shown (Q8)."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from kehu.reading.authenticity.judging import Authenticity
from kehu.reading.catalogue import Product
from kehu.reading.decisions import NextStep
from kehu.reading.facts import Facts, Wanted
from kehu.reading.known import KnownCustomer
from kehu.rulebook import read

_TRUST: dict[Authenticity, float] = {"likely_genuine": 1.0, "unverified": 0.4, "suspicious": 0.0}


@dataclass(frozen=True)
class Priority:
    """The parts, each up to its weight in `rulebook/reading/judging.yaml`; `total` is their sum."""

    value: float
    fit: float
    authenticity: float
    market: float
    waiting: float

    @property
    def total(self) -> int:
        return round(self.value + self.fit + self.authenticity + self.market + self.waiting)


NONE = Priority(0, 0, 0, 0, 0)


def priority(
    facts: Facts, step: NextStep, products: Mapping[str, Product], customer: KnownCustomer | None,
    market_share: float, waiting_days: float,
) -> Priority:  # fmt: skip
    """Weigh a mail. `market_share` is how much of our sales go to the sender's market, 0 to 1;
    `waiting_days` since it came. Mails to be ignored have none."""
    if step == "ignore":
        return NONE
    rules = _rules()
    fit = 1.0 if facts.skus else 0.5 if facts.groups else 0.0
    won = customer is not None and customer.won
    return Priority(
        value=rules["value"] * (1.0 if won else _worth(facts, products, rules)),
        fit=rules["fit"] * (1.0 if won else fit),
        authenticity=rules["authenticity"] * _TRUST[facts.authenticity],
        market=rules["market"] * min(max(market_share, 0), 1),
        waiting=waiting_part(waiting_days),
    )


def waiting_part(days: float) -> float:
    """What waiting adds, up to its weight."""
    rules = _rules()
    part: float = rules["waiting"] * min(max(days, 0) / rules["full_waiting_days"], 1)
    return part


def _worth(facts: Facts, products: Mapping[str, Product], rules: dict[str, float]) -> float:
    """By quantity × our price, between the smallest and the full value on a logarithmic scale."""
    worth = sum(_of_line(one, products, rules) for one in facts.wanted)
    least, most = rules["smallest_value_usd"], rules["full_value_usd"]
    if worth <= least:
        return 0.1 if facts.quantified else 0.0
    return min(math.log(worth / least) / math.log(most / least), 1.0)


def _of_line(line: Wanted, products: Mapping[str, Product], rules: dict[str, float]) -> float:
    """US dollars; a container counts as half of a full value."""
    if line.quantity is None:
        return 0.0
    if line.in_containers:
        return line.quantity * rules["full_value_usd"] / 2
    prices = [products[sku].unit_price_usd for sku in line.skus if sku in products]
    return line.quantity * float(min((price for price in prices if price), default=0))


@cache
def _rules() -> Any:
    return read("reading/judging.yaml")["priority"]
