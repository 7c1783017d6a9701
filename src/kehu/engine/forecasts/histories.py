"""Histories of orders, each kind once with how many customers have it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Histories:
    """Distinct histories: `repeats` order days after the first, `last` and `age` the time from the
    first order day to the last one and to now, `weight` customers with this history.

    `log_gaps` is the sum of the logarithms of all gaps between order days, of all customers.
    """

    repeats: Floats
    last: Floats
    age: Floats
    weight: Floats
    log_gaps: float
