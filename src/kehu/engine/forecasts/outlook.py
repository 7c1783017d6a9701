"""What all customers together say of the future: the fitted models, kept as plain values."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from kehu.engine.forecasts.arithmetic import Number
from kehu.engine.forecasts.buying import Buying
from kehu.engine.forecasts.choosing import Tried
from kehu.engine.forecasts.first_orders import FirstOrders
from kehu.engine.forecasts.rhythm import Pace, Rhythm
from kehu.engine.forecasts.spending import Spending


@dataclass(frozen=True)
class Terms:
    """Numbers of an outlook that formulas read: floats, or columns of one value each; not known
    where their model is missing."""

    spending: Spending
    orders: Pace
    imports: Pace
    follows_imports: Number

    @classmethod
    def of(cls, numbers: Mapping[str, Number]) -> "Terms":
        """From the numbers of `Outlook.numbers`."""
        orders, imports = (
            Pace(*(numbers[f"{which}_{name}"] for name in ("within", "among", "usual")))
            for which in ("orders", "imports")
        )
        spending = Spending(numbers["p"], numbers["q"], numbers["gamma"], 0.0, 0)
        return cls(spending, orders, imports, numbers["follows_imports"])


@dataclass(frozen=True)
class Outlook:
    """The models, each missing where the data do not tell it; which models of orders were tried,
    and how regular orders are (`fit_outlook.regularity`)."""

    buying: Buying | None = None
    spending: Spending | None = None
    rhythm: Rhythm | None = None
    first_orders: FirstOrders | None = None
    tried: list[Tried] = field(default_factory=list)
    regularity: float | None = None

    def numbers(self) -> dict[str, float]:
        """What `Terms` are made of, by name; NaN for what is not known."""
        nothing = Pace(np.nan, np.nan, np.nan)
        spending = self.spending or Spending(np.nan, np.nan, np.nan, 0.0, 0)
        rhythm = self.rhythm or Rhythm(nothing, {}, None, 0.0)
        paces = {"orders": rhythm.orders, "imports": rhythm.imports or nothing}
        of_pace = {
            f"{which}_{name}": float(getattr(pace, name))
            for which, pace in paces.items()
            for name in ("within", "among", "usual")
        }
        return {"p": spending.p, "q": spending.q, "gamma": spending.gamma, **of_pace,
                "follows_imports": rhythm.follows_imports}  # fmt: skip

    def as_text(self) -> str:
        """JSON, out of which `of_text` makes it again."""
        parts = {"buying": self.buying, "spending": self.spending, "rhythm": self.rhythm,
                 "first_orders": self.first_orders}  # fmt: skip
        plain: dict[str, Any] = {name: one and one.as_json() for name, one in parts.items()}
        tried = [one.as_json() for one in self.tried]
        return json.dumps({**plain, "tried": tried, "regularity": self.regularity})

    @classmethod
    def of_text(cls, text: str) -> "Outlook":
        """Out of what `as_text` wrote."""
        plain = json.loads(text)
        kinds: dict[str, Any] = {"buying": Buying, "spending": Spending, "rhythm": Rhythm,
                 "first_orders": FirstOrders}  # fmt: skip
        parts = {name: kind.of_json(plain[name]) for name, kind in kinds.items() if plain[name]}
        tried = [Tried(**one) for one in plain["tried"]]
        return cls(**parts, tried=tried, regularity=plain["regularity"])
