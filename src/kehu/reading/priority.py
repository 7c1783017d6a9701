"""How soon a mail wants an answer: 0 to 100, each part shown (Q8)."""

import math
from dataclasses import dataclass
from functools import cache
from typing import Any

from kehu.reading.authenticity.judging import Authenticity
from kehu.reading.catalogue import Product
from kehu.reading.decisions import NextStep
from kehu.reading.known import KnownCustomer
from kehu.reading.understood import Goods
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
    step: NextStep, goods: Goods, products: tuple[Product, ...], trust: Authenticity,
    customer: KnownCustomer | None, market_share: float, waiting_days: float,
) -> Priority:  # fmt: skip
    """Weigh a mail. `market_share` is how much of our sales go to the sender's market, 0 to 1;
    `waiting_days` since it came. Mails to be ignored have none."""
    if step == "ignore":
        return NONE
    rules = _rules()
    fit = 1.0 if goods.products else 0.5 if goods.groups else 0.0
    running = customer is not None and customer.won
    return Priority(
        value=rules["value"] * (1.0 if running else _worth(goods, products, rules)),
        fit=rules["fit"] * (1.0 if running else fit),
        authenticity=rules["authenticity"] * _TRUST[trust],
        market=rules["market"] * min(max(market_share, 0), 1),
        waiting=rules["waiting"] * min(max(waiting_days, 0) / rules["full_waiting_days"], 1),
    )


def _worth(goods: Goods, products: tuple[Product, ...], rules: dict[str, float]) -> float:
    """By quantity × our price, between the smallest and the full value on a logarithmic scale."""
    worth = 0.0
    by_sku = {products[number].sku: products[number] for number in goods.products}
    for line in goods.lines:
        prices = [by_sku[sku].unit_price_usd for sku in line.skus if by_sku[sku].unit_price_usd]
        if line.quantity is not None and prices and not line.quantity.value.unit[:2].isdigit():
            worth += line.quantity.value.number * float(min(price for price in prices if price))
        elif line.quantity is not None and line.quantity.value.unit[:2].isdigit():
            worth += rules["full_value_usd"] / 2 * line.quantity.value.number  # containers
    least, most = rules["smallest_value_usd"], rules["full_value_usd"]
    if worth <= least:
        return 0.1 if goods.quantities else 0.0
    return min(math.log(worth / least) / math.log(most / least), 1.0)


@cache
def _rules() -> Any:
    return read("reading/judging.yaml")["priority"]
