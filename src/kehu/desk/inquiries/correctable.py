"""The fields of a mail that a person may set right, and what each may be."""

from collections.abc import Callable, Mapping
from typing import Any, get_args
from unicodedata import category

import pycountry
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kehu.cleaning.countries import iso_country
from kehu.cleaning.phones import clean_phone
from kehu.desk.inquiries.models import Mail
from kehu.desk.inquiries.understanding import SAMPLE, STEP, understood
from kehu.errors import KehuError
from kehu.reading.authenticity.judging import Authenticity
from kehu.reading.authenticity.signals import SIGNALS
from kehu.reading.decisions import NextStep, SampleDecision
from kehu.reading.facts import as_plain
from kehu.reading.kinds import Kind
from kehu.rulebook import read

_LONGEST = 300
_MOST = 50  # values of one field


def checked(field: str, value: Any) -> Any:
    """The value as it is kept. Raises ValidationError that names the field."""
    if field not in FIELDS:
        raise ValidationError({"field": _("There is no such field.")})
    try:
        return FIELDS[field](value)
    except (KehuError, ValueError, TypeError, KeyError, OverflowError) as error:
        told = _("%(value)s is not possible here.") % {"value": str(value)[:100]}
        raise ValidationError({field: told}) from error


def proposed(mail: Mail, field: str) -> Any:
    """What was read of a mail, or decided by what was read."""
    told = understood(mail)
    if field == STEP:
        return told.proposed_decision.step
    if field == SAMPLE:
        return told.proposed_decision.sample
    return as_plain(told.proposed)[field]


def incoterms() -> list[str]:
    """The codes that may be chosen."""
    known = read("reading/trade.yaml")["incoterms"]
    return [one for one in (*known["ours"], *known["theirs"]) if one.lower() not in known["also"]]


def units() -> list[str]:
    """The signs of units that drafts have words for."""
    return [*read("replies.yaml")["units"]]


def _one_of(*codes: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if value not in codes:
            raise ValueError(value)
        return str(value)

    return check


def _or_none(check: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value in (None, "") else check(value) or None


def _text(value: Any) -> str:
    """In one line; without what no database keeps: control characters and halves of letters."""
    if not isinstance(value, str):
        raise TypeError(value)
    words = " ".join(value.split())
    if len(words) > _LONGEST or any(category(letter) in ("Cc", "Cs") for letter in words):
        raise ValueError(value)
    return words


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _phone(value: Any) -> str:
    number = clean_phone(_text(value)).value
    if number is None:
        raise ValueError(value)
    return str(number)


def _several(check: Callable[[Any], str]) -> Callable[[Any], list[str]]:
    def several(value: Any) -> list[str]:
        if not isinstance(value, list) or len(value) > _MOST:
            raise TypeError(value)
        return list(dict.fromkeys(check(one) for one in value if one not in (None, "")))

    return several


def _language(value: Any) -> str:
    if pycountry.languages.get(alpha_2=str(value)) is None:
        raise ValueError(value)
    return str(value)


def _country(value: Any) -> str:
    code = iso_country(str(value))
    if code is None:
        raise ValueError(value)
    return code


def _lines(value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list) or len(value) > _MOST:
        raise TypeError(value)
    return [_line(one) for one in value]


def _line(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError(value)
    quantity = value.get("quantity")
    number = None if quantity in (None, "") else float(quantity)
    if number is not None and not 0 < number < 1e12:
        raise ValueError(quantity)
    unit = value.get("unit") or None
    return {
        "skus": _several(_text)(value.get("skus") or []),
        "words": _text(value.get("words") or ""),
        "quantity": number,
        "unit": None if unit is None else _one_of(*units())(unit),
    }


FIELDS: Mapping[str, Callable[[Any], Any]] = {
    "kind": _one_of(*get_args(Kind)),
    "authenticity": _one_of(*get_args(Authenticity)),
    "signals": lambda value: sorted(_several(_one_of(*SIGNALS))(value), key=SIGNALS.index),
    STEP: _one_of(*get_args(NextStep)),
    SAMPLE: _or_none(_one_of(*get_args(SampleDecision))),
    "asks_sample": _yes_or_no,
    "language": _language,
    "wanted": _lines,
    "incoterm": _or_none(lambda value: _one_of(*incoterms())(str(value).upper())),
    "destination": _or_none(_text),
    "certificates": _several(_text),
    "name": _or_none(_text),
    "company": _or_none(_text),
    "country": _or_none(_country),
    "website": _or_none(lambda value: _text(value).lower()),
    "phones": _several(_phone),
}
