"""The outlook out of grouped facts: each model fitted, or left out where the data do not tell."""

from collections.abc import Mapping

import pyarrow as pa

from kehu.engine.forecasts.buying import Buying
from kehu.engine.forecasts.choosing import Earlier, Tried, choose, fit_buying
from kehu.engine.forecasts.facts import HOLD_OUT
from kehu.engine.forecasts.first_orders import fit_first_orders
from kehu.engine.forecasts.histories import Histories, read_histories, sorted_histories
from kehu.engine.forecasts.outlook import Outlook
from kehu.engine.forecasts.pace import fit_rhythm
from kehu.engine.forecasts.spending import Spending, all_alike, fit_spending
from kehu.errors import KehuError

AUTO = "auto"
_FEWEST = 10  # customers below whom nothing is said
Facts = Mapping[str, pa.Table]


def fit_outlook(facts: Facts, model: str, unit: float) -> Outlook:
    """From the tables of `facts`, by name; those that are not there are not fitted.

    A model that is asked for by name raises KehuError where it cannot be fitted; `auto` then says
    nothing of who still buys.
    """
    of = read_histories(facts["histories"], unit)
    if model == AUTO:
        buying, tried = _chosen(of, _earlier(facts["earlier"], unit))
    else:
        buying, tried = fit_buying(model, of), []
    return Outlook(
        buying,
        _spending(facts["spent"]) if "spent" in facts else None,
        fit_rhythm(facts["pace"].to_pylist()) if "pace" in facts else None,
        fit_first_orders(facts["first_orders"].to_pylist()) if "first_orders" in facts else None,
        tried,
        regularity(facts["pairs"]) if "pairs" in facts else None,
    )


def _earlier(rows: pa.Table, unit: float) -> Earlier:
    rows = sorted_histories(rows)
    of = read_histories(rows, unit)
    return Earlier(of, rows["ordered"].to_numpy() / of.weight, HOLD_OUT)


def _chosen(of: Histories, earlier: Earlier) -> tuple[Buying | None, list[Tried]]:
    try:
        return choose(of, earlier)
    except KehuError:  # too few customers, or they do not differ: nothing is said of them
        return None, []


def _spending(rows: pa.Table) -> Spending | None:
    rows = rows.sort_by("customer")
    if rows.num_rows < _FEWEST:
        return None
    try:
        return fit_spending(rows["count"].to_numpy(), rows["amount"].to_numpy())
    except KehuError:
        return all_alike(rows["amount"].to_numpy())


def regularity(pairs: pa.Table) -> float | None:
    """How regularly customers order: k of Gamma distributed gaps, 1 at any time; none if unknown.

    Wheat, Morrison 1990, "Estimating purchase regularity with two interpurchase times", Journal of
    Marketing Research 27(1): of two gaps in a row the first makes up a share M of both, and its
    variance is 1 / (4 (2 k + 1)).
    """
    count, squares = pairs["pairs"][0].as_py(), pairs["squares"][0].as_py()
    if count < _FEWEST:
        return None
    variance = squares / count
    return float((1.0 - 4.0 * variance) / (8.0 * variance)) if variance > 0 else None
