"""What was read of a mail, as rows of a page: each field in words, and what it may be set to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from babel import Locale
from django.utils.functional import Promise
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as _

from kehu.desk.inquiries.correctable import incoterms
from kehu.desk.inquiries.queries.card import Card
from kehu.desk.inquiries.understanding import SAMPLE, STEP, Understood
from kehu.reading.titles import title, titles
from kehu.words import Lang

TITLES: Mapping[str, Promise] = {
    "kind": _("Kind of mail"),
    "authenticity": _("Authenticity"),
    STEP: _("Next step"),
    SAMPLE: _("Sample"),
    "asks_sample": _("Asks for a sample"),
    "signals": _("Signals"),
    "language": _("Language"),
    "wanted": _("Goods wanted"),
    "incoterm": _("Incoterm"),
    "destination": _("Destination"),
    "certificates": _("Certificates"),
    "name": _("Name"),
    "company": _("Company"),
    "country": _("Country"),
    "website": _("Website"),
    "phones": _("Phones"),
}
SEVERAL = ("certificates", "phones")  # one writes them with commas between
_CODED = {"kind": "kind", "authenticity": "authenticity", STEP: "next_step",
          SAMPLE: "sample_decision"}  # fmt: skip
_WRITTEN = ("company", "name", "country", "website", "phones", "destination", "incoterm",
            "certificates", "asks_sample", "language")  # fmt: skip
_YES_NO = (("yes", _("yes")), ("no", _("no")))
_LANGUAGES = ("en", "zh", "es", "pt", "fr", "de", "it", "ru", "ar", "tr", "nl", "pl", "vi", "id",
              "th", "ja", "ko", "da", "sv", "he", "fa", "uk")  # fmt: skip


@dataclass(frozen=True)
class FieldRow:
    """A field: what it says in words and as one writes it, what it may be, whether by hand."""

    name: str
    title: Promise
    words: str
    value: str
    choices: Sequence[tuple[str, str | Promise]]
    by_hand: bool


def contact_of(card: Card) -> dict[str, str]:
    """The person who wrote, as a contact."""
    facts, mail = card.told.facts, card.mail
    phones = facts.phones[:1]
    return {"name": facts.name or mail.sender_name, "email": mail.answer_to,
            "phone": phones[0] if phones else "", "language": facts.language}  # fmt: skip


def coded_row(told: Understood, name: str, lang: Lang) -> FieldRow:
    """A field whose value is a code: kind, authenticity, next step, sample."""
    code = _code(told, name)
    group = _CODED[name]
    words = title(group, code, lang) if code else "–"
    return FieldRow(name, TITLES[name], words, code or "", [*titles(group, lang).items()],
                    name in told.corrected)  # fmt: skip


def written_rows(told: Understood) -> list[FieldRow]:
    """The fields that one writes, those that are empty too."""
    return [_written_row(told, name) for name in _WRITTEN]


def _code(told: Understood, name: str) -> str | None:
    if name == STEP:
        return told.decision.step
    if name == SAMPLE:
        return told.decision.sample
    return str(getattr(told.facts, name))


def _written_row(told: Understood, name: str) -> FieldRow:
    value: Any = getattr(told.facts, name)
    if isinstance(value, bool):
        value = "yes" if value else "no"
    plain = ", ".join(value) if isinstance(value, tuple) else str(value or "")
    return FieldRow(name, TITLES[name], _words(name, plain), plain, _choices(name),
                    name in told.corrected)  # fmt: skip


def _words(name: str, plain: str) -> str:
    if name == "country" and plain:
        return str(_locale().territories.get(plain, plain))
    if name == "asks_sample":
        return str(dict(_YES_NO)[plain])
    return language_words(plain) if name == "language" else plain


def _choices(name: str) -> Sequence[tuple[str, str | Promise]]:
    if name == "asks_sample":
        return _YES_NO
    if name == "incoterm":
        return [("", "–"), *((code, code) for code in incoterms())]
    if name == "language":
        return [(code, language_words(code)) for code in _LANGUAGES]
    return []


def language_words(code: str) -> str:
    """A language in the reader's words."""
    return str(_locale().languages.get(code, code))


def _locale() -> Locale:
    return Locale.parse(to_locale(get_language() or "en"))
