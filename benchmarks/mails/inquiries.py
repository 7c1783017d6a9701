"""Letters that ask: inquiries of three depths and sample requests."""

import random

from benchmarks.mails import shapes
from benchmarks.mails.asking import Asking
from benchmarks.mails.letter import Letter
from benchmarks.mails.people import Buyer


def detailed(rng: random.Random, part: str, language: str, who: Buyer | None = None) -> Letter:
    asking = Asking(rng, part, language, "inquiry_detailed", who)
    if other := shapes.firm(asking):
        return other
    asking.open()
    asking.ask_firm()
    asking.terms(rng.choice([1, 2, 2, 3]))
    asking.extras()
    return asking.end("detailed")


def partial(rng: random.Random, part: str, language: str, who: Buyer | None = None) -> Letter:
    asking = Asking(rng, part, language, "inquiry_partial", who)
    if other := shapes.loose(asking, asking.ask_part, "partial"):
        return other
    asking.open()
    asking.ask_part()
    firm = all(line.definite and line.quantity for line in asking.said.lines)
    if not firm and rng.random() < 0.4:
        asking.terms(1)
    asking.extras() if not firm else None
    return asking.end("partial")


def generic(rng: random.Random, part: str, language: str, who: Buyer | None = None) -> Letter:
    asking = Asking(rng, part, language, "inquiry_generic", who)
    letter = shapes.loose(asking, asking.ask_anything, "generic")
    if not letter:
        asking.open(introduce=0.5)
        asking.ask_anything()
        letter = asking.end("generic")
    if asking.said.grouped:
        letter.case = "inquiry_category"
    return letter


def sample(rng: random.Random, part: str, language: str, who: Buyer | None = None) -> Letter:
    """A sample wanted; who is to pay, where to, and which, differ."""
    definite = rng.random() < 0.75
    asking = Asking(rng, part, language, "sample_request", who)
    asking.said.ask = "sample"
    asking.open(introduce=0.7)
    asking.ask_sample(definite=definite)
    if definite:
        asking.letter.add(asking.pieces.say("trade"))
    chance = rng.random()
    if chance < 0.3 and asking.pieces.has("offer"):
        asking.said.offers_to_pay = True
        asking.letter.add(asking.pieces.say("offer"))
    elif chance < 0.45:
        asking.letter.add(asking.pieces.say("freight"))
    if rng.random() < 0.6:
        asking.said.destination = asking.buyer.city_en
        asking.said.country = asking.said.country or asking.buyer.country
        asking.letter.add(asking.pieces.say("ship_to", dest=asking.buyer.city))
    return asking.end("sample")
