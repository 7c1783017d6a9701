"""How currencies are written."""

from functools import lru_cache

from babel.numbers import get_currency_symbol

from kehu.words import Lang


@lru_cache(maxsize=64)
def symbol(currency: str, lang: Lang) -> str:
    """The sign before an amount."""
    return "¥" if currency == "CNY" else get_currency_symbol(currency, lang)
