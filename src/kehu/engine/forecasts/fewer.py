"""Models with fewer parameters, for data that cannot tell all of them: what is left is held.

First every buyer stops with the same chance, so that three are left; then nobody ever stops, and
two are left, the rates of orders alone (Ehrenberg 1959, "The pattern of consumer purchases",
Applied Statistics 8(1)); at last all order at one rate.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kehu.engine.forecasts.cnbd import CNBD
from kehu.engine.forecasts.histories import Floats, Histories
from kehu.engine.forecasts.pareto_nbd import ParetoNBD

_ALIKE = 1e4  # a Beta or Gamma distribution of this size is spread by a hundredth
_NEVER = 1e-9


@dataclass(frozen=True)
class Fewer:
    """A model of which only the `names` are free; `whole` gives all four, and by what they grow.

    `whole(free)` is (4,) and its derivatives (4, number of free parameters).
    """

    model: CNBD | ParetoNBD
    names: tuple[str, ...]
    whole: Callable[[Floats], tuple[Floats, Floats]]

    def log_likelihood(self, parameters: Floats, of: Histories) -> tuple[Floats, Floats]:
        """As the model's own, by the free parameters."""
        whole, grow = self.whole(parameters)
        value, gradient = self.model.log_likelihood(whole, of)
        return value, grow.T @ gradient

    def constant(self, of: Histories) -> float:
        """As the model's own."""
        return self.model.constant(of)


def one_chance(model: CNBD | ParetoNBD) -> Fewer:
    """All buyers stop alike: by `odds` after an order, or at the rate `stop` at any time."""
    if isinstance(model, CNBD):
        return Fewer(model, ("r", "alpha", "odds"), _one_odds)
    return Fewer(model, ("r", "alpha", "stop"), _one_stop)


def nobody_stops(model: CNBD | ParetoNBD) -> Fewer:
    """Buyers differ in their rates of orders, and none of them ever stops."""
    return Fewer(model, ("r", "alpha"), _no_stop)


def one_rate(model: CNBD | ParetoNBD) -> Fewer:
    """All buyers order at the same rate, and none of them ever stops."""
    return Fewer(model, ("rate",), _same_rate)


def _one_odds(free: Floats) -> tuple[Floats, Floats]:
    r, alpha, odds = free
    share, by_odds = odds / (1 + odds), _ALIKE / (1 + odds) ** 2
    whole = np.array([r, alpha, _ALIKE * share, _ALIKE * (1 - share)])
    return whole, np.array([[1, 0, 0], [0, 1, 0], [0, 0, by_odds], [0, 0, -by_odds]])


def _one_stop(free: Floats) -> tuple[Floats, Floats]:
    r, alpha, stop = free
    whole = np.array([r, alpha, _ALIKE, _ALIKE / stop])
    return whole, np.array([[1, 0, 0], [0, 1, 0], [0, 0, 0], [0, 0, -_ALIKE / stop**2]])


def _no_stop(free: Floats) -> tuple[Floats, Floats]:
    return np.array([*free, _NEVER, 1.0]), np.eye(4)[:, :2]


def _same_rate(free: Floats) -> tuple[Floats, Floats]:
    [rate] = free
    whole = np.array([_ALIKE, _ALIKE / rate, _NEVER, 1.0])
    return whole, np.array([[0.0], [-_ALIKE / rate**2], [0.0], [0.0]])
