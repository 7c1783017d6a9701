"""Sums of what is known by its logarithm."""

import numpy as np

from kehu.engine.forecasts.histories import Floats


def log_sum(logs: Floats) -> Floats:
    """The logarithm of the sum over the first axis; minus infinity where nothing is added.

    As scipy's `logsumexp` for plain arrays, in half its time.
    """
    top = logs.max(axis=0)
    there = np.where(np.isfinite(top), top, 0.0)
    with np.errstate(divide="ignore"):
        whole: Floats = np.log(np.exp(logs - there).sum(axis=0)) + there
    return whole
