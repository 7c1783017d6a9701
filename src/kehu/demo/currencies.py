"""The table exchange_rates: a random walk for each currency of the price list."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from kehu.demo import columns
from kehu.demo.batches import DAY, Batch, Floats
from kehu.demo.tables import Section

_AROUND = {"USD": (7.10, 0.0016), "EUR": (7.80, 0.0035), "GBP": (9.10, 0.0038)}
"""Yuan for one unit, and the spread of a day's change."""

_EARLIER = 45  # days of rates before the window, so that every fact finds one


def exchange_rates(batch: Batch) -> Section:
    """Return daily rates in yuan, drawn back to their mean by 1 % of the distance a day."""
    rng = batch.rng("exchange_rates")
    start, end = batch.window.start // DAY - _EARLIER, batch.window.end // DAY
    days = np.arange(start, end + 1)
    walks = [
        np.fromiter(_walk(mean, rng.normal(0, spread, len(days))), float, len(days))
        for mean, spread in _AROUND.values()
    ]
    units = np.round(np.stack(walks, axis=1).ravel() * 10_000).astype(np.int64)
    rows = {
        "date": columns.dates(np.repeat(days, len(_AROUND))),
        "currency": pa.array(list(_AROUND) * len(days)),
        "rate": columns.decimals(units, places=8, unit_places=4),
    }
    return Section.make("exchange_rates", np.zeros(len(units), np.int64), rows)


def _walk(mean: float, changes: Floats) -> Iterator[float]:
    """Yield the rate of each day (Ornstein-Uhlenbeck in logarithms)."""
    distance = 0.0
    for change in changes.tolist():
        distance += change - 0.01 * distance
        yield mean * float(np.exp(distance))
