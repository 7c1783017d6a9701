"""What the preset decides, from `rulebook/online_retail.yaml`: goods, reasons, categories."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from kehu.rulebook import read
from kehu.words import Lang


@dataclass(frozen=True)
class Category:
    """One category: the words that make a description belong to it, and those that keep it out."""

    code: str
    words: re.Pattern[str]
    unless: re.Pattern[str] | None

    def has(self, description: str) -> bool:
        """Whether the description belongs here, were this the only category."""
        kept_out = self.unless is not None and self.unless.search(description)
        return not kept_out and self.words.search(description) is not None


def is_product(stock_code: str) -> bool:
    """Whether an upper-case stock code is that of goods, not of a service, a fee or a voucher."""
    products = _preset()["products"]
    return re.match(products["codes"], stock_code) is not None and (
        stock_code not in products["except"]
    )


def reasons() -> list[str]:
    """Codes of the reasons for setting a row aside, in the order they are tried."""
    return list(_preset()["reasons"])


def reason_title(code: str, lang: Lang) -> str:
    """What a reason says to people."""
    title: str = _preset()["reasons"][code]["title"][lang]
    return title


def category_of(description: str) -> str:
    """The first category with a word in the description; the fallback where there is none."""
    for category in _categories():
        if category.has(description):
            return category.code
    return str(next(iter(_preset()["fallback"])))


@cache
def _preset() -> Mapping[str, Any]:
    preset: Mapping[str, Any] = read("online_retail.yaml")
    return preset


@cache
def _categories() -> tuple[Category, ...]:
    return tuple(
        Category(
            code,
            _any_of(told["words"]),
            _any_of(told["unless"]) if "unless" in told else None,
        )
        for code, told in _preset()["categories"].items()
    )


def _any_of(words: list[str]) -> re.Pattern[str]:
    """Any of the words, whole, with or without the s of the plural."""
    alternatives = "|".join(re.escape(word) for word in words)
    return re.compile(rf"(?<!\w)(?:{alternatives})(?:e?s)?(?!\w)", re.IGNORECASE)
