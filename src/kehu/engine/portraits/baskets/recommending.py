"""What goes with what a customer has bought, and why: rules put to use."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from kehu.engine.portraits.baskets.rules import Rules
from kehu.words import Lang, say


@dataclass(frozen=True)
class Recommendation:
    """An item that goes with items a customer has bought (`because`), by the best rule that fits.

    Of `orders_bought` orders with those items `orders_both` held this one too; `likely` is that
    share, drawn to the usual as far as the orders are few.
    """

    item: str
    because: tuple[str, ...]
    orders_bought: int
    orders_both: int
    likely: float
    lift: float
    q_value: float

    def reason(self, names: Mapping[str, str], lang: Lang) -> str:
        """In words; `names` by item."""
        bought = say("basket_joint", lang).join(names[one] for one in self.because)
        return say(
            "basket_reason", lang, bought=bought, also=names[self.item],
            orders=self.orders_bought, both=self.orders_both,
        )  # fmt: skip


def recommended_for(
    bought: Collection[str], rules: Rules, closed: Collection[str] = ()
) -> list[Recommendation]:
    """Items not bought and not closed that go with those bought, the likeliest first.

    `rules` are those that are `believed`. Of equals the first by code point.
    Where products are too few to tell, ask the rules of categories with the categories bought.
    """
    has, no = (np.array([item in some for item in rules.items]) for some in (bought, closed))
    holds = np.append(has, True)[rules.bought].all(axis=1)  # NOTHING is the last
    new = ~(has | no)[rules.also]
    fits = np.flatnonzero(holds & new)
    usual = rules.orders_also[fits] / rules.orders
    likely = rules.shrunken_lift[fits] * usual
    best: dict[str, Recommendation] = {}
    for place in np.lexsort((fits, rules.also[fits], -likely)):
        rule = int(fits[place])
        item = rules.items[rules.also[rule]]
        if item not in best:
            best[item] = _recommended(rules, rule, item, float(likely[place]))
    return list(best.values())


def _recommended(rules: Rules, rule: int, item: str, likely: float) -> Recommendation:
    return Recommendation(
        item=item,
        because=rules.names_bought(rule),
        orders_bought=int(rules.orders_bought[rule]),
        orders_both=int(rules.orders_both[rule]),
        likely=likely,
        lift=float(rules.lift[rule]),
        q_value=float(rules.q_value[rule]),
    )
