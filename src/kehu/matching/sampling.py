"""Samples of records that a person checks: how many, which, and what the answers say of all."""

import math
from collections.abc import Sequence
from random import Random
from statistics import NormalDist

_Z = NormalDist().inv_cdf(0.975)  # both sides of 95 %


def sample_size(precision: float, expected: float, population: int) -> int:
    """How many of `population` records to check to know their error rate, at 95 %.

    n0 = z² p (1 − p) / d², and of a population of N: n = n0 / (1 + (n0 − 1) / N), rounded up, after
    Cochran (1977), Sampling Techniques, 3rd edition, section 4.4, equations 4.1 and 4.2.
    `precision` is d, half the interval's width, and `expected` is p, the error rate supposed; both
    are shares between 0 and 1. At least one record where there are any, and never more than there
    are. Raises ValueError for a share out of bounds or a negative population.
    """
    if not (0 < precision < 1 and 0 < expected < 1) or population < 0:
        raise ValueError(f"no sample of {population} for {expected} ± {precision}")
    if population == 0:
        return 0
    of_any = _Z**2 * expected * (1 - expected) / precision**2
    size = math.ceil(of_any / (1 + (of_any - 1) / population))
    return min(max(size, 1), population)


def drawn(numbers: Sequence[int], size: int, seed: int) -> list[int]:
    """`size` of the numbers in random order, none twice; the same seed draws the same.

    Raises ValueError where there are fewer.
    """
    return Random(seed).sample(numbers, size)


def wilson(wrong: int, checked: int) -> tuple[float, float]:
    """Between which shares the error rate of all lies, at 95 %, when so many checked were wrong.

    The score interval of Wilson (1927), Probable inference, the law of succession, and statistical
    inference, JASA 22, 209–212: (p + z²/2n ± z √(p (1 − p) / n + z²/4n²)) / (1 + z²/n). From 0 to 1
    where nothing was checked. It takes the population for large; where much of a small one was
    checked it is wider than need be. Raises ValueError unless 0 ≤ wrong ≤ checked.
    """
    if not 0 <= wrong <= checked:
        raise ValueError(f"{wrong} wrong of {checked}")
    if checked == 0:
        return 0.0, 1.0
    rate, weight = wrong / checked, _Z**2 / checked
    middle = rate + weight / 2
    half = _Z * math.sqrt(rate * (1 - rate) / checked + weight / (4 * checked))
    low, high = ((middle + side) / (1 + weight) for side in (-half, half))
    # By the formula the rate always lies between them; floats miss it by their last digit.
    return max(min(low, rate), 0.0), min(max(high, rate), 1.0)
