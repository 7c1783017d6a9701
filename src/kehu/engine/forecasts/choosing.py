"""Which model of orders: as asked for, or the one that did best, and why.

Every model is fitted to a moment some time ago and asked who would order since; of those that are
nearly as good at it, the one under which all that is known today is likeliest.
"""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from kehu.engine.forecasts.buying import Buying, BuyingModel, model_of
from kehu.engine.forecasts.fewer import Fewer, nobody_stops, one_chance, one_rate
from kehu.engine.forecasts.fitting import fit
from kehu.engine.forecasts.histories import ENOUGH, Floats, Histories, every
from kehu.errors import KehuError

# Models that let a customer go who ordered once; by the others it stays a customer for ever.
CHOSEN_FROM = ("mbg-nbd", "pareto-nbd", "mbg-cnbd-k")
_FEWEST = 25  # customers who ordered again, below which nothing is said
_AS_GOOD = 1.01  # an error this many times the least is as good
_MOST_TICKS = 12
_CAREFUL = 1e-4  # no chance is taken for smaller than this


@dataclass(frozen=True)
class Earlier:
    """What was known some days ago, and which share of each history has ordered since."""

    histories: Histories
    ordered: Floats
    days: int


@dataclass(frozen=True)
class Tried:
    """One model: its log-likelihood today, and the error of what it said `days` ago, which is the
    mean negative logarithm of the chance that it gave to what happened; none where too few had
    ordered by then."""

    name: str
    k: int
    free: int
    log_likelihood: float
    error: float | None

    def as_json(self) -> dict[str, Any]:
        """Plain values by name."""
        return asdict(self)


def fit_buying(name: str, of: Histories) -> Buying:
    """The model of that name, with as many parameters as the data can tell, and the likeliest k.

    Raises KehuError `too_few_to_forecast` or, where not even one rate of orders can be told,
    `not_identified`.
    """
    again = float(of.weight[of.repeats > 0].sum())
    if again < _FEWEST:
        raise KehuError("too_few_to_forecast", fewest=_FEWEST, count=round(again))
    if not name.endswith("-k"):
        return _fitted(name, 1, of)
    return _climbed(_fitted(name, 2, of), of)


def _climbed(best: Buying, of: Histories) -> Buying:
    while best.k < _MOST_TICKS:
        other = _fitted(best.name, best.k + 1, of)
        if other.log_likelihood <= best.log_likelihood:
            break
        best = other
    return best


def _fitted(name: str, k: int, of: Histories) -> Buying:
    model = model_of(name, k)
    first: BuyingModel | Fewer = model
    for tried in (first, one_chance(model), nobody_stops(model), one_rate(model)):
        try:
            found = fit(tried, of, _begin(tried.names, k, of))
        except KehuError:
            if tried.names == ("rate",):
                raise
            continue
        whole = tried.whole(found.parameters)[0] if isinstance(tried, Fewer) else found.parameters
        r, alpha, stop, stay = map(float, whole)
        return Buying(name, k, (r, alpha, stop, stay), tried.names, float(found.log_likelihood),
                      found.customers, of.unit)  # fmt: skip
    raise AssertionError("the last one returns or raises")


def _begin(names: tuple[str, ...], k: int, of: Histories) -> list[float]:
    """Where the search begins: the rate of all customers, of whom some have stopped."""
    age = float(of.age @ of.weight) / of.unit
    rate, mean = age / float(of.repeats @ of.weight) / k, age / of.customers
    near = {"r": 1.0, "alpha": rate, "a": 0.5, "b": 2.0, "s": 0.5, "beta": mean,
            "odds": 0.1, "stop": 0.1 / mean, "rate": 1 / rate}  # fmt: skip
    return [near[name] for name in names]


def choose(of: Histories, earlier: Earlier) -> tuple[Buying, list[Tried]]:
    """The model that did best, fitted to everybody, and what all of them did.

    Raises KehuError as `fit_buying` does.
    """
    some, before = of.thinned(), _thinned_earlier(earlier)
    tried = [_try(name, some, before) for name in CHOSEN_FROM]
    known = [one.error for one in tried if one.error is not None]
    worst = min(known) * _AS_GOOD if known else None
    good = [one for one in tried if worst is None or (one.error or worst) <= worst]
    best = max(good, key=lambda one: one.log_likelihood - one.free / 2 * np.log(some.customers))
    whole = _fitted(best.name, best.k, of)
    return whole, tried


def _try(name: str, now: Histories, before: Earlier) -> Tried:
    found = fit_buying(name, now)
    free = len(found.free) + (found.k > 1)
    return Tried(name, found.k, free, found.log_likelihood, _error(name, found.k, before))


def _error(name: str, k: int, before: Earlier) -> float | None:
    of = before.histories
    if float(of.weight[of.repeats > 0].sum()) < _FEWEST:
        return None
    said = _fitted(name, k, of).ahead(of, before.days).any.clip(_CAREFUL, 1.0 - _CAREFUL)
    happened = before.ordered * np.log(said) + (1.0 - before.ordered) * np.log1p(-said)
    return -float(happened @ of.weight / of.weight.sum())


def _thinned_earlier(earlier: Earlier) -> Earlier:
    of = earlier.histories
    rows, _ = every(of.weight, ENOUGH)
    return Earlier(of.thinned(), earlier.ordered[rows], earlier.days)
