"""What a buyer's orders are worth on the average: Gamma-Gamma.

A buyer's orders are Gamma(p, nu) distributed, nu is Gamma(q, gamma) among buyers and has nothing to
do with how often they order. Fader, Hardie 2013, "The Gamma-Gamma model of monetary value";
Fader, Hardie, Lee 2005, "RFM and CLV", Journal of Marketing Research 42(4).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, psi

from kehu.engine.forecasts.histories import Floats


@dataclass(frozen=True)
class Spend:
    """Buyers' mean amounts of an order, all above zero, over how many orders each, `count`."""

    count: Floats
    mean: Floats

    @property
    def weight(self) -> Floats:
        return np.ones_like(self.mean)


@dataclass(frozen=True)
class GammaGamma:
    """The model, which has no choices."""

    names = ("p", "q", "gamma")

    def log_likelihood(self, parameters: Floats, of: Spend) -> tuple[Floats, Floats]:
        """Of each buyer its log-likelihood, and its gradient: (3, n), by p, q, gamma."""
        p, q, gamma = parameters
        x, z = of.count, of.mean
        px, log_all = p * x, np.log(gamma + x * z)
        value = (
            gammaln(px + q) - gammaln(px) - gammaln(q) + q * np.log(gamma) + (px - 1) * np.log(z)
            + px * np.log(x) - (px + q) * log_all
        )  # fmt: skip
        both = psi(px + q)
        by_p = x * (both - psi(px) + np.log(z) + np.log(x) - log_all)
        by_q = both - psi(q) + np.log(gamma) - log_all
        by_gamma = q / gamma - (px + q) / (gamma + x * z)
        return value, np.array([by_p, by_q, by_gamma])

    def constant(self, of: Spend) -> float:
        """Nothing."""
        return 0.0
