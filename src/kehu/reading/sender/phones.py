"""Phone numbers in a text, and whether they are mobile."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from kehu.reading.sender.words import words
from kehu.reading.terms.numbers import latin_digits
from kehu.reading.text import Found

_NUMBER = re.compile(r"(?<![\w.@/-])(?:\+|00)?\(?\+?\d(?:[\s().\-–/\u00a0]{0,3}\d){6,14}(?![\w@])")
_LABEL = 20  # signs before a number in which its label stands


@dataclass(frozen=True)
class Phone:
    """E.164, the country (ISO 3166; None of numbers that no country owns), and whether mobile."""

    number: str
    country: str | None
    mobile: bool


def phones(text: str, countries: Sequence[str], start: int = 0) -> Iterator[Found[Phone]]:
    """International numbers from `start` on, and behind a label those of the countries."""
    text = latin_digits(text)
    for match in _NUMBER.finditer(text, start):
        before = text[max(match.start() - _LABEL, 0) : match.start()].lower()
        if words().not_phone.search(before):
            continue
        abroad = match[0].lstrip("(").startswith(("+", "00"))
        if abroad:
            found = _parsed(match[0], None)
        elif words().phone_label.search(before):
            found = next(
                (one for country in countries if (one := _parsed(match[0], country))), None
            )
        else:
            continue
        if found is not None:
            yield Found(found, match.start(), match.end())


@lru_cache(10_000)
def _parsed(written: str, country: str | None) -> Phone | None:
    bare = re.sub(r"\(0\)", "", written)
    if country is None:
        digits = re.sub(r"\D", "", bare)
        bare = "+" + (digits[2:] if bare.lstrip("(").startswith("00") else digits)
    try:
        number = phonenumbers.parse(bare, country)
    except NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    region = phonenumbers.region_code_for_number(number) if number else None
    kind = phonenumbers.number_type(number)
    if region is None:  # a number of no known range still names its country
        region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    code = region if region and region.isalpha() and region != "ZZ" else None
    written = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return Phone(written, code, kind == PhoneNumberType.MOBILE)
