"""Orders of buyers who may stop at any time: Pareto/NBD.

A buyer orders without rhythm at a rate of its own until it stops at a moment of its own. Rates are
Gamma(r, alpha) among buyers, rates of stopping Gamma(s, beta). Schmittlein, Morrison, Colombo 1987,
"Counting your customers", Management Science 33(1); Fader, Hardie 2005, "A note on deriving the
Pareto/NBD model", equations 15 to 19.

Their likelihood holds the difference of two hypergeometric functions, which cancel each other where
buyers have ordered often. Here stands the integral that they solve, over the moment of stopping:
its integrand is positive and smooth, so Gauss and Legendre's points sum it without loss, and the
gradient with it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, logsumexp, psi

from kehu.engine.forecasts.histories import Histories

Floats = NDArray[np.float64]
_POINTS, _WEIGHTS = np.polynomial.legendre.leggauss(48)
_FAR = 60.0  # e-folds after which nothing is left of the integrand


@dataclass(frozen=True)
class ParetoNBD:
    """The model, which has no choices."""

    names = ("r", "alpha", "s", "beta")

    def log_likelihood(self, parameters: Floats, of: Histories) -> tuple[Floats, Floats]:
        """Of each history its log-likelihood, and its gradient: (4, n), by r, alpha, s, beta."""
        r, alpha, s, beta = parameters
        before = gammaln(r + of.repeats) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
        alive, by_alive = self._alive(r, alpha, s, beta, of)
        gone, by_gone = self._gone(r, alpha, s, beta, of)
        whole = np.logaddexp(alive, gone)
        weight = np.exp(gone - whole)
        of_both = np.array(
            [psi(r + of.repeats) - psi(r) + np.log(alpha), np.full(len(whole), r / alpha),
             np.full(len(whole), np.log(beta)), np.full(len(whole), s / beta)]
        )  # fmt: skip
        return before + whole, of_both + by_alive * (1.0 - weight) + by_gone * weight

    def p_active(self, parameters: Floats, of: Histories) -> Floats:
        """The chance that the buyer has not stopped, given the history."""
        alive, _ = self._alive(*parameters, of)
        gone, _ = self._gone(*parameters, of)
        return 1.0 / (1.0 + np.exp(gone - alive))

    # ---- parts, without what both have -------------------------------------------------------

    def _alive(
        self, r: float, alpha: float, s: float, beta: float, of: Histories
    ) -> tuple[Floats, Floats]:
        shape = r + of.repeats
        value = -shape * np.log(alpha + of.age) - s * np.log(beta + of.age)
        gradient = np.array(
            [-np.log(alpha + of.age), -shape / (alpha + of.age), -np.log(beta + of.age),
             -s / (beta + of.age)]
        )  # fmt: skip
        return value, gradient

    def _gone(
        self, r: float, alpha: float, s: float, beta: float, of: Histories
    ) -> tuple[Floats, Floats]:
        """Stopped at u after the last order: s (alpha+u)^-(r+x) (beta+u)^-(s+1), over u.

        In v, the logarithm of (alpha+u) over (alpha+last), it falls like exp(-v (r+x-1)) at least.
        """
        shape = r + of.repeats
        whole = np.log((alpha + of.age) / (alpha + of.last))
        reach = np.minimum(whole, _FAR / np.maximum(shape - 1.0, 0.5))
        half = reach / 2.0
        v = half * (_POINTS[:, None] + 1.0)
        u = (alpha + of.last) * np.exp(v) - alpha
        with np.errstate(divide="ignore"):
            width = np.log(half) + np.log(_WEIGHTS)[:, None]
        terms = (
            np.log(s) + width + np.log(alpha + u) - shape * np.log(alpha + u)
            - (s + 1.0) * np.log(beta + u)
        )  # fmt: skip
        value = logsumexp(terms, axis=0)
        possible = np.isfinite(value)
        share = np.exp(terms - np.where(possible, value, 0.0))
        gradient = np.array(
            [-(share * np.log(alpha + u)).sum(axis=0), -(share * (shape / (alpha + u))).sum(axis=0),
             1.0 / s - (share * np.log(beta + u)).sum(axis=0),
             -(share * ((s + 1.0) / (beta + u))).sum(axis=0)]
        )  # fmt: skip
        return value, np.where(possible, gradient, 0.0)
