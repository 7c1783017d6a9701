"""Figures as people read them at a glance: short, with the exact value beside."""

from dataclasses import dataclass
from functools import lru_cache
from math import floor, isnan, log10
from typing import Any

from kehu.desk.core.currencies import symbol
from kehu.engine.measures import MEASURES
from kehu.engine.rules.words import Words
from kehu.engine.standings import STANDINGS
from kehu.words import Lang

_STEPS: dict[Lang, tuple[tuple[float, str], ...]] = {
    "zh": ((1e8, "亿"), (1e4, "万")),
    "en": ((1e9, "B"), (1e6, "M"), (1e3, "K")),
}


@dataclass(frozen=True)
class Figure:
    """A number as it is shown, and the exact one."""

    short: str
    exact: str


def figure(name: str, value: float, words: Words) -> Figure | None:
    """A measure's value; None where it is unknown."""
    if isnan(value):
        return None
    unit = _unit(name)
    if unit == "yes or no":
        return _same(words.figure(bool(value)))
    if unit == "base currency":
        return money(value, words)
    number = int(value) if value.is_integer() else value
    return Figure(words.figure(number, unit, 1), words.value(name, number, 6))


def money(value: float, words: Words) -> Figure:
    """An amount in base currency: ¥124万, ¥1.24M."""
    sign = symbol(words.currency, words.lang)
    minus = "−" if value < 0 else ""
    exact = words.amount(round(value, 2))
    return Figure(f"{minus}{sign}{shortened(abs(value), words.lang)}", exact)


def shortened(value: float, lang: Lang) -> str:
    """Three digits that count, and 万 or M for the rest."""
    for step, mark in _STEPS[lang]:
        if value >= step * 0.9995:
            return f"{_three(value / step)}{mark}"
    return _three(value)


def _three(value: float) -> str:
    if value < 1:
        return f"{value:.2g}" if value else "0"
    places = max(0, 2 - floor(log10(value)))
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=512)
def _unit(name: str) -> str:
    known: Any = MEASURES.get(name) or STANDINGS.get(name)
    return known.unit if known else ""


def _same(text: str) -> Figure:
    return Figure(text, text)
