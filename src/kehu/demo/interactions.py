"""The table interactions: every message with its channel, its fate and its words."""

import numpy as np

from kehu.demo import columns
from kehu.demo.batches import Batch, Flags, Ints, choose, serials
from kehu.demo.catalogue import catalogue
from kehu.demo.clients import SOURCES, Clients
from kehu.demo.conversations import Talk
from kehu.demo.phrases import phrase_book
from kehu.demo.tables import Section

CHANNELS = (
    "email",
    "phone",
    "whatsapp",
    "wechat",
    "meeting",
    "fair",
    "visit",
    "social",
    "platform",
    "letter",
    "other",
)
_HABIT = np.array([50, 9, 27, 5, 0, 0, 0, 3, 5, 0, 0.3])
_FOR_ONCE = np.array([40, 20, 25, 5, 3, 0, 3, 3, 2, 0.5, 1])
_PROSPECTING = np.array([82, 4, 2, 0, 0, 0, 0, 9, 1, 2, 0])
_CAN_BOUNCE = [CHANNELS.index(name) for name in ("email", "letter", "whatsapp")]
_WITH_TEXT = 0.45  # share of messages whose words were kept


def interactions(batch: Batch, clients: Clients, talk: Talk) -> Section:
    """Return the interactions table."""
    rng = batch.rng("interactions").spawn(1)[0]
    book = phrase_book()
    phrase = book.choose(rng, talk.situation, clients.taste[talk.of])
    inbound = np.array(book.inbound)[talk.situation]
    channel = _channels(rng, clients, talk)
    spoken = rng.random(len(talk.of)) < _WITH_TEXT
    text = phrase * len(catalogue()) + talk.about
    serial = serials(talk.of)
    rows = {
        "interaction_id": columns.ids("I", clients.number[talk.of], (serial, 3)),
        "customer_id": columns.ids("C", clients.number[talk.of]),
        "contact_id": columns.ids("K", clients.number[talk.of], (_contacts(rng, clients, talk), 1)),
        "at": columns.moments(talk.at),
        "direction": columns.words(inbound.astype(np.int64), ("out", "in")),
        "channel": columns.words(channel, CHANNELS),
        "kind": columns.words(talk.situation, book.kinds),
        "delivered": columns.flags(~_bounced(rng, clients, talk, channel), ~inbound),
        "topics": columns.words(phrase, book.topics),
        "text": columns.words(np.where(spoken, text, -1), book.texts),
    }
    return Section.make("interactions", talk.of, rows)


def _contacts(rng: np.random.Generator, clients: Clients, talk: Talk) -> Ints:
    """Three messages of four go through the first contact."""
    count = clients.contacts[talk.of]
    anyone = 1 + (rng.random(len(count)) * count).astype(np.int64)
    return np.where(rng.random(len(count)) < 0.75, 1, anyone)


def _channels(rng: np.random.Generator, clients: Clients, talk: Talk) -> Ints:
    """Every customer has a usual channel; some occasions have their own."""
    size = len(talk.of)
    book = phrase_book()
    habit = choose(rng, _HABIT, len(clients))[talk.of]
    channel = np.where(rng.random(size) < 0.8, habit, choose(rng, _FOR_ONCE, size))
    cold = talk.situation == book.place("prospecting")
    channel = np.where(cold, choose(rng, _PROSPECTING, size), channel)
    source = clients.source[talk.of]
    first = serials(talk.of) == 1
    for name in ("fair", "platform", "social"):
        began_there = first & ~cold & (source == SOURCES.index(name))
        channel = np.where(began_there, CHANNELS.index(name), channel)
    return channel


def _bounced(rng: np.random.Generator, clients: Clients, talk: Talk, channel: Ints) -> Flags:
    """Cold letters come back more often; a bought address is often dead for good."""
    silent = clients.are("silent")
    dead = silent & (rng.random(len(clients)) < 0.08)
    chance = np.where(dead[talk.of], 0.95, np.where(silent[talk.of], 0.05, 0.015))
    bounced: Flags = np.isin(channel, _CAN_BOUNCE) & (rng.random(len(channel)) < chance)
    return bounced
