"""Orders of buyers who may stop after any order: (M)BG/CNBD-k, of which k = 1 is (M)BG/NBD.

A buyer orders at a rate of its own, every k-th tick of a Poisson clock being an order (k = 1:
without rhythm; the greater k, the more regular), and after each order stops for good with a chance
of its own; in the modified models also after the first. Rates are Gamma(r, alpha) among buyers,
chances to stop Beta(a, b).

BG/NBD: Fader, Hardie, Lee 2005, "Counting your customers the easy way", Marketing Science 24(2).
MBG/NBD: Batislam, Denizel, Filiztekin 2007, Int. J. of Research in Marketing 24(3), and Hoppe,
Wagner 2007, Marketing JRM 3(2). (M)BG/CNBD-k: Platzer, Reutterer 2016, "Ticking away the moments",
Marketing Science 35(5), equations 7 to 12.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, gammaln, logsumexp, psi

from kehu.engine.forecasts.histories import Histories

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class CNBD:
    """Which model of the family: ticks an order, and whether one may stop after the first order."""

    k: int = 1
    modified: bool = False

    names = ("r", "alpha", "a", "b")

    def log_likelihood(self, parameters: Floats, of: Histories) -> tuple[Floats, Floats]:
        """Of each history its log-likelihood, and its gradient: (4, n), by r, alpha, a, b."""
        r, alpha, a, b = parameters
        alive, by_alive = self._alive(r, alpha, a, b, of)
        gone, by_gone = self._gone(r, alpha, a, b, of)
        whole = np.logaddexp(alive, gone)
        weight = np.exp(gone - whole)
        gradient = by_alive * (1.0 - weight) + np.where(weight > 0, by_gone, 0.0) * weight
        return whole, gradient

    def p_active(self, parameters: Floats, of: Histories) -> Floats:
        """The chance that the buyer has not stopped, given the history."""
        alive, _ = self._alive(*parameters, of)
        gone, _ = self._gone(*parameters, of)
        return 1.0 / (1.0 + np.exp(gone - alive))

    # ---- parts -------------------------------------------------------------------------------

    def _alive(
        self, r: float, alpha: float, a: float, b: float, of: Histories
    ) -> tuple[Floats, Floats]:
        """All orders so far were followed by none of the stops, and fewer than k ticks since."""
        kept = of.repeats + self.modified
        terms = self._ticks_since(r, alpha, of)
        ticks = logsumexp(terms, axis=0)
        share = np.exp(terms - ticks)
        j = np.arange(self.k)[:, None]
        shape = r + self.k * of.repeats + j
        by_r = (share * psi(shape)).sum(axis=0) - psi(r) + np.log(alpha) - np.log(alpha + of.age)
        by_alpha = r / alpha - (share * shape).sum(axis=0) / (alpha + of.age)
        by_a = psi(a + b) - psi(a + b + kept)
        by_b = psi(b + kept) - psi(a + b + kept) + psi(a + b) - psi(b)
        value = betaln(a, b + kept) - betaln(a, b) + ticks
        return value, np.array([by_r, by_alpha, by_a, by_b])

    def _ticks_since(self, r: float, alpha: float, of: Histories) -> Floats:
        """For j = 0 … k-1 ticks since the last order, the log of rate and ticks averaged: (k, n)."""
        j = np.arange(self.k)[:, None]
        shape = r + self.k * of.repeats + j
        since = of.age - of.last
        with np.errstate(divide="ignore"):  # no time since: no tick
            ticks = np.where(j > 0, j * np.log(np.maximum(since, 0.0)), 0.0)
        return (
            gammaln(shape) - gammaln(r) + r * np.log(alpha) - shape * np.log(alpha + of.age)
            + ticks - gammaln(j + 1)
        )  # fmt: skip

    def _gone(
        self, r: float, alpha: float, a: float, b: float, of: Histories
    ) -> tuple[Floats, Floats]:
        """The last order was followed by a stop."""
        kept = of.repeats + self.modified  # coins thrown, of which the last one fell
        shape = r + self.k * of.repeats
        value = (
            betaln(a + 1, b + kept - 1) - betaln(a, b)
            + gammaln(shape) - gammaln(r) + r * np.log(alpha) - shape * np.log(alpha + of.last)
        )  # fmt: skip
        by_r = psi(shape) - psi(r) + np.log(alpha) - np.log(alpha + of.last)
        by_alpha = r / alpha - shape / (alpha + of.last)
        by_a = psi(a + 1) - psi(a + b + kept) - psi(a) + psi(a + b)
        by_b = psi(b + kept - 1) - psi(a + b + kept) + psi(a + b) - psi(b)
        possible = kept > 0
        gradient = np.where(possible, np.array([by_r, by_alpha, by_a, by_b]), 0.0)
        return np.where(possible, value, -np.inf), gradient
