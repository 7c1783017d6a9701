"""The table judgements: what our people decided about customers, portrait tags and overrides."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from kehu.demo import columns
from kehu.demo.batches import (
    CHINA,
    DAY,
    NONE,
    Batch,
    Flags,
    Floats,
    Ints,
    at_work,
    ordered,
    serials,
)
from kehu.demo.clients import OWNERS, ROLES, Clients
from kehu.demo.conversations import Past
from kehu.demo.naming import Company
from kehu.demo.tables import Section

_LASTS = 365  # days, of a judgement that expires

_TAGS: dict[str, tuple[tuple[str, ...], float]] = {
    "temperament": (("shrewd", "complaining", "silent", "methodical"), 0.06),
    "lead_time_sensitivity": (("very_sensitive", "indifferent"), 0.06),
    "decision_maker": (("owner", "purchasing manager", "general manager", "engineer"), 0.12),
    "manner": (("soft", "medium", "rough"), 0.08),
    "brand": (("owner", "user"), 0.07),
    "new_products": (("quick", "waits", "slow"), 0.05),
    "usual_payment_terms": (("T/T 30/70", "L/C at sight", "T/T in advance", "O/A 30 days"), 0.1),
    "product_factors": (("certificates", "packaging", "warranty", "colour", "power", "looks"), 0.1),
}
"""Subjects with their values, and the share of customers in contact that are judged in it."""

_OVERRIDES: dict[str, tuple[str, ...]] = {
    "label:product_match": ("A", "B", "C", "D"),
    "label:stage": ("C", "D", "E"),
    "label:deal_stars": ("1", "2", "3"),
    "label:value_tier": ("key", "major"),
    "label:temperament": ("shrewd", "methodical"),
    "label:company_size": ("large", "medium", "small", "micro"),
    "label:loyalty": ("loyal", "existing"),
    "label:payment_timeliness": ("timely", "sometimes_late"),
}
_OVERRIDE_WEIGHTS = np.array([60, 10, 6, 6, 5, 5, 4, 4], dtype=float)
LIFTED = "-"


@dataclass(frozen=True)
class Verdicts:
    """Judgements of one subject: whose, when, what; `until` in days since 1970."""

    of: Ints
    at: Ints
    subject: pa.Array
    value: pa.Array
    until: Ints


def judgements(batch: Batch, clients: Clients, past: Past, companies: list[Company]) -> Section:
    """Return the judgements table."""
    rng = batch.rng("judgements")
    asked = np.unique(past.asked.of)
    groups = [
        _needs(rng, batch, clients),
        _waiting(rng, batch, clients, asked),
        _order_times(rng, batch, clients, asked),
        _prospects(rng, batch, clients, asked),
        _roles(rng, batch, clients, asked),
        _referrals(rng, past, companies),
        *(_tag(rng, batch, clients, asked, subject) for subject in _TAGS),
        *_overrides(rng, batch, clients, asked),
    ]
    of, at, until = (
        np.concatenate([getattr(group, name) for group in groups]) for name in ("of", "at", "until")
    )
    told = np.flatnonzero(at <= batch.window.end)
    sort = told[ordered(of[told], at[told])]
    of = of[sort]
    rows = {
        "judgement_id": columns.ids("J", clients.number[of], (serials(of), 2)),
        "customer_id": columns.ids("C", clients.number[of]),
        "at": columns.moments(at[sort]),
        "subject": pa.concat_arrays([group.subject for group in groups]).take(pa.array(sort)),
        "value": pa.concat_arrays([group.value for group in groups]).take(pa.array(sort)),
        "by": columns.words(clients.owner[of], OWNERS),
        "until": columns.dates(until[sort]),
    }
    return Section.make("judgements", of, rows)


def _verdicts(
    of: Ints, at: Ints, subject: str, value: pa.Array, until: Ints | None = None
) -> Verdicts:
    """Judge in office hours of the day given."""
    empty = np.full(len(of), NONE)
    return Verdicts(of, at, _same(subject, len(of)), value, empty if until is None else until)


def _same(word: str, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(word), count)


def _some(rng: np.random.Generator, of: Ints, share: float | Floats) -> Ints:
    return of[rng.random(len(of)) < share]


def _since(
    rng: np.random.Generator, batch: Batch, clients: Clients, of: Ints, recent: bool = False
) -> Ints:
    """Some day after the customer's first three weeks; `recent` puts most of them near the end."""
    first = np.minimum(clients.arrival[of] + 21 * DAY, batch.window.end)
    place = rng.random(len(of)) ** (0.15 if recent else 1.0)
    at = first + ((batch.window.end - first) * place).astype(np.int64)
    return np.maximum(at_work(rng, at, CHINA), clients.arrival[of] + 1800)


def _needs(rng: np.random.Generator, batch: Batch, clients: Clients) -> Verdicts:
    """Unfit customers turn out to have no need; a few of the others are noted as open."""
    unfit = np.flatnonzero(clients.are("unfit"))
    open_ = _some(rng, np.flatnonzero(clients.are("inquirer", "negotiator")), 0.05)
    closed = _some(rng, np.flatnonzero(clients.are("dormant", "lost")), 0.04)
    of = np.concatenate([unfit, open_, closed])
    values = np.repeat([0, 3, 2], [len(unfit), len(open_), len(closed)])
    values = np.where(values == 0, rng.integers(0, 3, len(of)), values)
    words = columns.words(values, ("no_need", "mismatch", "closed", "open"))
    return _verdicts(of, _since(rng, batch, clients, of), "need", words)


def _waiting(rng: np.random.Generator, batch: Batch, clients: Clients, asked: Ints) -> Verdicts:
    of = _some(rng, asked, 0.08)
    at = _since(rng, batch, clients, of, recent=True)
    return _verdicts(of, at, "waiting_until", _day_after(at, rng.integers(10, 90, len(of))))


def _order_times(rng: np.random.Generator, batch: Batch, clients: Clients, asked: Ints) -> Verdicts:
    of = _some(rng, asked, np.where(clients.are("negotiator")[asked], 0.4, 0.02))
    at = _since(rng, batch, clients, of)
    return _verdicts(of, at, "order_time", _day_after(at, rng.integers(20, 120, len(of))))


def _day_after(at: Ints, days: Ints) -> pa.Array:
    """Return dates as a judgement's value writes them."""
    return columns.dates(at // DAY + days).cast(pa.string())


def _prospects(rng: np.random.Generator, batch: Batch, clients: Clients, asked: Ints) -> Verdicts:
    """A hunch, from 0 to 100, in steps of five, about those who have asked but not bought."""
    of = _some(rng, asked, np.where(clients.parameter("most")[asked] > 0, 0.05, 0.3))
    mean = np.where(clients.are("negotiator", "sampler")[of], 70, 45)
    score = np.clip(np.round(rng.normal(mean, 20) / 5) * 5, 0, 100).astype(np.int64)
    value = pa.array(score).cast(pa.string())
    return _verdicts(of, _since(rng, batch, clients, of), "prospects", value)


def _roles(rng: np.random.Generator, batch: Batch, clients: Clients, asked: Ints) -> Verdicts:
    """What they are is found out later, or found to be something else."""
    of = _some(rng, asked, np.where(clients.role[asked] < 0, 0.5, 0.02))
    value = columns.words(rng.integers(0, len(ROLES), len(of)), ROLES)
    return _verdicts(of, _since(rng, batch, clients, of), "channel_role", value)


def _referrals(rng: np.random.Generator, past: Past, companies: list[Company]) -> Verdicts:
    """A buyer brought us another company of our list, noted after the second order."""
    orders = past.orders
    rows = np.flatnonzero((orders.serial == 2) & (rng.random(len(orders.of)) < 0.05))
    # only companies of smaller number: those are listed however few customers are asked for
    places = (rng.random(len(rows)) * orders.of[rows]).astype(np.int64)
    friends = [companies[place].name for place in places]
    at = at_work(rng, orders.at[rows] + rng.integers(5, 40, len(rows)) * DAY, CHINA)
    return _verdicts(orders.of[rows], at, "referral", pa.array(friends, type=pa.string()))


def _tag(
    rng: np.random.Generator, batch: Batch, clients: Clients, asked: Ints, subject: str
) -> Verdicts:
    values, share = _TAGS[subject]
    of = _some(rng, asked, share * np.where(clients.parameter("most")[asked] > 0, 2.0, 0.5))
    value = columns.words(rng.integers(0, len(values), len(of)), values)
    return _verdicts(of, _since(rng, batch, clients, of), subject, value)


def _overrides(
    rng: np.random.Generator, batch: Batch, clients: Clients, asked: Ints
) -> list[Verdicts]:
    """Labels set by hand, a third of them for a year; some are lifted again."""
    of = _some(rng, asked, 0.05)
    pairs = [(subject, code) for subject, codes in _OVERRIDES.items() for code in codes]
    counts = np.array([len(codes) for codes in _OVERRIDES.values()])
    weights = np.repeat(_OVERRIDE_WEIGHTS / counts, counts)
    drawn = rng.choice(len(pairs), len(of), p=weights / weights.sum())
    subject = columns.words(drawn, [subject for subject, _ in pairs])
    at = _since(rng, batch, clients, of)
    until = np.where(rng.random(len(of)) < 0.33, at // DAY + _LASTS, NONE)
    lifted: Flags = rng.random(len(of)) < 0.1
    later = at_work(rng, at[lifted] + rng.integers(20, 200, int(lifted.sum())) * DAY, CHINA)
    return [
        Verdicts(of, at, subject, columns.words(drawn, [code for _, code in pairs]), until),
        Verdicts(
            of[lifted], later, subject.filter(pa.array(lifted)), _same(LIFTED, len(later)),
            np.full(len(later), NONE),
        ),
    ]  # fmt: skip
