"""When the next order is due: each customer's own rhythm, leaning on others' where it is short.

The days between a customer's orders are taken for log-logistic distributed. Its own mean of their
logarithms is drawn towards that of customers of its kind, moved by the rhythm of its imports where
customs records tell it, as far as its few gaps say less than the others (an empirical Bayes
estimate: Morris 1983, "Parametric empirical Bayes inference", JASA 78(381)); and so is their
spread. What is left of the present gap follows from its having lasted so long already.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import pi, sqrt
from typing import Any

from kehu.engine.forecasts.arithmetic import Number, exp, greatest, log, where

# Gaps that the spread of all weighs beside a customer's own.
_OTHERS_SPREAD = 8.0


@dataclass(frozen=True)
class Pace:
    """Logarithms of gaps: their spread within a customer and among customers, as variances, and
    their usual mean."""

    within: Number
    among: Number
    usual: Number

    @property
    def others_weigh(self) -> Number:
        """How many gaps of its own weigh as much as all other customers."""
        return self.within / self.among


@dataclass(frozen=True)
class Rhythm:
    """Orders' pace, the usual mean by kind of customer, and what imports say of it.

    An import rhythm longer than the usual one by a factor makes the order rhythm longer by that
    factor to the power of `follows_imports`.
    """

    orders: Pace
    kinds: Mapping[str, float]
    imports: Pace | None
    follows_imports: float

    def as_json(self) -> dict[str, Any]:
        """Plain values, out of which `of_json` makes it again."""
        return asdict(self)

    @classmethod
    def of_json(cls, plain: Mapping[str, Any]) -> "Rhythm":
        """Out of what `as_json` made."""
        imports = Pace(**plain["imports"]) if plain["imports"] else None
        return cls(Pace(**plain["orders"]), plain["kinds"], imports, plain["follows_imports"])

    def usual_of(self, role: str, country: str) -> float:
        """The mean logarithm of gaps of customers of a kind, of its role, or of all."""
        usual = self.kinds.get(kind_of(role, country), self.kinds.get(role))
        return self.kinds[""] if usual is None else usual


def kind_of(role: str, country: str) -> str:
    """The key of a kind."""
    return f"{role} {country}"


@dataclass(frozen=True)
class Gap:
    """The present gap of customers: `typical` days, `steadiness` of the log-logistic, `silent`
    days since it began."""

    typical: Number
    steadiness: Number
    silent: Number

    def ended_by_now(self) -> Number:
        """The share of such gaps that would have ended by now."""
        return 1.0 - 1.0 / self._left()

    def ends_within(self, days: Number) -> Number:
        """The chance that it ends within so many days, given that it has lasted until now."""
        later = 1.0 + ((self.silent + days) / self.typical) ** self.steadiness
        return 1.0 - self._left() / later

    def ends_after(self, share: float, within: Number) -> Number:
        """Days in which it ends with that chance, given that it ends `within` so many days."""
        all_of = self.ends_within(within)
        odds = self._left() / (1.0 - share * all_of) - 1.0
        return self.typical * odds ** (1.0 / self.steadiness) - self.silent

    def _left(self) -> Number:
        return 1.0 + (self.silent / self.typical) ** self.steadiness


def gap_of(
    pace: Pace, usual: Number, gaps: Number, typical: Number, spread: Number, silent: Number
) -> Gap:
    """A customer's present gap, from how many gaps it had, their geometric mean and spread.

    `typical` and `spread` are not known where there are too few gaps for them.
    """
    own = where(gaps > 0, log(typical), 0.0)
    middle = (gaps * own + pace.others_weigh * usual) / (gaps + pace.others_weigh)
    around = where(gaps > 0, gaps * (own - middle) ** 2, 0.0)
    squares = where(gaps > 1, (gaps - 1.0) * spread**2, 0.0) + around
    variance = (_OTHERS_SPREAD * pace.within + squares) / (_OTHERS_SPREAD + gaps)
    uncertain = variance * (1.0 + 1.0 / (gaps + pace.others_weigh))
    steadiness = pi / sqrt(3.0) / uncertain**0.5
    return Gap(exp(middle), steadiness, silent)


def horizon(gap: Gap, quarter: float, times: float) -> Number:
    """Days in which a customer who keeps to its rhythm orders: so many times its typical gap, and
    at least a quarter of a year. Who has not ordered by then is not late but fading."""
    return greatest(times * gap.typical, quarter)
