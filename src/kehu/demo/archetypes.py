"""The kinds of customer the demo knows, and the process each follows.

Shares are of all customers. Places in time (`arrival`, `stop`) are fractions of the window,
periods are days, amounts US dollars an order.
"""

from dataclasses import dataclass

import numpy as np

from kehu.demo.batches import Flags, Floats, Ints

NEVER = (2.0, 2.0)


@dataclass(frozen=True)
class Archetype:
    """One kind of customer; every field is a default for its customers' draws."""

    name: str
    share: float
    arrival: tuple[float, float]
    most: int = 0  # orders at the utmost; 0 never orders
    period: tuple[float, float] = (60.0, 120.0)
    trend: float = 1.0  # each gap is this times the one before
    growth: float = 1.0  # each order is this times the one before
    stop: tuple[float, float] = NEVER  # no order after this
    amount: float = 3000.0  # median of the typical order
    spread: float = 1.15  # its standard deviation over customers, in logarithms
    late: float = 0.03  # share of payments that come late
    inquiries: float = 0.0  # mean number after the first
    asks: float = 1.0  # chance that there is a first inquiry
    quoted: float = 0.6  # chance that an inquiry is quoted
    samples: float = 0.05  # chance that a quotation leads to a sample
    reply: float = 0.35  # chance that a message of ours is answered
    cadence: float = 75.0  # days between our follow-ups
    patience: float = 0.3  # of the window, how long we follow up after the last event
    kept: float = 0.3  # chance that we call after every delivery
    complaint: float = 0.04  # chance that a delivery is complained of


ARCHETYPES = (
    Archetype("key", 0.013, (0, 0.1), 40, (18, 40), 1.0, 1.01, amount=17000, spread=0.7,
              inquiries=2, quoted=0.9, samples=0.4, reply=0.7, cadence=40, patience=1, kept=0.95),
    Archetype("regular", 0.09, (0, 0.5), 40, (35, 130), amount=3600, inquiries=1, quoted=0.9,
              samples=0.25, reply=0.5, cadence=95, patience=1, kept=0.75),
    Archetype("slow", 0.03, (0, 0.3), 6, (170, 260), amount=3600, quoted=0.9, samples=0.2,
              reply=0.4, cadence=90, patience=1, kept=0.4),
    Archetype("seasonal", 0.04, (0, 0.3), 12, amount=6500, quoted=0.9, samples=0.2, reply=0.4,
              cadence=90, patience=1, kept=0.5),
    Archetype("growing", 0.03, (0.1, 0.5), 30, (60, 120), 0.9, 1.13, amount=2400, inquiries=2,
              quoted=0.9, samples=0.3, reply=0.65, cadence=50, patience=1, kept=0.85),
    Archetype("fading", 0.03, (0, 0.2), 30, (25, 60), 1.22, 0.88, amount=7500, quoted=0.8,
              samples=0.15, reply=0.25, cadence=80, patience=0.5, kept=0.4),
    Archetype("lost", 0.035, (0, 0.1), 30, (30, 80), stop=(0.35, 0.65), amount=4200, quoted=0.8,
              samples=0.15, reply=0.2, cadence=80, patience=0.2, kept=0.3, complaint=0.12),
    Archetype("dormant", 0.045, (0, 0.12), 4, (50, 120), stop=(0.3, 0.48), amount=2200,
              reply=0.2, cadence=90, patience=0.25, kept=0.2),
    Archetype("project", 0.02, (0, 0.8), 2, (120, 300), amount=36000, spread=0.9, inquiries=1,
              quoted=1.0, samples=0.5, reply=0.5, cadence=60, patience=0.4, kept=0.6),
    Archetype("one_time", 0.055, (0, 0.85), 1, amount=1500, spread=1.0, reply=0.25,
              cadence=80, patience=0.25, kept=0.3),
    Archetype("late_payer", 0.022, (0, 0.4), 30, (40, 130), amount=4000, late=0.45, inquiries=1,
              quoted=0.9, reply=0.45, cadence=70, patience=1, kept=0.4),
    Archetype("newcomer", 0.02, (0.76, 0.88), 4, (30, 60), amount=2600, quoted=1.0, samples=0.4,
              reply=0.6, cadence=30, patience=1, kept=0.7),
    Archetype("sampler", 0.05, (0, 0.95), inquiries=0.6, quoted=1.0, samples=1.0, reply=0.35,
              cadence=35),
    Archetype("negotiator", 0.03, (0.75, 0.94), inquiries=1.0, quoted=1.0, samples=0.35,
              reply=0.75, cadence=12),
    Archetype("inquirer", 0.175, (0, 0.99), inquiries=0.9, quoted=0.65, samples=0.06, reply=0.3,
              cadence=55, patience=0.2),
    Archetype("passer_by", 0.075, (0, 0.995), quoted=0.2, samples=0.0, reply=0.03, cadence=45,
              patience=0.12),
    Archetype("silent", 0.16, (0, 0.998), asks=0.0, reply=0.0, cadence=36, patience=0.24),
    Archetype("untouched", 0.05, (0, 1.0), asks=0.0, reply=0.0),
    Archetype("unfit", 0.02, (0, 0.9), inquiries=0.2, quoted=0.3, samples=0.0, reply=0.2,
              patience=0.08),
    Archetype("fraud", 0.01, (0, 0.98), inquiries=0.7, quoted=0.1, samples=0.0, reply=0.3,
              patience=0.03),
)  # fmt: skip

_PLACE = {archetype.name: place for place, archetype in enumerate(ARCHETYPES)}


def is_any(archetype: Ints, *names: str) -> Flags:
    """Tell for each customer whether it is of one of these kinds."""
    found: Flags = np.isin(archetype, [_PLACE[name] for name in names])
    return found


def parameter(archetype: Ints, name: str) -> Floats:
    """Return one field of every customer's archetype."""
    return np.array([getattr(kind, name) for kind in ARCHETYPES], dtype=float)[archetype]


def draw_between(rng: np.random.Generator, archetype: Ints, name: str) -> Floats:
    """Draw one value a customer between the two bounds of a field."""
    bounds = np.array([getattr(kind, name) for kind in ARCHETYPES], dtype=float)[archetype]
    return rng.uniform(bounds[:, 0], bounds[:, 1])


def deal_out(rng: np.random.Generator, size: int) -> Ints:
    """Give out archetypes in exactly their shares, in random order.

    Exact quotas rather than draws, so that even a small ledger has every kind of customer.
    """
    shares = np.array([kind.share for kind in ARCHETYPES])
    edges = np.round(np.cumsum(shares) / shares.sum() * size).astype(np.int64)
    kinds = np.repeat(np.arange(len(ARCHETYPES)), np.diff(edges, prepend=0))
    return rng.permutation(kinds)
