"""The message for a buyer, in the buyer's own language where a script has it, read in Chinese."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.languages import get_official_languages
from babel.numbers import format_decimal
from django.utils import timezone

from kehu.desk.accounts.models import User
from kehu.desk.core.company import base_currency, the_company
from kehu.desk.followups.facts import Facts
from kehu.desk.followups.mentions import named
from kehu.engine.plays.playbook import Play
from kehu.engine.plays.scripts import Draft, default_scripts

_READING = "zh"
_NO_TONE = "potential"


@dataclass(frozen=True)
class Message:
    """A draft, its Chinese reading, the languages there are, and where it can be sent."""

    draft: Draft
    reading: Draft | None
    languages: list[tuple[str, str]]
    mailto: str | None
    whatsapp: str | None


def message(play: Play, facts: Facts, me: User, language: str | None) -> Message | None:
    """What to write; None where the play has no script. `language` None is the buyer's own."""
    if play.script is None:
        return None
    scripts = default_scripts()
    chosen = scripts.language(play.script, language or buyers_language(facts))
    tone = str(facts.values.get("address_term") or _NO_TONE)
    draft = scripts.draft(play.script, chosen, tone, _filled_in(facts, me, chosen))
    reading = None
    if chosen != _READING:
        known = _filled_in(facts, me, _READING)
        reading = scripts.draft(play.script, _READING, tone, known)
    return Message(
        draft,
        reading,
        [(code, language_name(code)) for code in scripts.letters[play.script]],
        _mailto(facts, draft),
        _whatsapp(facts, draft),
    )


def buyers_language(facts: Facts) -> str:
    """The contact's language, else the one most official in the country; English where unknown."""
    own = facts.contact.language.lower()[:2] if facts.contact and facts.contact.language else ""
    official = get_official_languages(facts.customer.country, de_facto=True)
    return own or (official[0].split("_")[0] if official else "en")


def language_name(code: str) -> str:
    """A language in its own words."""
    try:
        return str(Locale.parse(code).get_display_name() or code)
    except (UnknownLocaleError, ValueError):
        return code


def _filled_in(facts: Facts, me: User, language: str) -> Mapping[str, str | None]:
    """What scripts may name, in a language; None where it is unknown."""
    order, proforma, sample = facts.order, facts.proforma, facts.sample
    judged, us = facts.judged.get("order_time"), the_company()
    return {
        "contact": facts.contact.name if facts.contact else None,
        "company": facts.customer.name,
        "us": us.name if us else None,
        "me": me.name if language == _READING else me.signs_as or me.name,
        "goods": named(facts.ordered[0]) if facts.ordered else None,
        "last_order_on": _day(order.ordered_at if order else None, language),
        "category": facts.values.get("main_category"),
        "asked_goods": facts.asked[0].name if facts.asked else None,
        "asked_on": _day(facts.inquiry.at if facts.inquiry else None, language),
        "proforma_on": _day(proforma.issued_at if proforma else None, language),
        "proforma_amount": _amount(proforma, language) if proforma else None,
        "sample_goods": sample.product.name if sample and sample.product else None,
        "delivered_on": _day(facts.delivered.delivered_at if facts.delivered else None, language),
        "order_time": _day(_judged_day(judged.value) if judged else None, language),
        "ramadan_on": _day(facts.ramadan_on, language),
        "cny_on": _day(facts.chinese_new_year_on, language),
    }


def _judged_day(value: str) -> date | None:
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def _day(moment: date | datetime | None, language: str) -> str | None:
    if moment is None:
        return None
    day = timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
    return str(format_date(day, "long", locale=_locale(language)))


def _amount(proforma: object, language: str) -> str:
    amount, currency = proforma.amount, proforma.currency  # type: ignore[attr-defined]
    figure = format_decimal(amount, locale=_locale(language))
    return f"{currency or base_currency()} {figure}"


def _locale(language: str) -> str:
    return "zh_Hans" if language == "zh" else language


def _mailto(facts: Facts, draft: Draft) -> str | None:
    email = facts.contact.email if facts.contact else ""
    if not email:
        return None
    return (
        f"mailto:{quote(email, safe='@')}?subject={quote(draft.subject)}&body={quote(draft.body)}"
    )


def _whatsapp(facts: Facts, draft: Draft) -> str | None:
    """WhatsApp wants the number's digits alone, with the country's code."""
    given = (facts.contact.whatsapp or facts.contact.phone) if facts.contact else ""
    digits = "".join(sign for sign in given if sign.isdigit())
    return f"https://wa.me/{digits}?text={quote(draft.body)}" if digits else None
