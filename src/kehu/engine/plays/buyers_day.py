"""The buyer's day: what time it is there, whether one may write now, and when one may again.

Weekends and public holidays are those of `holidays`, Ramadan that of the Umm al-Qura calendar
(`hijridate`), whose first day the sighting of the moon may move by one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
from babel.core import get_global
from hijridate import Gregorian, Hijri

from kehu.rulebook import read

_RAMADAN = 9  # its month of the Hijri year
_LONGEST = 40  # days; no holiday lasts that long
_SATURDAY_AND_SUNDAY = frozenset({5, 6})
_NOWHERE = "001"  # the world, which is where UTC is
WEEKEND = "weekend"


@dataclass(frozen=True)
class BuyersNow:
    """What it is like there: local time, and why one should not write now.

    `closed` is None, `night`, `weekend` or the English name of a holiday; `opens` is the next
    moment of working hours, which is now where they are open.
    """

    local: datetime
    closed: str | None
    opens: datetime
    in_ramadan: bool


@lru_cache(maxsize=4096)
def zone_of(country: str, own: str = "") -> ZoneInfo | None:
    """The contact's own zone, else that in which most of the country's trade is."""
    named = own or _calendar()["zones"].get(country) or _only_zone(country)
    try:
        return ZoneInfo(named) if named else None
    except (ZoneInfoNotFoundError, ValueError):
        return zone_of(country) if own else None


def country_of(zone: str) -> str:
    """The country in which a time zone is; empty where it is in none or nobody knows it."""
    found: str = get_global("zone_territories").get(zone, "")
    return found if found != _NOWHERE else ""


def _only_zone(country: str) -> str | None:
    zones: list[str] = get_global("territory_zones").get(country, [])
    return zones[0] if zones else None


def buyers_now(country: str, zone: ZoneInfo, now: datetime) -> BuyersNow:
    """What it is like there at a moment with a time zone."""
    local = now.astimezone(zone)
    first, last = _hours(country, local.date())
    if first <= local.time() < last and (off := day_off(country, local.date())) is None:
        return BuyersNow(local, None, local, keeps_ramadan(country, local.date()))
    closed = day_off(country, local.date()) or "night"
    day = local.date() if local.time() < first else local.date() + timedelta(days=1)
    for _ in range(_LONGEST):
        off = day_off(country, day)
        if off is None:
            break
        # What keeps them closed is the day off that comes first, not that it is evening before it.
        closed = off if closed == "night" else closed
        day += timedelta(days=1)
    opens = datetime.combine(day, _hours(country, day)[0], zone)
    return BuyersNow(local, closed, opens, keeps_ramadan(country, local.date()))


@lru_cache(maxsize=100_000)
def day_off(country: str, day: date) -> str | None:
    """`weekend`, or the English name of a public holiday; None on a working day."""
    known = _holidays(country, day.year)
    if known is not None and day in known:
        return (
            str(known[day]).split("; ")[0].removesuffix(" (observed)").removesuffix(" (estimated)")
        )
    weekend = _SATURDAY_AND_SUNDAY if known is None else known.weekend
    return WEEKEND if day.weekday() in weekend else None


@lru_cache(maxsize=2048)
def _holidays(country: str, year: int) -> Any:
    """The library's calendar of a country in English; None where it has none."""
    try:
        languages = holidays.country_holidays(country).supported_languages or ()
    except NotImplementedError:
        return None
    english = next((one for one in languages if one.startswith("en")), None)
    return holidays.country_holidays(country, years=year, language=english)


def holiday_in_chinese(name: str) -> str | None:
    """How a Chinese reader calls a holiday."""
    found: str | None = _calendar()["holidays"].get(name)
    return found


def keeps_ramadan(country: str, day: date) -> bool:
    """Is it Ramadan there?"""
    return country in _calendar()["ramadan"]["countries"] and _is_ramadan(day)


@lru_cache(maxsize=1024)
def _is_ramadan(day: date) -> bool:
    month: int = Gregorian(day.year, day.month, day.day).to_hijri().month
    return month == _RAMADAN


@lru_cache(maxsize=64)
def next_ramadan(day: date) -> date:
    """The first day of the Ramadan that begins on or after a day."""
    year = Gregorian(day.year, day.month, day.day).to_hijri().year
    begins: date = Hijri(year, _RAMADAN, 1).to_gregorian()
    return begins if begins >= day else Hijri(year + 1, _RAMADAN, 1).to_gregorian()


@lru_cache(maxsize=64)
def next_chinese_new_year(day: date) -> date:
    """The first day of the Spring Festival that begins on or after a day."""
    for year in (day.year, day.year + 1):
        known = _holidays("CN", year).items()
        begins: date = min(on for on, name in known if "(Spring Festival)" in name)
        if begins >= day:
            break
    return begins


def calendar_values(country: str, day: date) -> Mapping[str, int | None]:
    """What plays may name of the calendar, in days; None where it does not touch the buyer."""
    keeps = country in _calendar()["ramadan"]["countries"]
    return {
        "days_to_ramadan": (next_ramadan(day) - day).days if keeps else None,
        "days_to_chinese_new_year": (next_chinese_new_year(day) - day).days,
    }


@lru_cache(maxsize=4096)
def _hours(country: str, day: date) -> tuple[time, time]:
    calendar = _calendar()
    hours = calendar["ramadan"]["hours"] if keeps_ramadan(country, day) else calendar["hours"]
    return time(hours["opens"]), time(hours["closes"])


@cache
def _calendar() -> dict[str, Any]:
    found: dict[str, Any] = read("calendar.yaml")
    return found
