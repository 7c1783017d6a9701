"""Orders of buyers who may stop at any time: Pareto/NBD.

A buyer orders without rhythm at a rate of its own until it stops at a moment of its own. Rates are
Gamma(r, alpha) among buyers, rates of stopping Gamma(s, beta). Schmittlein, Morrison, Colombo 1987,
"Counting your customers", Management Science 33(1); Fader, Hardie 2005, "A note on deriving the
Pareto/NBD model and related expressions".

Their likelihood holds the difference of two hypergeometric functions, which cancel each other where
buyers have ordered often. Here stands the integral that they solve, over the moment of stopping:
its integrand is positive and smooth, so Gauss and Legendre's points sum it without loss, and the
gradient with it.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, psi

from kehu.engine.forecasts.histories import Floats, Histories
from kehu.engine.forecasts.logs import log_sum
from kehu.engine.forecasts.orders_ahead import Ahead

_POINTS, _WEIGHTS = np.polynomial.legendre.leggauss(32)
_FAR = 36.0  # e-folds after which nothing is left of the integrand


@dataclass(frozen=True)
class ParetoNBD:
    """The model, which has no choices."""

    names = ("r", "alpha", "s", "beta")

    def log_likelihood(self, parameters: Floats, of: Histories) -> tuple[Floats, Floats]:
        """Of each history its log-likelihood, and its gradient: (4, n), by r, alpha, s, beta."""
        r, alpha, s, beta = parameters
        before, by_r = of.by_repeats(
            lambda x: np.array([gammaln(r + x) - gammaln(r), psi(r + x) - psi(r)])
        )
        alive, by_alive = self._alive(parameters, of)
        gone, by_gone = self._gone(parameters, of)
        whole = np.logaddexp(alive, gone)
        same = [np.full(len(of), one) for one in (r / alpha, np.log(beta), s / beta)]
        of_both = np.array([by_r + np.log(alpha), *same])
        value = before + r * np.log(alpha) + s * np.log(beta) + whole
        return value, of_both + by_alive + (by_gone - by_alive) * np.exp(gone - whole)

    def constant(self, of: Histories) -> float:
        """Nothing: the gaps between orders say nothing beside their number."""
        return 0.0

    def p_active(self, parameters: Floats, of: Histories) -> Floats:
        """The chance that the buyer has not stopped, given the history."""
        alive, _ = self._alive(parameters, of)
        gone, _ = self._gone(parameters, of)
        return 1.0 / (1.0 + np.exp(gone - alive))

    def ahead(self, parameters: Floats, of: Histories, time: float) -> Ahead:
        """Orders in a time to come, given the history: their mean and spread.

        A buyer who is there stops after a time that is Pareto(s, beta + age) distributed; given it,
        orders are negative binomial. Averaged over that time by the points of Gauss and Legendre,
        and the chance that it does not stop at all within `time`.
        """
        r, alpha, s, beta = parameters
        shape = r + of.repeats
        rate, still = alpha + of.age / of.unit, beta + of.age / of.unit
        u = time / 2.0 * (_POINTS[:, None] + 1.0)
        stops = s / still * np.exp(-(s + 1.0) * np.log1p(u / still)) * _WEIGHTS[:, None] * time / 2
        stays = np.exp(-s * np.log1p(time / still))
        mean = shape / rate * ((stops * u).sum(axis=0) + stays * time)
        of_squares = (stops * u**2).sum(axis=0) + stays * time**2
        square = mean + shape * (shape + 1.0) / rate**2 * of_squares
        none = (stops * np.exp(-shape * np.log1p(u / rate))).sum(axis=0)
        none += stays * np.exp(-shape * np.log1p(time / rate))
        active = self.p_active(parameters, of)
        return Ahead(active * mean, active * square, active * (1.0 - none))

    # ---- parts, without what both have -------------------------------------------------------

    def _alive(self, parameters: Floats, of: Histories) -> tuple[Floats, Floats]:
        r, alpha, s, beta = parameters
        shape = r + of.repeats
        log_rate, rate, log_still, still = of.by_age(
            lambda t: np.array(
                [np.log(alpha + t), 1 / (alpha + t), np.log(beta + t), 1 / (beta + t)]
            )
        )
        gradient = np.array([-log_rate, -shape * rate, -log_still, -s * still])
        return -shape * log_rate - s * log_still, gradient

    def _gone(self, parameters: Floats, of: Histories) -> tuple[Floats, Floats]:
        """Stopped at u after the last order: s (alpha+u)^-(r+x) (beta+u)^-(s+1), over u.

        In v, the logarithm of (alpha+u) over (alpha+last), it falls like exp(-v (r+x-1)) at least.
        """
        r, alpha, s, beta = parameters
        shape, last = r + of.repeats, alpha + of.last / of.unit
        whole = np.log1p((of.age - of.last) / of.unit / last)
        half = np.minimum(whole, _FAR / np.maximum(shape - 1.0, 0.5)) / 2.0
        rate = last * np.exp(half * (_POINTS[:, None] + 1.0))  # alpha + u
        still = rate - alpha + beta
        log_rate, log_still = np.log(rate), np.log(still)
        with np.errstate(divide="ignore"):  # no time since the last order: no time to stop in
            width = np.log(half) + np.log(_WEIGHTS)[:, None]
        terms = np.log(s) + width - (shape - 1.0) * log_rate - (s + 1.0) * log_still
        value = log_sum(terms)
        share = np.exp(terms - np.where(np.isfinite(value), value, 0.0))
        gradient = np.array(
            [-(share * log_rate).sum(axis=0), -(share * (shape / rate)).sum(axis=0),
             1.0 / s - (share * log_still).sum(axis=0), -(share * ((s + 1.0) / still)).sum(axis=0)]
        )  # fmt: skip
        return value, np.where(np.isfinite(value), gradient, 0.0)
