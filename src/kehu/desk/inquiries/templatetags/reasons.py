"""Waiting times, refusals and corrections in words."""

from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kehu.desk.core.languages import page_language
from kehu.desk.inquiries.models import Correction, Mail, SecondLook
from kehu.desk.inquiries.showing import TITLES, FieldRow
from kehu.reading.titles import title, titles
from kehu.words import say

register = template.Library()
_TONES = {"likely_genuine": "chip-won", "suspicious": "chip-risk", "unverified": "chip-attention"}
_GROUPS = {"kind": "kind", "authenticity": "authenticity", "next_step": "next_step",
           "sample_decision": "sample_decision"}  # fmt: skip


@register.simple_tag
def waited(days: float) -> str:
    """`waits 5 hours`, `waits 4 days`."""
    if days < 1:
        hours = max(int(days * 24), 0)
        return ngettext("waits %(n)s hour", "waits %(n)s hours", hours) % {"n": hours}
    whole = int(days)
    return ngettext("waits %(n)s day", "waits %(n)s days", whole) % {"n": whole}


@register.filter
def why_words(one: Any) -> str:
    """Why something refused: of what has `why`, a sentence's code, and `why_fields`."""
    return say(one.why, page_language(), **one.why_fields) if one.why else ""


@register.filter
def field_words(name: str) -> str:
    """What a highlighted place of a mail says."""
    known = {"quantity": _("Quantity"), "groups": _("Goods by group"), "payment": _("Payment"),
             "time": _("Delivery time"), "target_price": _("Target price"),
             "address": _("Address")}  # fmt: skip
    return known.get(name) or str(TITLES.get(name, ""))


@register.filter
def tone_class(row: FieldRow) -> str:
    """The colour of a coded field: authenticity alone has one."""
    return _TONES.get(row.value, "")


@register.filter
def plain_number(number: float | None) -> str:
    """As one types it: no separators, no digits that say nothing."""
    return "" if number is None else f"{number:.10g}"


@register.filter
def percent(share: float) -> str:
    return f"{100 * share:.0f} %"


@register.filter
def body_of(mail: Mail) -> str:
    """A mail's words without its subject."""
    return mail.text[mail.body_start :]


@register.filter
def look_words(look: SecondLook) -> str:
    """The figures behind a demanded look."""
    if look.why == SecondLook.Why.BANK_CHANGE:
        return _("Call a number you had before; do not answer by mail.")
    asked = look.figures.get("asked", 0)
    return ngettext(
        "Asked %(n)s time in twelve months, and pays late.",
        "Asked %(n)s times in twelve months, and pays late.", asked,
    ) % {"n": asked}  # fmt: skip


@register.filter
def said_words(one: Correction, which: str) -> str:
    """A proposal or the truth, in words."""
    value, lang = getattr(one, which), page_language()
    if one.field in _GROUPS and value:
        return titles(_GROUPS[one.field], lang).get(str(value), str(value))
    if one.field == "signals":
        return ", ".join(title("signals", code, lang) for code in value) or "–"
    if one.field == "wanted":
        told = [f"{line['quantity'] or ''} {line['unit'] or ''} {'/'.join(line['skus'])}"
                for line in value]  # fmt: skip
        return "; ".join(" ".join(words.split()) for words in told) or "–"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    return "–" if value in (None, "") else str(value)
