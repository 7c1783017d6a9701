"""How likely what was seen would be by chance, in one test or a hundred thousand of them."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
_ENOUGH = 1e-17  # of a sum: terms below it change nothing


def chance_of_at_least(hits: Ints, population: Ints, marked: Ints, drawn: Ints) -> Floats:
    """The chance that at least `hits` of `drawn` are marked, each array (n,).

    The upper tail of the hypergeometric distribution, which is Fisher's exact test, one-sided.
    Above the mean its terms fall from the first on, so that it is one term and a short series;
    below, it is what the unmarked ones leave. Nothing cancels where it matters: the relative error
    of a small chance is below 1e-6 in populations of ten millions. Below 1e-300 it is 0.
    """
    given = [np.asarray(one, np.float64) for one in (hits, population, marked, drawn)]
    seen, whole, all_marked, taken = np.broadcast_arrays(*given)
    above = seen * whole > taken * all_marked
    unmarked = _tail(taken - seen + 1, whole, whole - all_marked, taken, ~above)
    chance = np.where(above, _tail(seen, whole, all_marked, taken, above), 1.0 - unmarked)
    return np.clip(chance, 0.0, 1.0)


def _tail(
    hits: Floats, population: Floats, marked: Floats, drawn: Floats, asked: NDArray[np.bool_]
) -> Floats:
    """Σ of the terms from `hits` up, where it is asked for and not too small; 0 elsewhere."""
    total = np.zeros(len(hits))
    total[asked] = _term(hits[asked], population[asked], marked[asked], drawn[asked])
    at = np.flatnonzero(total)
    term, nth = total[at], hits[at]
    while len(at):
        ways = (marked[at] - nth) * (drawn[at] - nth)
        nth = nth + 1
        term = term * ways / (nth * (population[at] - marked[at] - drawn[at] + nth))
        total[at] += term
        more = term > _ENOUGH * total[at]
        at, term, nth = at[more], term[more], nth[more]
    return total


def _term(hits: Floats, population: Floats, marked: Floats, drawn: Floats) -> Floats:
    """C(marked, hits) C(population − marked, drawn − hits) / C(population, drawn)."""
    unmarked = population - marked
    log = _log_ways(marked, hits) + _log_ways(unmarked, drawn - hits)
    term: Floats = np.exp(log - _log_ways(population, drawn))
    return term


def _log_ways(n: Floats, k: Floats) -> Floats:
    """log C(n, k); minus infinity where k is not among 0..n."""
    ways: Floats = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return ways


def false_discovery(chances: Floats, tested: int) -> Floats:
    """For each test, the least share of chance among what is believed, at which it is believed too.

    Benjamini and Hochberg (J. R. Statist. Soc. B 57, 1995) over `tested` tests, of which those not
    among `chances` (n,) count as found to be nothing.
    """
    order = np.argsort(-chances, kind="stable")
    rank = np.arange(len(chances), 0, -1)
    found = np.minimum.accumulate(np.minimum(1.0, chances[order] * tested / rank))
    shares = np.empty(len(chances))
    shares[order] = found
    return shares
