"""Days and moments in any usual order of day, month and year."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from babel import Locale

from kehu.cleaning.cleaned import NOTHING, Cleaned, Unclean
from kehu.cleaning.text import half_width, says_nothing, visible

EARLIEST, LATEST = 1950, 2100  # years; a date outside is a slip of the keyboard
_LANGUAGES = (
    "en",
    "es",
    "fr",
    "de",
    "pt",
    "it",
    "nl",
    "pl",
    "ru",
    "tr",
    "ar",
    "id",
    "vi",
    "sv",
    "cs",
)
_CHINESE = re.compile(r"(\d{2,4})\s*年\s*(\d{1,2})\s*月\s*(?:(\d{1,2})\s*[日号]?)?")
_NUMBERS = re.compile(r"(\d{1,4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,4})")
_TIGHT = re.compile(r"(?:19|20)\d{6}")
_TIME = re.compile(
    r"[T\s,]*(上午|下午)?\s*(\d{1,2})[:：时点](\d{1,2})?(?:[:：分](\d{1,2})(?:[.,]\d+)?)?[秒分]?\s*"
    r"(am|pm|a\.m\.|p\.m\.|上午|下午)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?\.?$",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.]?\s+|\s*(?:星期|周)[一二三四五六日天]\s*", re.I
)
_SERIAL = range(18_000, 73_100)  # days of Excel's calendar, 1949 to 2100
_EXCEL_BEGINS = datetime(1899, 12, 30)


def clean_moment(raw: str, plain: bool, day_first: bool = True, zone: str = "UTC") -> Cleaned:
    """A moment as ISO 8601: `2026-05-03`, or `2026-05-03T08:00:00+00:00` where a time is told.

    `plain` is what a machine wrote. `day_first` reads 03/04 as 3 April. A time without a zone is of
    `zone`. Raises Unclean `not_a_day`, `no_such_day`, `day_out_of_range`.
    """
    text = half_width(visible(raw)).strip("'")
    if says_nothing(text):
        return NOTHING if not text else Cleaned(None, "said_nothing")
    written, rule = _moment(text, plain, day_first, zone)
    # A day that a program wrote is no repair, however it wrote it.
    is_repair = written != raw and not (plain and rule == "date_form")
    return Cleaned(written, rule if is_repair else "")


def order_of_days(values: Iterable[str]) -> tuple[bool, bool]:
    """Of days such as 03/04/2026: has one surely the day first, has one surely the month?"""
    day_first = month_first = False
    for value in values:
        match = _NUMBERS.match(half_width(value).strip())
        if match and len(match[1]) <= 2:
            day_first = day_first or int(match[1]) > 12
            month_first = month_first or int(match[2]) > 12
    return day_first, month_first


@lru_cache(65_536)
def _moment(text: str, plain: bool, day_first: bool, zone: str) -> tuple[str, str]:
    if plain and re.fullmatch(r"-?\d+(\.\d+)?", text):
        return _of_number(text)
    if re.fullmatch(r"\d{13}|\d{10}", text):
        seconds = int(text) / (1000 if len(text) == 13 else 1)
        return _told(datetime(1970, 1, 1) + timedelta(seconds=seconds), "UTC", text), "unix_time"
    day, clock = _day_and_clock(_WEEKDAY.sub(" ", text).strip())
    year, month, number = _parts(day, day_first, text)
    try:
        found = datetime(year, month, number)
    except ValueError as error:
        raise Unclean("no_such_day", value=text) from error
    if not clock:
        return _day(found.date(), text), "date_form"
    return _with_clock(found, clock, zone, text), "date_form"


def _of_number(text: str) -> tuple[str, str]:
    """Excel's count of days, or a day written as 20260503."""
    if _TIGHT.fullmatch(text):
        return _moment(text, False, True, "UTC")
    if int(float(text)) not in _SERIAL:
        raise Unclean("not_a_day", value=text)
    found = _EXCEL_BEGINS + timedelta(days=float(text))
    return (found.date().isoformat() if found.time().isoformat() == "00:00:00" else
            found.replace(microsecond=0).isoformat() + "+00:00"), "excel_days"  # fmt: skip


def _day_and_clock(text: str) -> tuple[str, "re.Match[str] | None"]:
    clock = _TIME.search(text)
    if clock and (clock[1] or clock[3] or clock[5]) and clock.start() > 0:
        return text[: clock.start()].strip(" ,"), clock
    return text, None


def _parts(day: str, day_first: bool, text: str) -> tuple[int, int, int]:
    if match := _CHINESE.fullmatch(day):
        return _year(match[1]), int(match[2]), int(match[3] or 1)
    if _TIGHT.fullmatch(day):
        return int(day[:4]), int(day[4:6]), int(day[6:])
    if match := _NUMBERS.fullmatch(day):
        first, second, third = match[1], int(match[2]), match[3]
        if len(first) > 2:
            return _year(first), second, int(third)
        one = int(first)
        is_day = one > 12 or (day_first and second <= 12)
        return (_year(third), second, one) if is_day else (_year(third), one, second)
    return _in_words(day, text)


def _in_words(day: str, text: str) -> tuple[int, int, int]:
    """`5 March 2026`, `Mar 5, 2026`, `5-mars-26`."""
    words = [word for word in re.split(r"[\s,./-]+", day.casefold()) if word]
    months = [_months()[word] for word in words if word in _months()]
    numbers = [word for word in (re.sub(r"(?<=\d)(?:st|nd|rd|th|º|er)$", "", w) for w in words)
               if word.isdecimal()]  # fmt: skip
    rest = [
        w for w in words if w not in _months() and not w[0].isdecimal() and w not in ("de", "of")
    ]
    if len(months) != 1 or not numbers or len(numbers) > 2 or rest:
        raise Unclean("not_a_day", value=text)
    if len(numbers) == 1:  # a month and its year
        if len(numbers[0]) != 4:
            raise Unclean("not_a_day", value=text)
        return int(numbers[0]), months[0], 1
    if len(numbers[0]) == 4:
        return int(numbers[0]), months[0], int(numbers[1])
    return _year(numbers[1]), months[0], int(numbers[0])


def _year(text: str) -> int:
    """Two digits are this century's up to 68, as POSIX has it."""
    if len(text) > 2:
        return int(text)
    return int(text) + (2000 if int(text) < 69 else 1900)


def _with_clock(day: datetime, clock: "re.Match[str]", zone: str, text: str) -> str:
    hour, minute, second = int(clock[2]), int(clock[3] or 0), int(clock[4] or 0)
    half = (clock[1] or clock[5] or "").lower().replace(".", "")
    if half in ("pm", "下午") and hour < 12:
        hour += 12
    elif half in ("am", "上午") and hour == 12:
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        raise Unclean("no_such_day", value=text)
    at = day.replace(hour=hour, minute=minute, second=second)
    said = (clock[6] or "").upper()
    if said in ("Z", "UTC", "GMT"):
        return _told(at, "UTC", text)
    if said:
        return _told(datetime.fromisoformat(f"{at.isoformat()}{said[:3]}:{said[-2:]}"), zone, text)
    return _told(at, zone, text)


def _told(at: datetime, zone: str, text: str) -> str:
    known = at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))
    _day(known.date(), text)
    return known.astimezone(ZoneInfo("UTC")).isoformat()


def _day(day: date, text: str) -> str:
    if not EARLIEST <= day.year < LATEST:
        raise Unclean("day_out_of_range", value=text, first=EARLIEST, last=LATEST)
    return day.isoformat()


@cache
def _months() -> dict[str, int]:
    """Names of months, long and short, in the languages of the field."""
    found: dict[str, int] = {}
    for language in _LANGUAGES:
        months = Locale.parse(language).months
        for form in ("format", "stand-alone"):
            for length in ("wide", "abbreviated"):
                for number, name in months[form][length].items():
                    found.setdefault(name.casefold().rstrip("."), number)
    return {**found, "sept": 9}
