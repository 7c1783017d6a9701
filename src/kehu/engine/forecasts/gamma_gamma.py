"""What a buyer's orders are worth on the average: Gamma-Gamma.

A buyer's orders are Gamma(p, nu) distributed, nu is Gamma(q, gamma) among buyers and has nothing to
do with how often they order. Fader, Hardie 2013, "The Gamma-Gamma model of monetary value";
Fader, Hardie, Lee 2005, "RFM and CLV", Journal of Marketing Research 42(4).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import gammaln, psi

from kehu.engine.forecasts.histories import ENOUGH, Floats, Ints, every, slices


@dataclass(frozen=True)
class Spend:
    """Buyers' mean amounts of an order, all above zero, over how many orders each, `count`."""

    count: Ints
    mean: Floats

    @cached_property
    def weight(self) -> Floats:
        return np.ones_like(self.mean)

    def thinned(self) -> "Spend":
        """About `ENOUGH` of them, every so-and-so-manieth."""
        rows, _ = every(self.weight, ENOUGH)
        return self if len(rows) == len(self.mean) else Spend(self.count[rows], self.mean[rows])

    def parts(self) -> Iterator["Spend"]:
        """`NEAR` buyers at a time."""
        for rows in slices(len(self.mean)):
            yield Spend(self.count[rows], self.mean[rows])

    @cached_property
    def log_mean(self) -> Floats:
        return np.log(self.mean)

    @cached_property
    def total(self) -> Floats:
        return self.count * self.mean


@dataclass(frozen=True)
class GammaGamma:
    """The model, which has no choices."""

    names = ("p", "q", "gamma")

    def log_likelihood(self, parameters: Floats, of: Spend) -> tuple[Floats, Floats]:
        """Of each buyer its log-likelihood, and its gradient: (3, n), by p, q, gamma."""
        p, q, gamma = parameters
        x = np.arange(1, of.count.max(initial=1) + 1.0)  # functions of the count, looked up
        px, at = p * x, of.count - 1
        value = gammaln(px + q) - gammaln(px) - gammaln(q) + q * np.log(gamma) + px * np.log(x)
        by_p, both = x * (psi(px + q) - psi(px) + np.log(x)), psi(px + q) - psi(q)
        rate = gamma + of.total
        log_rate, shape = np.log(rate), px[at] + q
        value = value[at] + (px[at] - 1) * of.log_mean - shape * log_rate
        gradient = [
            by_p[at] + of.count * (of.log_mean - log_rate),
            both[at] + np.log(gamma) - log_rate,
            q / gamma - shape / rate,
        ]
        return value, np.array(gradient)

    def constant(self, of: Spend) -> float:
        """Nothing."""
        return 0.0
