"""Formulas written once for columns of an engine's table and for arrays of numbers.

A number that is not known is null in a column and NaN in an array; a comparison with it is not met.
"""

from typing import Any

import ibis
import numpy as np
from ibis.expr.types import Value

Number = Any  # a column of floats, an array of floats, or a plain float


def log(x: Number) -> Number:
    return x.ln() if isinstance(x, Value) else np.log(x)


def exp(x: Number) -> Number:
    return x.exp() if isinstance(x, Value) else np.exp(x)


def where(condition: Number, then: Number, otherwise: Number) -> Number:
    """Either may be a plain float; the condition may not."""
    if isinstance(condition, Value):
        return condition.ifelse(then, otherwise)
    return np.where(condition, then, otherwise)


def known(x: Number) -> Number:
    return x.notnull() if isinstance(x, Value) else ~np.isnan(x)


def unknown_like(x: Number) -> Number:
    """What is not known, to stand beside `x`."""
    return ibis.null("float64") if isinstance(x, Value) else np.nan


def either(x: Number, instead: Number) -> Number:
    """`x`, and where that is not known, the other."""
    return where(known(x), x, instead)


def least(x: Number, y: Number) -> Number:
    """The smaller of two that are known."""
    return where(x < y, x, y)


def greatest(x: Number, y: Number) -> Number:
    """The greater of two that are known."""
    return where(x > y, x, y)


def up(x: Number) -> Number:
    return x.ceil().cast("float64") if isinstance(x, Value) else np.ceil(x)


def rounded(x: Number, digits: int) -> Number:
    return x.round(digits) if isinstance(x, Value) else np.round(x, digits)


def log_odds(p: Number) -> Number:
    return log(p / (1.0 - p))


def chance(of_log_odds: Number) -> Number:
    return 1.0 / (1.0 + exp(-of_log_odds))


def normal_quantile(p: Number) -> Number:
    """Of the standard normal distribution, to 0.01 between 0.005 and 0.995.

    Tukey's lambda distribution with lambda 0.14: Filliben 1975, "The probability plot correlation
    coefficient test for normality", Technometrics 17(1), from Tukey.
    """
    return (p**0.14 - (1.0 - p) ** 0.14) * 4.91
