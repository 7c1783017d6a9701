"""Where one customer stands among all, and where it would stand if its figures changed.

The same formulas as `engine.standings`, over arrays instead of a table, so that a search can ask
them a thousand times; a test holds the two together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kehu.engine.forecasts.buying import Buying
from kehu.engine.forecasts.single import p_active_of

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Others:
    """One figure of all other customers, ascending, with running sums of the positive part.

    `ids_before` is 1 where the other's id comes before this customer's, which decides equals.
    """

    values: Floats
    sums: Floats
    ids_before: Floats

    @classmethod
    def of(cls, values: Floats, sorts_before: NDArray[np.bool_]) -> "Others":
        """`sorts_before` tells of each other customer whether its id comes before this one's."""
        order = np.argsort(values, kind="stable")
        positive = np.maximum(values[order], 0.0)
        sums = np.concatenate([[0.0], np.cumsum(positive)])
        return cls(values[order], sums, sorts_before[order].astype(np.float64))

    def share_before(self, own: float) -> float | None:
        """Share of the sum that greater values (and equal ones with a smaller id) make up."""
        if own <= 0:
            return None
        above = np.searchsorted(self.values, own, side="right")
        first = np.searchsorted(self.values, own, side="left")
        ties = float(self.ids_before[first:above].sum()) * own
        whole = float(self.sums[-1]) + own
        return round((float(self.sums[-1] - self.sums[above]) + ties) / whole, 12)

    def not_above(self, own: float) -> int:
        """How many of the values are not above this one."""
        return int(np.searchsorted(self.values, own, side="right"))


@dataclass(frozen=True)
class Ranks:
    """All other customers' purchases and profits of 12 months, the usual order amount, and the
    model of orders fitted to all, which a change of one customer leaves as it is."""

    purchases: Others
    profits: Others
    buyers_purchases: Others
    buyers_profits: Others
    usual_order_amount: float | None
    buying: Buying | None

    @classmethod
    def of(
        cls,
        purchases: Floats,
        profits: Floats,
        sorts_before: NDArray[np.bool_],
        usual_order_amount: float | None,
        buying: Buying | None,
    ) -> "Ranks":
        """From figures of all customers but this one, one entry a customer."""
        buys = purchases > 0
        return cls(
            Others.of(purchases, sorts_before),
            Others.of(profits, sorts_before),
            Others.of(purchases[buys], sorts_before[buys]),
            Others.of(profits[buys], sorts_before[buys]),
            usual_order_amount,
            buying,
        )

    def stand(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values with their standings computed anew."""
        purchases, profit = float(values["purchases_12m"] or 0), float(values["profit_12m"] or 0)
        median, usual = values["median_order_amount"], self.usual_order_amount
        buys, buyers = purchases > 0, len(self.buyers_purchases.values) + 1
        return {
            **values,
            "profit_share_before": self.profits.share_before(profit),
            "purchases_share_before": self.purchases.share_before(purchases),
            "amount_part": _part(self.buyers_purchases, purchases, buyers) if buys else None,
            "profit_part": _part(self.buyers_profits, profit, buyers) if buys else None,
            "order_size_ratio": round(median / usual, 12) if median is not None and usual else None,
            "p_active": p_active_of(self.buying, values),
        }


def _part(others: Others, own: float, buyers: int) -> float:
    return round(100.0 * (others.not_above(own) + 1) / buyers, 12)
