"""CDNOW's buyers until 30 September 1997, as Fader and Hardie published their estimates on them."""

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from kehu.engine.forecasts.gamma_gamma import Spend
from kehu.engine.forecasts.histories import Histories

_FILE = Path(__file__).resolve().parents[4] / "shared" / "data" / "cdnow.parquet"
_ENDS = date(1997, 9, 30)
WEEK = 7.0


class Buyers:
    """Order days of each buyer, in days from the end backwards, and what was paid on each."""

    def __init__(self, sample: bool) -> None:
        if not _FILE.exists():
            pytest.skip("needs ../shared/data/cdnow.parquet (CDNOW)")
        rows = pq.read_table(_FILE)
        rows = rows.filter(pc.field("date") <= _ENDS)
        rows = rows.filter(pc.field("in_sample")) if sample else rows
        days = rows.group_by(["customer_id", "date"]).aggregate([("amount", "sum")])
        days = days.sort_by([("customer_id", "ascending"), ("date", "ascending")])
        self.customer = np.unique(days["customer_id"].to_numpy(), return_inverse=True)[1]
        self.day = days["date"].to_numpy().astype("datetime64[D]").astype(np.int64)
        self.amount = days["amount_sum"].cast("float64").to_numpy()
        self.opens = np.flatnonzero(np.diff(self.customer, prepend=-1))
        self.closes = np.append(self.opens[1:], len(self.day)) - 1

    def histories(self) -> Histories:
        """In weeks, each kind once."""
        first, newest = self.day[self.opens], self.day[self.closes]
        ends = int(np.datetime64(_ENDS, "D").astype(np.int64))
        rows = np.stack([self.closes - self.opens, newest - first, ends - first])
        kinds, weight = np.unique(rows, axis=1, return_counts=True)
        same = self.customer[1:] == self.customer[:-1]
        gaps = np.diff(self.day)[same] / WEEK
        return Histories(*kinds, weight.astype(float), float(np.log(gaps).sum()), WEEK)

    def spend(self) -> Spend:
        """The mean of the order days after the first, of those who spent on them."""
        later = np.ones(len(self.day), bool)
        later[self.opens] = False
        count = self.closes - self.opens
        total = np.bincount(self.customer[later], self.amount[later], len(count))
        some = (count > 0) & (total > 0)
        return Spend(count[some], total[some] / count[some])
