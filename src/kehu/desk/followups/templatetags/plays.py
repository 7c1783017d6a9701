"""Plays in words: titles, worth, and why one should not write now."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kehu.desk.core.languages import page_language
from kehu.desk.core.templatetags.figures import short_money, time_there
from kehu.desk.followups.models import FollowUp
from kehu.desk.followups.outcomes import HESITATIONS
from kehu.desk.ledger.models import Interaction
from kehu.engine.plays.buyers_day import WEEKEND, BuyersNow, holiday_in_chinese
from kehu.engine.plays.playbook import Play

register = template.Library()


@register.filter
def titled(name: str, titles: Mapping[str, str]) -> str:
    """What a play is called; its name where the playbook no longer has it."""
    return titles.get(name, name)


@register.simple_tag
def rank_words(follow_up: FollowUp, currency: str) -> str:
    """The factors of the rank, whose product it is."""
    parts = follow_up.factors
    return _(
        "chance %(chance)s × answers %(answers)s × margin %(worth)s × urgency %(urgency)s"
        " × lateness %(lateness)s = %(value)s"
    ) % {
        "chance": f"{parts['chance']:.2f}",
        "answers": f"{parts['answers']:.2f}",
        "worth": short_money(parts["worth"], currency),
        "urgency": f"{parts['urgency']:.1f}",
        "lateness": f"{parts['lateness']:.2f}",
        "value": short_money(follow_up.rank, currency),
    }


@register.simple_tag
def opens(there: BuyersNow) -> str:
    """When one may write again, by the clock there."""
    at = time_there(there.opens)
    if there.opens.date() == there.local.date():
        return _("from %(time)s there") % {"time": at}
    day = formats.date_format(there.opens.date(), "D")
    return _("from %(day)s %(time)s there") % {"day": day, "time": at}


@register.simple_tag
def closed_words(there: BuyersNow) -> str:
    """Why not now, and when it is good in our own time."""
    ours = formats.date_format(timezone.localtime(there.opens), "Y-m-d H:i")
    fields = {
        "time": time_there(there.local),
        "ours": ours,
        "holiday": _holiday(there.closed or ""),
    }
    if there.closed == "night":
        said = _("It is %(time)s there. Good from %(ours)s our time.")
    elif there.closed == WEEKEND:
        said = _("It is the weekend there. Good from %(ours)s our time.")
    else:
        said = _("Public holiday there (%(holiday)s). Good from %(ours)s our time.")
    return said % fields


def _holiday(name: str) -> str:
    chinese = holiday_in_chinese(name) if page_language() == "zh" else None
    return chinese or name


@register.simple_tag
def channel_options(play: Play, wrong: Any) -> SafeString:
    """All channels, those of the play first; the first is chosen."""
    names = dict(Interaction.Channel.choices)
    ordered = [*play.channels, *(code for code in names if code not in play.channels)]
    given = wrong.data.get("channel") if wrong else None
    return format_html_join(
        "",
        "<option value='{}'{}>{}</option>",
        ((code, SafeString(" selected") if code == given else "", names[code]) for code in ordered),
    )


@register.simple_tag
def hesitation_options() -> SafeString:
    """Why a buyer holds back."""
    listed = format_html_join("", "<option value='{}'>{}</option>", HESITATIONS)
    return format_html("<option value=''>—</option>{}", listed)
