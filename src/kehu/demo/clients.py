"""The customers of a batch: what each is like, before anything happens."""

from dataclasses import dataclass

import numpy as np

from kehu.demo.archetypes import deal_out, draw_between, is_any, parameter
from kehu.demo.batches import (
    BATCH_SIZE,
    CHINA,
    DAY,
    NONE,
    Batch,
    Flags,
    Floats,
    Ints,
    choose,
    choose_each,
)
from kehu.demo.catalogue import catalogue
from kehu.demo.world import countries

CURRENCIES = ("USD", "EUR", "GBP", "CNY")
PER_DOLLAR = np.array([1.0, 0.91, 0.78, 7.1])
"""What a dollar price becomes in each currency of the price list."""

OWNERS = (
    "李娜",
    "王伟",
    "张敏",
    "刘洋",
    "陈静",
    "杨帆",
    "赵磊",
    "黄丽",
    "周强",
    "吴霞",
    "徐明",
    "孙悦",
)

ROLES = ("distributor", "wholesaler", "oem", "project", "retailer", "repairer", "end_user")
_ROLE_WEIGHTS = np.array([20, 26, 9, 12, 16, 4, 6, 7], dtype=float)  # the last is not known

SOURCES = ("fair", "referral", "website", "platform", "social", "ads", "search", "customs", "other")
_SOURCE_WEIGHTS = np.array([15, 8, 16, 26, 9, 8, 8, 5, 2, 3], dtype=float)  # the last is not known
_LISTED_WEIGHTS = np.array([12, 0, 0, 0, 6, 0, 45, 30, 5, 2], dtype=float)  # who never wrote to us
_WE_WROTE_FIRST = np.array([s in ("search", "customs", "other") for s in SOURCES] + [False])

TASTES = ("plain", "bargainer", "methodical", "hurried", "grumbler")
_TASTE_WEIGHTS = np.array([43, 25, 15, 13, 4], dtype=float)


@dataclass(frozen=True)
class Clients:
    """One value a customer of the batch, in the order of their numbers."""

    number: Ints
    archetype: Ints
    country: Ints
    city: Ints
    utc_offset: Floats  # hours
    arrival: Ints  # first contact
    role: Ints
    source: Ints
    wrote_first: Flags  # we did, not they
    currency: Ints
    owner: Ints
    taste: Ints
    reply: Floats  # chance that a message of ours is answered
    kept: Flags  # gets after-sales calls
    amount: Floats  # typical order, US dollars
    discount: Floats
    favourite: Ints  # category
    second: Ints  # category
    breadth: Floats  # chance that an order line is of the second category
    contacts: Ints  # number of people we know
    blacklisted_at: Ints

    def __len__(self) -> int:
        return len(self.number)

    def parameter(self, name: str) -> Floats:
        """Return one field of every customer's archetype."""
        return parameter(self.archetype, name)

    def are(self, *names: str) -> Flags:
        """Tell which customers are of one of these archetypes."""
        return is_any(self.archetype, *names)


def draw_clients(batch: Batch) -> Clients:
    """Draw the customers of a batch. Always the whole batch, so that none depends on how many
    are asked for."""
    rng = batch.rng("clients")
    archetype = deal_out(rng, BATCH_SIZE)
    country = choose(rng, np.array([place.weight for place in countries()]), BATCH_SIZE)
    city, utc_offset = _cities(rng, country)
    role = _roles(rng, archetype)
    source = _sources(rng, archetype)
    wrote_first = _WE_WROTE_FIRST[source] | (parameter(archetype, "asks") == 0)
    arrival = _arrivals(rng, batch, archetype, np.where(wrote_first, CHINA, utc_offset))
    favourite, second = _tastes_in_products(rng, role)
    return Clients(
        number=batch.number * BATCH_SIZE + np.arange(1, BATCH_SIZE + 1),
        archetype=archetype,
        country=country,
        city=city,
        utc_offset=utc_offset,
        arrival=arrival,
        role=role,
        source=source,
        wrote_first=wrote_first,
        currency=_currencies(rng, country),
        owner=choose(rng, np.linspace(2, 1, len(OWNERS)), BATCH_SIZE),
        taste=choose(rng, _TASTE_WEIGHTS, BATCH_SIZE),
        reply=np.clip(
            parameter(archetype, "reply") * rng.lognormal(-0.1, 0.5, BATCH_SIZE), 0, 0.95
        ),
        kept=rng.random(BATCH_SIZE) < parameter(archetype, "kept"),
        amount=_typical_amounts(rng, archetype),
        discount=np.clip(rng.normal(0.06, 0.05, BATCH_SIZE), 0, 0.2),
        favourite=favourite,
        second=second,
        breadth=np.where(rng.random(BATCH_SIZE) < 0.4, 0.0, rng.uniform(0.1, 0.8, BATCH_SIZE)),
        contacts=1 + rng.binomial(2, 0.25, BATCH_SIZE),
        blacklisted_at=_blacklistings(rng, batch, archetype, arrival),
    )


def _cities(rng: np.random.Generator, country: Ints) -> tuple[Ints, Floats]:
    """Draw cities, the first of a country most often; with them hours east of Greenwich."""
    offsets = np.array([_padded([c.utc_offset for c in place.cities]) for place in countries()])
    number = np.array([len(place.cities) for place in countries()])[country]
    city = (rng.random(len(country)) ** 1.5 * number).astype(np.int64)
    return city, offsets[country, city]


def _padded(values: list[float]) -> list[float]:
    return values + [0.0] * (8 - len(values))


def _arrivals(rng: np.random.Generator, batch: Batch, archetype: Ints, utc_offset: Floats) -> Ints:
    place = draw_between(rng, archetype, "arrival")
    # two days are left free at each end, so that office hours stay inside the window
    days = 2 + np.floor(place * (batch.window.days - 4))
    local = rng.uniform(8.5, 18.0, len(archetype)) - utc_offset
    return batch.window.start + (days * DAY + local * 3600).astype(np.int64)


def _roles(rng: np.random.Generator, archetype: Ints) -> Ints:
    weights = np.tile(_ROLE_WEIGHTS, (len(archetype), 1))
    weights[is_any(archetype, "project")] = [2, 2, 4, 80, 2, 0, 8, 2]
    weights[is_any(archetype, "key")] = [45, 25, 18, 5, 7, 0, 0, 0]
    weights[is_any(archetype, "silent", "untouched", "passer_by")] *= [1, 1, 1, 1, 1, 1, 1, 6]
    role = choose_each(rng, weights)
    return np.where(role == len(ROLES), -1, role)


def _sources(rng: np.random.Generator, archetype: Ints) -> Ints:
    asks = parameter(archetype, "asks") > 0
    return choose_each(rng, np.where(asks[:, None], _SOURCE_WEIGHTS, _LISTED_WEIGHTS))


def _currencies(rng: np.random.Generator, country: Ints) -> Ints:
    """Most deals are in US dollars, some in the currency usual for the country."""
    usual = np.array([CURRENCIES.index(place.currency) for place in countries()])[country]
    return np.where(rng.random(len(country)) < 0.35, usual, 0)


def _typical_amounts(rng: np.random.Generator, archetype: Ints) -> Floats:
    spread = parameter(archetype, "spread")
    return parameter(archetype, "amount") * np.exp(rng.normal(0, 1, len(archetype)) * spread)


def _tastes_in_products(rng: np.random.Generator, role: Ints) -> tuple[Ints, Ints]:
    """Draw a favourite and a second category; builders look at high bays and street lights."""
    names = list(dict.fromkeys(catalogue().categories))
    usual = np.array([16, 13, 13, 11, 10, 11, 12, 8, 6], dtype=float)
    builders = np.array([18, 5, 4, 20, 24, 16, 10, 2, 1], dtype=float)
    shops = np.array([10, 18, 18, 1, 1, 8, 10, 12, 22], dtype=float)
    weights = np.tile(usual[: len(names)], (len(role), 1))
    weights[role == ROLES.index("project")] = builders
    weights[role == ROLES.index("retailer")] = shops
    favourite = choose_each(rng, weights)
    weights[np.arange(len(role)), favourite] = 0
    return favourite, choose_each(rng, weights)


def _blacklistings(rng: np.random.Generator, batch: Batch, archetype: Ints, arrival: Ints) -> Ints:
    """Half of the frauds are found out within two months, and a bad debtor now and then."""
    chance = np.where(is_any(archetype, "fraud"), 0.5, 0.0)
    day = arrival + rng.integers(5, 60, len(arrival)) * DAY
    found = (rng.random(len(arrival)) < chance) & (day <= batch.window.end)
    return np.where(found, day, NONE)
