"""Quantities and how buyers write them, in digits, words and containers."""

import random
from dataclasses import dataclass

from benchmarks.mails.data import table

BOXES = ("20GP", "40GP", "40HQ")


@dataclass(frozen=True)
class Amount:
    """`quantity` and `unit` are the truth, `text` is what stands in the mail."""

    quantity: int
    unit: str | None
    text: str


def amount(rng: random.Random, language: str, unit: str, price: float) -> Amount:
    """A plausible quantity of goods of that unit and price (USD)."""
    words = table(f"goods/{language}")["units"]
    if rng.random() < 0.07:
        box = rng.choice(BOXES)
        return Amount(1, box, rng.choice(words["container"]).format(box=box))
    number = rng.choice(_usual(price))
    if rng.random() < 0.06:
        unit = rng.choice(["carton", "pallet"])
        number = rng.choice([3, 5, 8, 12, 20, 40])
        packed = join(language, str(number), rng.choice(words[unit]))
        return Amount(number, unit, packed)
    name = rng.choice(words[unit])
    spelled = words.get("words", {}).get(str(number))
    chance = rng.random()
    if spelled and chance < 0.3:
        return Amount(number, unit, join(language, spelled, name))
    if number % 1000 == 0 and chance < 0.42:
        return Amount(number, unit, join(language, f"{number // 1000}k", name))
    if chance < 0.47:
        return Amount(number, None, digits(rng, language, number))
    if chance < 0.5:
        upper = digits(rng, language, number * 2)
        return Amount(
            number, unit, join(language, f"{digits(rng, language, number)}-{upper}", name)
        )
    return Amount(number, unit, join(language, digits(rng, language, number), name))


def few(rng: random.Random, language: str, unit: str, *, most: int = 5) -> Amount:
    """A sample's quantity."""
    words = table(f"goods/{language}")["units"]
    number = rng.randint(2, most)
    return Amount(number, unit, join(language, str(number), words[unit][0]))


def digits(rng: random.Random, language: str, number: int) -> str:
    """The number with the language's sign between thousands, or none."""
    sign = rng.choice(table(f"goods/{language}")["units"]["thousands"])
    return f"{number:,}".replace(",", sign)


def join(language: str, number: str, unit: str) -> str:
    return f"{number}{unit}" if language in ("zh", "ja", "ko") else f"{number} {unit}"


def _usual(price: float) -> list[int]:
    if price > 60:
        return [10, 20, 25, 30, 50, 60, 80, 120]
    if price > 12:
        return [50, 80, 100, 150, 200, 240, 300, 500]
    if price > 2:
        return [300, 500, 500, 800, 1000, 1000, 1200, 1500, 2000, 2500]
    return [1000, 2000, 2000, 3000, 3000, 5000, 10000, 12000]
