"""Finding a model's parameters: the likeliest, by gradient, over distinct histories."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
from scipy.optimize import minimize

from kehu.engine.forecasts.histories import Floats
from kehu.errors import KehuError

_BOUND = 14.0  # logarithms of parameters
_VAGUE = 2.0  # a standard error of a logarithm above this: the data do not say where it is


class Weighted(Protocol):
    """Data of which each row stands for `weight` buyers."""

    @property
    def weight(self) -> Floats: ...


Data_contra = TypeVar("Data_contra", bound=Weighted, contravariant=True)


class Model(Protocol[Data_contra]):
    """What tells how likely data are."""

    @property
    def names(self) -> tuple[str, ...]: ...

    def log_likelihood(self, parameters: Floats, of: Data_contra) -> tuple[Floats, Floats]: ...

    def constant(self, of: Data_contra) -> float: ...


@dataclass(frozen=True)
class Fit:
    """The likeliest parameters, how likely the data are under them, and of how many buyers."""

    parameters: Floats
    log_likelihood: float
    customers: int
    steps: int


def fit(model: Model[Data_contra], of: Data_contra, start: Sequence[float] | None = None) -> Fit:
    """Maximise the likelihood in the logarithms of the parameters.

    `start` may be the parameters of an earlier fit. Raises KehuError `not_identified` where the
    data leave a parameter open: its standard error, from the outer product of gradients (Berndt,
    Hall, Hall, Hausman 1974), is a factor of e^2 and more.
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
        options={"maxiter": 500, "ftol": 1e-13, "gtol": 1e-8},
    )  # fmt: skip
    parameters = np.exp(found.x)
    if not np.isfinite(found.fun) or _is_vague(model, parameters, of):
        raise KehuError("not_identified", parameters=", ".join(model.names))
    whole = -float(found.fun) * customers + model.constant(of)
    return Fit(parameters, whole, round(customers), int(found.nit))


def _is_vague(model: Model[Data_contra], parameters: Floats, of: Data_contra) -> bool:
    _, gradient = model.log_likelihood(parameters, of)
    by_logs = gradient * parameters[:, None]
    information = (by_logs * of.weight) @ by_logs.T
    try:
        variances = np.diag(np.linalg.inv(information))
    except np.linalg.LinAlgError:
        return True
    return not bool(np.all((variances > 0) & (variances < _VAGUE**2)))
