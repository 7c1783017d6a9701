"""What the sample desk's pages say in the reader's words."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _

from kehu.desk.samples.in_force import House
from kehu.desk.samples.states import State
from kehu.words import Lang

register = template.Library()
_COLOURS = {
    State.TO_DECIDE: " chip-attention",
    State.TO_CONCLUDE: " chip-attention",
    State.CLOSED: "",
}


@register.filter
def in_words(title: Mapping[Lang, str], lang: Lang) -> str:
    """A title in a language."""
    return title.get(lang, "")


@register.filter
def state_colour(state: State) -> str:
    return _COLOURS.get(state, " chip-going")


@register.filter
def decision_title(code: str, decisions: Sequence[tuple[Any, str]]) -> str:
    """What a decision is called."""
    return next((title for each, title in decisions if each.code == code), code)


@register.filter
def each(whole: Decimal, count: int) -> Decimal | None:
    """A part of the whole, where there are any parts."""
    return whole / count if count else None


@register.filter
def percent(share: float) -> str:
    return f"{round(100 * share)} %"


@register.filter
def range_words(between: tuple[float, float]) -> str:
    """Where a share lies by chance alone."""
    low, high = (percent(one) for one in between)
    return _("between %(low)s and %(high)s") % {"low": low, "high": high}


@register.filter
def figure_of(house: House, name: str) -> Any:
    """A number of the house rule."""
    return getattr(house, name)
