"""What the orders to come are worth: the amount of an order, and of all within a year."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from kehu.engine.forecasts.arithmetic import (
    Number,
    exp,
    greatest,
    least,
    log,
    normal_quantile,
    where,
)
from kehu.engine.forecasts.fitting import fit
from kehu.engine.forecasts.gamma_gamma import GammaGamma, Spend
from kehu.engine.forecasts.histories import Floats

_LEAST_SHAPE = 0.25  # of a variance that the model says is endless


@dataclass(frozen=True)
class Spending:
    """A Gamma-Gamma model; `gamma` is in base currency."""

    p: Number
    q: Number
    gamma: Number
    log_likelihood: float
    customers: int

    def as_json(self) -> dict[str, Any]:
        """Plain values, out of which `of_json` makes it again."""
        return asdict(self)

    @classmethod
    def of_json(cls, plain: Mapping[str, Any]) -> "Spending":
        """Out of what `as_json` made."""
        return cls(**plain)

    def mean(self, count: Number, amount: Number) -> Number:
        """What an order of the customer is expected to be worth (Fader, Hardie 2013, equation 5).

        `amount` is the mean of `count` orders so far, base currency.
        """
        shape = greatest(self.p * count + self.q - 1.0, _LEAST_SHAPE)
        return self.p * (self.gamma + count * amount) / shape

    def mean_square(self, count: Number, amount: Number) -> Number:
        """The mean of the square of that mean, as it is not known exactly: nu is Gamma distributed
        given the orders so far, so that p / nu has these two moments."""
        once = greatest(self.p * count + self.q - 1.0, _LEAST_SHAPE)
        twice = greatest(self.p * count + self.q - 2.0, _LEAST_SHAPE)
        return (self.p * (self.gamma + count * amount)) ** 2 / (once * twice)


def fit_spending(count: Floats, amount: Floats) -> Spending:
    """From the mean amounts above zero of customers who ordered again, over `count` days each.

    Raises KehuError `not_identified`.
    """
    scale = float(np.mean(amount))
    found = fit(GammaGamma(), Spend(count.astype(np.int64), amount / scale))
    p, q, gamma = map(float, found.parameters)
    likelihood = found.log_likelihood - found.customers * float(np.log(scale))
    return Spending(p, q, gamma * scale, likelihood, found.customers)


def all_alike(amount: Floats) -> Spending:
    """Of customers whose amounts differ too little to tell a model by: every order is worth the
    mean."""
    steady, many = 1e3, 1e6
    mean = float(np.mean(amount))
    return Spending(steady, many, mean * (many - 1) / steady, 0.0, len(amount))


def value_below(
    share: float, orders: Number, square: Number, some: Number, mean: Number, mean_square: Number,
    p: Number,
) -> Number:  # fmt: skip
    """The value that the orders to come stay below with a chance of `share`.

    `orders`, `square` and `some` are mean, mean square and chance of any of their number; `mean`
    and `mean_square` belong to the amount of one. The sum of a number of Gamma(p) amounts has mean
    and square below; where there are any, it is taken for log-normal with these two moments.
    """
    worth = orders * mean / some
    worth_square = mean_square * (orders / p + square) / some
    spread = log(greatest(worth_square / worth**2, 1.0 + 1e-9))
    of_some = (share - (1.0 - some)) / some
    within = least(greatest(of_some, 0.005), 0.995)
    value = exp(log(worth) - spread / 2.0 + spread**0.5 * normal_quantile(within))
    return where(of_some > 0.0, value, 0.0)
