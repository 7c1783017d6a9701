"""Orders of buyers who may stop after any order: (M)BG/CNBD-k, of which k = 1 is (M)BG/NBD.

A buyer orders at a rate of its own, every k-th tick of a Poisson clock being an order (k = 1:
without rhythm; the greater k, the more regular), and after each order stops for good with a chance
of its own; in the modified models also after the first. Rates are Gamma(r, alpha) among buyers,
chances to stop Beta(a, b).

BG/NBD: Fader, Hardie, Lee 2005, "Counting your customers the easy way", Marketing Science 24(2).
MBG/NBD: Batislam, Denizel, Filiztekin 2007, Int. J. of Research in Marketing 24(3), and Hoppe,
Wagner 2007, Marketing JRM 3(2). (M)BG/CNBD-k: Platzer, Reutterer 2016, "Ticking away the moments",
Marketing Science 35(5), and Reutterer, Platzer, Schröder 2021, Int. J. of Research in Marketing
38(2).
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.special import betaln, gammaln, psi

from kehu.engine.forecasts.histories import Floats, Histories, Ints
from kehu.engine.forecasts.logs import log_sum
from kehu.engine.forecasts.orders_ahead import Ahead, orders_ahead

_Part = tuple[Floats, Floats]  # the log of what a history's likelihood is made of, its gradient


@dataclass(frozen=True)
class CNBD:
    """Which model of the family: ticks an order, and whether one may stop after the first order."""

    k: int = 1
    modified: bool = False

    names = ("r", "alpha", "a", "b")

    def log_likelihood(self, parameters: Floats, of: Histories) -> tuple[Floats, Floats]:
        """Of each history its log-likelihood, and its gradient: (4, n), by r, alpha, a, b.

        Without what no parameter changes, `constant`.
        """
        (alive, by_alive), (gone, by_gone) = self._both(parameters, of)
        whole = np.logaddexp(alive, gone)
        weight = np.exp(gone - whole)
        return whole, by_alive + (by_gone - by_alive) * weight

    def constant(self, of: Histories) -> float:
        """What the gaps of all histories add, given k: (k-1) log(gap) - log((k-1)!) for each."""
        gaps = float(of.repeats @ of.weight)
        return (self.k - 1) * of.log_gaps - gaps * float(gammaln(self.k))

    def p_active(self, parameters: Floats, of: Histories) -> Floats:
        """The chance that the buyer has not stopped, given the history."""
        (alive, _), (gone, _) = self._both(parameters, of)
        return 1.0 / (1.0 + np.exp(gone - alive))

    def ahead(self, parameters: Floats, of: Histories, time: float) -> Ahead:
        """Orders in a time to come, given the history: their mean and spread."""
        _, alpha, a, b = parameters
        terms, shape = self._ticks_since(parameters, of)
        share = np.exp(terms - log_sum(terms))
        kept = of.repeats + self.modified
        rate = of.by_age(lambda age: alpha + age)
        return orders_ahead(
            self.p_active(parameters, of), share, shape, rate, a, b + kept, self.k, time
        )

    # ---- parts -------------------------------------------------------------------------------

    def _both(self, parameters: Floats, of: Histories) -> tuple[_Part, _Part]:
        """`_alive` and `_gone`, once for each pair there is where two numbers of a history tell."""
        alive = (_looked_up(self._alive(parameters, of.without_last[0]), of.without_last[1])
                 if self.k == 1 else self._alive(parameters, of))  # fmt: skip
        return alive, _looked_up(self._gone(parameters, of.without_age[0]), of.without_age[1])

    def _alive(self, parameters: Floats, of: Histories) -> tuple[Floats, Floats]:
        """No order so far was followed by a stop, and fewer than k ticks came since the last."""
        r, alpha, a, b = parameters
        ticks, shape = self._ticks_since(parameters, of)
        value = ticks[0] if self.k == 1 else log_sum(ticks)
        share = np.exp(ticks - value)
        mean_shape = (share * shape).sum(axis=0)
        by_r = self._psi_of_shape(share, r, of) - psi(r) + of.by_age(lambda t: -np.log1p(t / alpha))
        by_alpha = r / alpha - mean_shape * of.by_age(lambda t: 1.0 / (alpha + t))

        def coins(x: Floats) -> Floats:
            kept = x + self.modified
            both = psi(a + b) - psi(a + b + kept)
            return np.array(
                [betaln(a, b + kept) - betaln(a, b), both, both + psi(b + kept) - psi(b)]
            )

        value_of_coins, by_a, by_b = of.by_repeats(coins)
        return value + value_of_coins, np.array([by_r, by_alpha, by_a, by_b])

    def _ticks_since(self, parameters: Floats, of: Histories) -> tuple[Floats, Floats]:
        """For j = 0 … k-1 ticks since the last order, the log of rates and ticks averaged over
        buyers, and the shape of the rate's distribution then: (k, n) each."""
        r, alpha, _, _ = parameters
        log_rate = of.by_age(lambda age: np.log(alpha + age))
        ticks = np.empty((self.k, len(of)))
        shape = np.empty((self.k, len(of)))
        for j in range(self.k):

            def by_repeats(x: Floats, j: int = j) -> Floats:
                after = r + self.k * x + j
                return np.array([after, gammaln(after) - gammaln(r) - gammaln(j + 1)])

            shape[j], rates = of.by_repeats(by_repeats)
            times = of.by_since(partial(_log_power, j=j))
            ticks[j] = rates + r * np.log(alpha) - shape[j] * log_rate + times
        return ticks, shape

    def _psi_of_shape(self, share: Floats, r: float, of: Histories) -> Floats:
        whole = np.zeros(len(of))
        for j in range(self.k):
            whole += share[j] * of.by_repeats(partial(self._psi, r + j))
        return whole

    def _psi(self, of: float, x: Floats) -> Floats:
        found: Floats = psi(of + self.k * x)
        return found

    def _gone(self, parameters: Floats, of: Histories) -> tuple[Floats, Floats]:
        """The last order was followed by a stop: impossible where nobody could stop yet."""
        r, alpha, a, b = parameters

        def by_repeats(x: Floats) -> Floats:
            kept = x + self.modified  # coins thrown, of which the last one fell
            before = np.maximum(kept, 1) - 1.0
            shape = r + self.k * x
            value = betaln(a + 1, b + before) - betaln(a, b) + gammaln(shape) - gammaln(r)
            both = psi(a + b) - psi(a + b + before + 1)
            return np.array(
                [np.where(kept > 0, value, -np.inf), shape, psi(shape) - psi(r),
                 both + psi(a + 1) - psi(a), both + psi(b + before) - psi(b)]
            )  # fmt: skip

        value, shape, by_r, by_a, by_b = of.by_repeats(by_repeats)
        log_rate, inverse = of.by_last(lambda t: np.array([np.log(alpha + t), 1.0 / (alpha + t)]))
        value = value + r * np.log(alpha) - shape * log_rate
        by_r = by_r + np.log(alpha) - log_rate
        return value, np.array([by_r, r / alpha - shape * inverse, by_a, by_b])


def _looked_up(part: _Part, at: Ints) -> _Part:
    return part[0][at], np.take(part[1], at, axis=1)


def _log_power(time: Floats, j: int) -> Floats:
    """log(time^j), where no time at all gives no tick."""
    if j == 0:
        return np.zeros_like(time)
    with np.errstate(divide="ignore"):
        return j * np.log(time)
