"""Whether customers still buy and how much they will order: which model, with which parameters."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from kehu.engine.forecasts.cnbd import CNBD
from kehu.engine.forecasts.histories import Floats, Histories
from kehu.engine.forecasts.orders_ahead import Ahead
from kehu.engine.forecasts.pareto_nbd import ParetoNBD

BuyingModel = CNBD | ParetoNBD
# What a model is called on the command line; `k` is found from the data where the name has one.
NAMES = ("bg-nbd", "mbg-nbd", "pareto-nbd", "bg-cnbd-k", "mbg-cnbd-k")


@dataclass(frozen=True)
class Buying:
    """A fitted model of orders.

    `free` are the names of the parameters that the data told; where they are fewer than four, the
    rest is held (`fewer`). Time counts in units of `unit` days, `log_likelihood` too.
    """

    name: str
    k: int
    parameters: tuple[float, float, float, float]
    free: tuple[str, ...]
    log_likelihood: float
    customers: int
    unit: float

    @property
    def model(self) -> BuyingModel:
        return model_of(self.name, self.k)

    def p_active(self, of: Histories) -> Floats:
        """Of each history the chance that the customer still buys."""
        parameters = np.array(self.parameters)
        return np.concatenate([self.model.p_active(parameters, part) for part in of.parts()])

    def ahead(self, of: Histories, days: float) -> Ahead:
        """Of each history the orders of so many days to come."""
        parameters, time = np.array(self.parameters), days / self.unit
        parts = [self.model.ahead(parameters, part, time) for part in of.parts()]
        return Ahead.of_parts(parts)

    def as_json(self) -> dict[str, Any]:
        """Plain values, out of which `of_json` makes it again."""
        return asdict(self)

    @classmethod
    def of_json(cls, plain: Mapping[str, Any]) -> "Buying":
        """Out of what `as_json` made."""
        lists = {name: tuple(plain[name]) for name in ("parameters", "free")}
        return cls(**{**plain, **lists})


def model_of(name: str, k: int) -> BuyingModel:
    """The model of a name; `k` counts where the name has one."""
    if name == "pareto-nbd":
        return ParetoNBD()
    return CNBD(k if name.endswith("-k") else 1, modified=name.startswith("mbg"))
