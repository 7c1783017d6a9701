"""Phone numbers to E.164, by the country of the row where the number does not name its own."""

import re
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from kehu.cleaning.cleaned import NOTHING, Cleaned, Unclean
from kehu.cleaning.text import half_width, says_nothing, visible

_BETWEEN = re.compile(r"\s*[;,、|\n]\s*|\s+/\s+|\s+or\s+|(?<=\d{5})\s*/\s*(?=[+\d(]\d{4})")
_LABEL = re.compile(
    r"^(?:tel|telephone|phone|mob|mobile|cell|fax|whatsapp|wa|m|t|p|电话|手机|座机|传真)\s*[:：.]\s*",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"[\d\s()+\-–—./*#~]|ext|extension|x|分机|转", re.IGNORECASE)


def clean_phone(raw: str, country: str | None = None) -> Cleaned:
    """`+8675512345678`, with ` ext. 12` behind it where there is an extension.

    `country` is ISO 3166. A number that names no country is kept as its digits where the row names
    none either. Raises Unclean `not_a_phone`, `no_such_phone`.
    """
    text = half_width(visible(raw))
    if says_nothing(text):
        return NOTHING if not text else Cleaned(None, "said_nothing")
    number = _number(text, country)
    return Cleaned(number, "" if number == raw else "phone_form")


def several_phones(raw: str) -> list[str]:
    """The pieces of a cell that holds several numbers."""
    pieces = [
        piece for piece in _BETWEEN.split(half_width(raw)) if sum(map(str.isdigit, piece)) > 4
    ]
    return pieces if len(pieces) > 1 else [raw]


@lru_cache(65_536)
def _number(text: str, country: str | None) -> str:
    bare = _LABEL.sub("", text)
    if sum(map(str.isdecimal, bare)) < 5 or _SIGNS.sub("", bare).strip():
        raise Unclean("not_a_phone", value=text)
    found = _parsed(bare, country)
    if found is not None:
        written = phonenumbers.format_number(found, PhoneNumberFormat.E164)
        return f"{written} ext. {found.extension}" if found.extension else written
    if country is None and not bare.startswith(("+", "00")):
        return re.sub(r"[^\d]", "", bare)
    raise Unclean("no_such_phone", value=text, country=country or "")


def _parsed(bare: str, country: str | None) -> phonenumbers.PhoneNumber | None:
    """A number that exists: as it stands, or with the plus of its own country left out."""
    if bare.startswith(("+", "00")):
        return _valid("+" + bare.lstrip("+").removeprefix("00"), None)
    if country is None:
        return None
    found = _valid(bare, country)
    if found is None and (abroad := _valid(f"+{bare}", None)) is not None:
        return abroad if phonenumbers.region_code_for_number(abroad) == country else None
    return found


def _valid(form: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        found = phonenumbers.parse(form, region)
    except NumberParseException:
        return None
    return found if phonenumbers.is_valid_number(found) else None
