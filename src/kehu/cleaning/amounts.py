"""Amounts of money and figures, with signs of currencies and words for thousands and more."""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, NamedTuple

from kehu.cleaning.cleaned import NOTHING, Cleaned, Unclean
from kehu.cleaning.text import half_width, says_nothing, visible
from kehu.rulebook import read

_FIGURE = re.compile(r"\d[\d.,' \u00a0\u202f٬٫_]*\d|\d|[.,]\d+")
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?", re.IGNORECASE)
_LARGEST = Decimal(10) ** 14
# 1,234,567, and 12,34,567 as India writes it.
_GROUPS = re.compile(
    r"\d{1,3}(?:(?P<sign>[,.' \u00a0\u202f_٬])\d{3}(?:(?P=sign)\d{3})*|(?:,\d{2})+,\d{3})?"
)
_COUNTED = re.compile(
    r"(?:人|名|家|个|台|件|pcs|people|employees|staff|\+|以上|左右|约|about|approx\.?|ca\.?|~|>|≥)"
)
_RANGE = re.compile(r"\s*(\d[\d,]*)\s*(?:-|–|—|~|to|至|到)\s*(\d[\d,]*)\s*\D*")


class Money(NamedTuple):
    """An amount, and the currency where the cell named one."""

    amount: Decimal
    currency: str | None = None


def clean_amount(raw: str, plain: bool, comma: bool = False) -> Cleaned:
    """A Money. `plain` is what a machine wrote; `comma` says that the column's decimals follow one.

    Raises Unclean `not_an_amount`, `amount_out_of_range`.
    """
    text = half_width(visible(raw)).strip("'")
    if says_nothing(text):
        return NOTHING if not text else Cleaned(None, "said_nothing")
    if plain and _PLAIN.fullmatch(text):
        return Cleaned(_fitting(Money(Decimal(text)), raw))
    found = _money(text, comma)
    is_same = _PLAIN.fullmatch(raw) is not None and Decimal(raw) == found.amount
    return Cleaned(_fitting(found, raw), "" if is_same else "amount_form")


def clean_whole_number(raw: str, plain: bool) -> Cleaned:
    """A whole number such as a head count; of a range its lower end, as a repair that is told.

    Raises Unclean `not_a_whole_number`.
    """
    text = half_width(visible(raw))
    if not says_nothing(text) and (bounds := _RANGE.fullmatch(text)):
        return Cleaned(int(bounds[1].replace(",", "")), "lower_end")
    try:
        found = clean_amount(_COUNTED.sub("", text), plain)
    except Unclean as error:
        raise Unclean("not_a_whole_number", value=raw) from error
    if found.value is None:
        return found
    amount = found.value.amount
    if amount != amount.to_integral_value() or found.value.currency:
        raise Unclean("not_a_whole_number", value=raw)
    return Cleaned(int(amount), "" if raw == str(int(amount)) else "amount_form")


def decimals_follow_comma(values: Iterable[str]) -> bool:
    """Does a column write 1.234,50? One value that can mean nothing else is enough."""
    comma = False
    for value in values:
        match = _FIGURE.search(half_width(value))
        figure = re.sub(r"[\s_']", "", match[0]) if match else ""
        point, last = figure.rfind("."), figure.rfind(",")
        if point >= 0 and last >= 0 and last < point:
            return False
        if (
            figure.count(".") > 1
            or (point >= 0 and last > point)
            or (last >= 0 and point < 0 and figure.count(",") == 1 and len(figure) - last - 1 != 3)
        ):
            comma = True
        elif point >= 0 and last < 0 and figure.count(".") == 1 and len(figure) - point - 1 != 3:
            return False
    return comma


def currency_of(text: str) -> str | None:
    """ISO 4217 of a code, a sign or a word for a currency; None where it is none."""
    bare = half_width(visible(text)).strip(" .").casefold()
    return _signs().get(bare)


@lru_cache(65_536)
def _money(text: str, comma: bool) -> Money:
    negative = (
        bool(re.fullmatch(r"\(.*\)", text)) or text.startswith(("-", "−")) or text.endswith("-")
    )
    bare = text.strip("()").strip("-−+ ").strip()
    match = _FIGURE.search(bare)
    if match is None:
        raise Unclean("not_an_amount", value=text)
    before, after = bare[: match.start()].strip(" -:"), bare[match.end() :].strip()
    amount = _figure(match[0], comma, text)
    unit, currency = _unit_and_currency(before, after, text)
    return Money(
        -amount * unit if negative or "-" in bare[: match.start()] else amount * unit, currency
    )


def _figure(figure: str, comma: bool, text: str) -> Decimal:
    """A figure with what stands between its thousands and before its decimals."""
    bare = figure.replace("٫", ".")
    sign = _decimal_sign(bare, comma)
    whole, _, decimals = bare.rpartition(sign) if sign else (bare, "", "")
    is_whole = not whole or whole.isdecimal() or _GROUPS.fullmatch(whole) is not None
    if not is_whole or not (whole or decimals) or not (decimals or "0").isdecimal():
        raise Unclean("not_an_amount", value=text)
    return Decimal(f"{re.sub(r'[^0-9]', '', whole) or '0'}.{decimals or '0'}").normalize() + 0


def _decimal_sign(bare: str, comma: bool) -> str:
    """The sign before the decimals; empty where there are none."""
    last = max(bare.rfind("."), bare.rfind(","))
    if last < 0:
        return ""
    sign, behind = bare[last], len(bare) - last - 1
    if bare.count(sign) > 1:
        return ""
    if ("." in bare) and ("," in bare):
        return sign
    is_decimal = comma or behind != 3 if sign == "," else not comma or behind != 3
    return sign if is_decimal else ""


def _unit_and_currency(before: str, after: str, text: str) -> tuple[int, str | None]:
    """What stands around the figure must all be words for a currency or a unit."""
    unit, currency = 1, None
    for words in (before, after):
        rest = words.casefold().strip(" .:/")
        while rest:
            word = next((one for one in _known() if rest.startswith(one)), None)
            if word is None or (word.isalpha() and word.isascii() and _runs_on(rest, word)):
                raise Unclean("not_an_amount", value=text)
            if word in _units():
                unit *= _units()[word]
            elif word in _signs():
                if currency not in (None, _signs()[word]):
                    raise Unclean("not_an_amount", value=text)
                currency = _signs()[word]
            rest = rest[len(word) :].strip(" .:/")
    return unit, currency


def _runs_on(rest: str, word: str) -> bool:
    """Is the word but the beginning of another, as `m` is of `meters`?"""
    behind = rest[len(word) :]
    return bool(behind) and behind[0].isalpha() and behind[0].isascii()


def _fitting(money: Money, raw: str) -> Money:
    if abs(money.amount) >= _LARGEST:
        raise Unclean("amount_out_of_range", value=raw)
    return money


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = read("amounts.yaml")
    return words


@cache
def _units() -> dict[str, int]:
    return {str(word).casefold(): int(unit) for word, unit in _words()["units"].items()}


@cache
def _signs() -> dict[str, str]:
    told = _words()["currencies"]
    return {str(word).casefold(): code for code, words in told.items() for word in [code, *words]}


@cache
def _known() -> tuple[str, ...]:
    """All words that may stand beside a figure, the longest first."""
    words = {*_units(), *_signs(), *(str(word).casefold() for word in _words()["beside"])}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))
