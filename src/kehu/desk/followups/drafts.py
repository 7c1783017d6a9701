"""The message for a buyer, in the buyer's own language where a script has it, read in Chinese."""

from collections.abc import Callable, Iterator, Mapping
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
from kehu.scripts import Draft, default_scripts

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
    draft = scripts.draft(play.script, chosen, tone, _Filled(facts, me, chosen))
    reading = None
    if chosen != _READING:
        reading = scripts.draft(play.script, _READING, tone, _Filled(facts, me, _READING))
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


class _Filled(Mapping[str, str | None]):
    """What scripts may name, in a language, None where unknown; found out when one names it."""

    def __init__(self, facts: Facts, me: User, language: str) -> None:
        self._facts, self._me, self._language = facts, me, language

    def __getitem__(self, name: str) -> str | None:
        return _SAID[name](self._facts, self._me, self._language)

    def __iter__(self) -> Iterator[str]:
        return iter(_SAID)

    def __len__(self) -> int:
        return len(_SAID)


def _us() -> str | None:
    company = the_company()
    return company.name if company else None


def _me(me: User, language: str) -> str:
    return me.name if language == _READING else me.signs_as or me.name


_SAID: Mapping[str, Callable[[Facts, User, str], str | None]] = {
    "contact": lambda facts, me, lang: facts.contact.name if facts.contact else None,
    "company": lambda facts, me, lang: facts.customer.name,
    "us": lambda facts, me, lang: _us(),
    "me": lambda facts, me, lang: _me(me, lang),
    "goods": lambda facts, me, lang: named(facts.ordered[0]) if facts.ordered else None,
    "last_order_on": lambda facts, me, lang: _day(
        facts.order.ordered_at if facts.order else None, lang
    ),
    "category": lambda facts, me, lang: facts.values.get("main_category"),
    "asked_goods": lambda facts, me, lang: facts.asked[0].name if facts.asked else None,
    "asked_on": lambda facts, me, lang: _day(facts.inquiry.at if facts.inquiry else None, lang),
    "proforma_on": lambda facts, me, lang: _day(
        facts.proforma.issued_at if facts.proforma else None, lang
    ),
    "proforma_amount": lambda facts, me, lang: (
        _amount(facts.proforma, lang) if facts.proforma else None
    ),
    "sample_goods": lambda facts, me, lang: (
        facts.sample.product.name if facts.sample and facts.sample.product else None
    ),
    "delivered_on": lambda facts, me, lang: _day(
        facts.delivered.delivered_at if facts.delivered else None, lang
    ),
    "order_time": lambda facts, me, lang: _day(_order_time(facts), lang),
    "ramadan_on": lambda facts, me, lang: _day(facts.ramadan_on, lang),
    "cny_on": lambda facts, me, lang: _day(facts.chinese_new_year_on, lang),
}


def _order_time(facts: Facts) -> date | None:
    judged = facts.judged.get("order_time")
    return _judged_day(judged.value) if judged else None


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
