"""Figures, times and countries as the reader writes them."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_interval, format_skeleton
from babel.numbers import format_compact_currency
from django import template
from django.utils import timezone
from django.utils.translation import get_language, to_locale

register = template.Library()
_NEAR = 330  # days; a day that is further off is told with its year


def _locale() -> Locale:
    return _parsed(to_locale(get_language() or "en"))


@lru_cache(maxsize=16)
def _parsed(name: str) -> Locale:
    return Locale.parse(name)


@register.filter
def short_money(amount: float | None, currency: str) -> str:
    """¥31K or ¥3.1万: as much as one reads at a glance."""
    if amount is None:
        return ""
    # Three figures tell it; below ten thousand Chinese has no shorter word and would show them all.
    return _compact(float(f"{amount:.3g}"), currency, _locale())


@lru_cache(maxsize=8192)
def _compact(rounded: float, currency: str, locale: Locale) -> str:
    """Babel takes a third of a millisecond for each, and a page shows a hundred."""
    shown = format_compact_currency(rounded, currency, locale=locale, fraction_digits=2)
    return str(shown).replace("CN¥", "¥")


@register.filter
def day(moment: date | datetime | None) -> str:
    """The date here, as 2026-11-22; nothing where there is none."""
    if isinstance(moment, datetime):
        moment = timezone.localtime(moment).date()
    return moment.isoformat() if moment else ""


@register.filter
def short_day(one: date | None) -> str:
    """25 Nov or 11月25日; with its year where that would be in doubt."""
    return _written(format_skeleton(_skeleton(one), one, locale=_locale())) if one else ""


def span_words(first: date, last: date) -> str:
    """25 Nov – 9 Dec, 11月25日至12月9日; with years where they would be in doubt."""
    return _written(format_interval(first, last, _skeleton(last), locale=_locale()))


def _skeleton(one: date) -> str:
    return "MMMd" if abs((one - timezone.localdate()).days) < _NEAR else "yMMMd"


def _written(text: str) -> str:
    """Babel parts spans with thin spaces, which some systems' Chinese typefaces lack."""
    return text.replace("\u2009", " ")


@register.filter
def time_there(local: datetime) -> str:
    """The hour at the buyer's, which is not to be turned into ours."""
    return f"{local:%H:%M}"


@register.filter
def country_name(code: str) -> str:
    """The country in the reader's language."""
    return str(_locale().territories.get(code, code))


@register.filter
def currency_name(code: str) -> str:
    """The currency in the reader's language."""
    return str(_locale().currencies.get(code, ""))


@register.filter
def plain_rate(rate: Decimal) -> str:
    """A rate with the places it has, and no zeros behind them."""
    return f"{rate.normalize():f}"


@register.filter
def digits(written: str) -> str:
    """A telephone number's digits alone."""
    return "".join(sign for sign in written if sign.isdigit())


@register.filter
def urlhref(written: str) -> str:
    """A website as people write it, as an address to follow: never anything but http."""
    return written if written.startswith(("http://", "https://")) else f"https://{written}"
