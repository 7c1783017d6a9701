"""Finding a model's parameters: the likeliest, by gradient, over distinct histories."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
from scipy.optimize import minimize

from kehu.engine.forecasts.histories import Floats
from kehu.errors import KehuError

_BOUND = 14.0  # logarithms of parameters; beyond it the data do not say where they are


class Weighted(Protocol):
    """Data of which each row stands for `weight` buyers."""

    @property
    def weight(self) -> Floats: ...


Data = TypeVar("Data", bound=Weighted, contravariant=True)


class Model(Protocol[Data]):
    """What tells how likely data are."""

    @property
    def names(self) -> tuple[str, ...]: ...

    def log_likelihood(self, parameters: Floats, of: Data) -> tuple[Floats, Floats]: ...

    def constant(self, of: Data) -> float: ...


@dataclass(frozen=True)
class Fit:
    """The likeliest parameters, how likely the data are under them, and of how many buyers."""

    parameters: Floats
    log_likelihood: float
    customers: int
    steps: int


def fit(model: Model[Data], of: Data, start: Sequence[float] | None = None) -> Fit:
    """Maximise the likelihood in the logarithms of the parameters.

    `start` may be the parameters of an earlier fit. Raises KehuError `not_identified` where the
    likelihood goes on growing towards the edge.
    """
    customers = float(of.weight.sum())

    def loss(logs: Floats) -> tuple[float, Floats]:
        parameters = np.exp(logs)
        values, gradient = model.log_likelihood(parameters, of)
        slope = (gradient @ of.weight) * parameters
        return -float(values @ of.weight) / customers, -slope / customers

    begin = np.zeros(len(model.names)) if start is None else np.log(np.asarray(start))
    found = minimize(
        loss, begin, jac=True, method="L-BFGS-B", bounds=[(-_BOUND, _BOUND)] * len(begin),
        options={"maxiter": 500, "ftol": 1e-14, "gtol": 1e-8},
    )  # fmt: skip
    if not np.isfinite(found.fun) or np.any(np.abs(found.x) > _BOUND - 1e-3):
        raise KehuError("not_identified", model=type(model).__name__)
    whole = -float(found.fun) * customers + model.constant(of)
    return Fit(np.exp(found.x), whole, round(customers), int(found.nit))
