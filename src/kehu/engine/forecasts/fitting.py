"""Finding a model's parameters: the likeliest, by gradient, over distinct histories."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from kehu.engine.forecasts.histories import Histories
from kehu.errors import KehuError

Floats = NDArray[np.float64]
_START = 1.0
_BOUND = 12.0  # logarithms of parameters; beyond it the data do not say where they are


class Model(Protocol):
    """What tells how likely a history is."""

    @property
    def names(self) -> tuple[str, ...]: ...

    def log_likelihood(self, parameters: Floats, of: Histories) -> tuple[Floats, Floats]: ...


@dataclass(frozen=True)
class Fit:
    """The likeliest parameters, by name, and how likely the histories are under them."""

    parameters: Floats
    log_likelihood: float
    customers: int
    steps: int


def fit(model: Model, of: Histories, start: Sequence[float] | None = None) -> Fit:
    """Maximise the likelihood in the logarithms of the parameters.

    `start` may be the parameters of an earlier fit. Raises KehuError `not_identified` where the
    likelihood goes on growing towards the edge.
    """
    customers = of.weight.sum()

    def loss(logs: Floats) -> tuple[float, Floats]:
        parameters = np.exp(logs)
        values, gradient = model.log_likelihood(parameters, of)
        slope = (gradient * of.weight).sum(axis=1) * parameters
        return -float((values * of.weight).sum()) / customers, -slope / customers

    begin = np.log(start) if start is not None else np.full(len(model.names), np.log(_START))
    bounds = [(-_BOUND, _BOUND)] * len(begin)
    found = minimize(
        loss, begin, jac=True, method="L-BFGS-B", bounds=bounds,
        options={"maxiter": 500, "ftol": 1e-13, "gtol": 1e-8},
    )  # fmt: skip
    if not np.isfinite(found.fun) or np.any(np.abs(found.x) > _BOUND - 1e-3):
        raise KehuError("not_identified", model=type(model).__name__)
    return Fit(np.exp(found.x), -float(found.fun) * customers, int(customers), int(found.nit))
