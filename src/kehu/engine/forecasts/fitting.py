"""Finding a model's parameters: the likeliest, by gradient, over distinct histories."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, Self, TypeVar

import numpy as np
from scipy.optimize import minimize
from threadpoolctl import threadpool_limits

from kehu.engine.forecasts.histories import Floats
from kehu.errors import KehuError

_BOUND = 14.0  # logarithms of parameters
_SURELY = 7.0  # standard errors of a part, within which the parameters of all are
_NEAR = 1e-3  # of a standard error, to which the parameters of many are found
_STEP = 1e-4  # of a logarithm, over which a gradient's change is taken
_VAGUE = 2.0  # a standard error of a logarithm above this: the data do not say where it is


class Weighted(Protocol):
    """Data of which each row stands for `weight` buyers."""

    @property
    def weight(self) -> Floats: ...

    def thinned(self) -> Self:
        """A part of them where they are many, else itself."""

    def parts(self) -> Iterator[Self]:
        """All of them, so many at a time as a processor keeps near."""


Data = TypeVar("Data", bound=Weighted)
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


def fit(model: Model[Data], of: Data, start: Sequence[float] | None = None) -> Fit:
    """Maximise the likelihood in the logarithms of the parameters.

    `start` may be the parameters of an earlier fit. Among many, the search goes on from where it
    ends for a part of them. Raises KehuError `not_identified` where the data, or that part, leave a
    parameter open: its standard error, from the outer product of gradients (Berndt, Hall, Hall,
    Hausman 1974), is a factor of e^2 and more.
    """
    loss, some = _Loss(model, of), of.thinned()
    begin = np.zeros(len(model.names)) if start is None else np.log(np.asarray(start))
    if some is of:
        found = _search(loss, begin)
    else:
        begin = np.log(fit(model, some, start).parameters)
        found = _sharpened(loss, _Loss(model, some), begin) or _search(loss, begin)
    if not np.isfinite(found.loss) or loss.is_vague(found.logs):
        raise KehuError("not_identified", parameters=", ".join(model.names))
    whole = -found.loss * loss.customers + model.constant(of)
    return Fit(np.exp(found.logs), whole, round(loss.customers), found.steps)


@dataclass(frozen=True)
class _Found:
    logs: Floats
    loss: float
    steps: int


class _Loss(Generic[Data]):
    """The mean negative log-likelihood of a buyer, by the logarithms of the parameters."""

    def __init__(self, model: Model[Data], of: Data) -> None:
        self._model, self._parts = model, [*of.parts()]
        self.customers = float(of.weight.sum())

    def __call__(self, logs: Floats) -> tuple[float, Floats]:
        value, slope, parameters = 0.0, np.zeros_like(logs), np.exp(logs)
        for part in self._parts:
            values, gradient = self._model.log_likelihood(parameters, part)
            value, slope = value + float(values @ part.weight), slope + gradient @ part.weight
        return -value / self.customers, -slope * parameters / self.customers

    def curvature(self, logs: Floats) -> Floats:
        """How the gradient changes, (n, n)."""
        steps = _STEP * np.eye(len(logs))
        change = [self(logs + step)[1] - self(logs - step)[1] for step in steps]
        whole: Floats = np.array(change) / (2.0 * _STEP)
        return (whole + whole.T) / 2.0

    def is_vague(self, logs: Floats) -> bool:
        """Do the data leave open where a parameter is?"""
        parameters, information = np.exp(logs), np.zeros((len(logs), len(logs)))
        for part in self._parts:
            by_logs = self._model.log_likelihood(parameters, part)[1] * parameters[:, None]
            information += (by_logs * part.weight) @ by_logs.T
        try:
            variances = np.diag(np.linalg.inv(information))
        except np.linalg.LinAlgError:
            return True
        return not bool(np.all((variances > 0) & (variances < _VAGUE**2)))


def _search(loss: _Loss[Any], begin: Floats) -> _Found:
    found = _minimum(loss, begin, _BOUND, 1e-8)
    return _Found(found.x, float(found.fun), int(found.nit))


def _sharpened(whole: _Loss[Any], part: _Loss[Any], near: Floats) -> _Found | None:
    """From the parameters of a part, in coordinates in which its likelihood falls alike to all
    sides of them: a few steps are left. None where these lead too far away."""
    far = _SURELY / np.sqrt(part.customers)
    try:
        axes = np.linalg.inv(np.linalg.cholesky(part.curvature(near))).T
    except np.linalg.LinAlgError:
        return None

    def turned(at: Floats) -> tuple[float, Floats]:
        value, slope = whole(near + axes @ at)
        return value, axes.T @ slope

    # Turned so, a gradient is the distance that is left: in standard errors, over the root of all.
    found = _minimum(turned, np.zeros_like(near), far, _NEAR / np.sqrt(whole.customers))
    if not np.isfinite(found.fun) or np.abs(found.x).max() >= far:
        return None
    return _Found(near + axes @ found.x, float(found.fun), int(found.nit))


def _minimum(
    loss: Callable[[Floats], tuple[float, Floats]], begin: Floats, bound: float, slope: float
) -> Any:
    with threadpool_limits(1):  # arrays are small, and threads would but wait for each other
        return minimize(
            loss, begin, jac=True, method="L-BFGS-B", bounds=[(-bound, bound)] * len(begin),
            options={"maxiter": 500, "ftol": 1e-13, "gtol": slope},
        )  # fmt: skip
