"""Buyers who order and stop as the models say, drawn at random."""

from typing import Any

import numpy as np

from kehu.engine.forecasts.histories import Floats, Histories

Generator = np.random.Generator


def drawn(
    random: Generator, parameters: tuple[float, float, float, float], count: int, *, k: int,
    modified: bool, days: int,
) -> list[Floats]:  # fmt: skip
    """Times of orders, the first at 0, of buyers of an (M)BG/CNBD-k; ages are up to `days`."""
    r, alpha, a, b = parameters
    buyers = []
    for _ in range(count):
        rate, stops, times = random.gamma(r) / alpha, random.beta(a, b), [0.0]
        stopped = modified and random.random() < stops
        while not stopped:
            times.append(times[-1] + random.gamma(k) / rate)
            if times[-1] > days:
                times.pop()
                break
            stopped = random.random() < stops
        buyers.append(np.array(times))
    return buyers


def histories(buyers: list[Floats], age: int) -> Histories:
    """As days, whole ones: an order within a day of the one before is the same order day."""
    rows, log_gaps = [], 0.0
    for times in buyers:
        days = np.unique(np.floor(times[times <= age]).astype(int))
        log_gaps += float(np.log(np.diff(days)).sum())
        rows.append((len(days) - 1, days[-1], age))
    kinds, weight = np.unique(np.array(rows).T, axis=1, return_counts=True)
    return Histories(*kinds, weight.astype(float), log_gaps)


def standard_errors(model: Any, parameters: Floats, of: Any) -> Floats:
    """From the outer product of each history's gradient."""
    _, gradient = model.log_likelihood(parameters, of)
    return np.sqrt(np.diag(np.linalg.inv((gradient * of.weight) @ gradient.T)))
