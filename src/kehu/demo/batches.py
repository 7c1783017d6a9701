"""A batch of customers: its place in the ledger, its time window and its own randomness."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

DAY = 86_400
"""Seconds in a day; every moment in this package is whole seconds since 1970, UTC."""

CHINA = 8.0
"""Our office clock, hours east of Greenwich."""

NONE = int(np.iinfo(np.int64).min)
"""Stands for an empty cell in integer columns until they are written."""

BATCH_SIZE = 5_000
"""Customers drawn together. A part of what a seed means: changing it changes every ledger."""

TOPICS = (
    "clients",
    "companies",
    "customers",
    "people",
    "contacts",
    "orders",
    "lines",
    "payments",
    "proformas",
    "inquiries",
    "quotations",
    "samples",
    "interactions",
    "customs_records",
    "judgements",
    "answers",
    "exchange_rates",
)


@dataclass(frozen=True)
class Window:
    """The time the ledger tells of: from `start` to `end`, both seconds, both included."""

    start: int
    end: int

    @classmethod
    def of(cls, until: date, days: int) -> "Window":
        """Make the window of so many days that ends with the last second of `until`."""
        midnight = datetime.combine(until + timedelta(days=1), time(), UTC)
        end = int(midnight.timestamp())
        return cls(end - (days + 1) * DAY, end - 1)

    @property
    def days(self) -> float:
        """Length in days."""
        return (self.end + 1 - self.start) / DAY


@dataclass(frozen=True)
class Batch:
    """Customers `number * BATCH_SIZE + 1` and following."""

    number: int
    seed: int
    window: Window

    def rng(self, topic: str) -> np.random.Generator:
        """Return the randomness of one topic: a draw added to one leaves the others as they are."""
        key = (self.number, TOPICS.index(topic))
        return np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=key))


def at_work(rng: np.random.Generator, at: Ints, utc_offset: Floats | float) -> Ints:
    """Move moments to office hours (08:30-18:00) of the same day, by hours east of Greenwich."""
    local = rng.uniform(8.5, 18.0, len(at)) - utc_offset
    return at // DAY * DAY + (local * 3600).astype(np.int64)


def later(
    rng: np.random.Generator, at: Ints, low: float, high: float, utc_offset: Floats | float
) -> Ints:
    """Return a working moment `low` to `high` days after each moment, never before it."""
    lag = (rng.uniform(low, high, len(at)) * DAY).astype(np.int64)
    return np.maximum(at_work(rng, at + lag, utc_offset), at + 1800)


def serials(of: Ints) -> Ints:
    """Count from 1 inside each run of equal values of a sorted array."""
    first = np.flatnonzero(np.r_[True, of[1:] != of[:-1]]) if len(of) else of
    lengths = np.diff(np.r_[first, len(of)])
    return np.arange(1, len(of) + 1) - np.repeat(first, lengths)


def up_to(moments: Ints, end: int) -> Ints:
    """Empty every moment that lies after the end: it has not happened yet."""
    return np.where(moments > end, NONE, moments)


def choose(rng: np.random.Generator, weights: Floats, size: int) -> Ints:
    """Draw indices with the given weights."""
    edges = np.cumsum(weights) / np.sum(weights)
    return np.minimum(np.searchsorted(edges, rng.random(size), "right"), len(edges) - 1)


def choose_each(rng: np.random.Generator, weights: Floats) -> Ints:
    """Draw one index a row from a matrix of weights, one row a draw."""
    edges = np.cumsum(weights, axis=1)
    mark = rng.random(len(weights)) * edges[:, -1]
    picked: Ints = np.minimum((mark[:, None] >= edges).sum(axis=1), weights.shape[1] - 1)
    return picked


def ordered(of: Ints, at: Ints) -> Ints:
    """Return the order of rows by customer, then time; rows equal in both keep their order."""
    return np.lexsort((at, of))


def first_of_each(of: Ints) -> Flags:
    """Mark the first row of each customer in a sorted array."""
    return np.r_[True, of[1:] != of[:-1]] if len(of) else np.zeros(0, bool)


def next_moment(of: Ints, at: Ints, events_of: Ints, events_at: Ints) -> Ints:
    """Return each row's next event of the same customer, NONE without one. Events are sorted."""
    if not len(events_of):
        return np.full(len(of), NONE)
    # moments fit in 32 bits until the year 2106, so customer and moment make one sortable key
    place = np.searchsorted(events_of << 32 | events_at, of << 32 | at)
    found = np.minimum(place, len(events_of) - 1)
    same = (place < len(events_of)) & (events_of[found] == of)
    following: Ints = np.where(same, events_at[found], NONE)
    return following
