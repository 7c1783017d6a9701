"""A forecast in sentences: what it says, what it leans on, and what is not known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import exp
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kehu.desk.core.templatetags.figures import short_day, span_words
from kehu.desk.insights.figures import money
from kehu.desk.insights.forecasts.customer import Forecast
from kehu.engine.forecasts.reasons import reason
from kehu.engine.rules.words import Words

_OWN_GAPS = 3  # fewer lean on other customers


@dataclass(frozen=True)
class Fact:
    """One figure of the forecast under its title; `exact` where the figure is short."""

    title: str
    words: str
    exact: str = ""


@dataclass(frozen=True)
class Told:
    """The forecast as a page shows it: one sentence, figures, what to mind, how it is known."""

    headline: str
    alarm: bool
    facts: list[Fact]
    notes: list[str]
    why: list[str]


def told_forecast(of: Forecast, words: Words) -> Told:
    """The forecast in the reader's words."""
    alarm = _alarm(of, words)
    return Told(alarm or _expected(of), bool(alarm), [*_facts(of, words, bool(alarm))],
                [*_notes(of)], [*_why(of, words)])  # fmt: skip


def percent(share: float) -> str:
    """A chance in whole percents, never quite nothing or sure."""
    whole = round(100 * share)
    return "<1%" if whole < 1 else ">99%" if whole > 99 else f"{whole}%"


def drawing(of: Forecast, days: Sequence[tuple[date, Decimal]]) -> dict[str, Any]:
    """What the chart draws: order days, today, and the window with what its parts are called."""
    window = of.window if of.order_days else None
    return {
        "orders": [[f"{day}", round(float(amount), 2)] for day, amount in days],
        "today": f"{of.counted_from}", "today_words": _("today"),
        "window": [f"{window.first}", f"{window.last}"] if window else None,
        "window_words": _("if it still buys") if of.state else _("expected"),
        "middle": f"{window.middle}" if window else None,
    }  # fmt: skip


# ---- the sentence --------------------------------------------------------------------------------


def _alarm(of: Forecast, words: Words) -> str:
    """How the customer stands, where that is worse than usual; empty elsewhere."""
    if of.state is None:
        return ""
    values = of.values
    fields = {"state": of.state.title[words.lang], "since": values["days_since_last_order"],
              "usual": round(values["typical_gap_days"] or 0)}  # fmt: skip
    if of.state.name == "rival":
        fields |= {"count": values["customs_shipments_after_ours"],
                   "last": values["days_since_last_customs_shipment"]}  # fmt: skip
        return ngettext(
            "%(state)s: %(count)s import since our last goods, the last %(last)s days ago;"
            " no order for %(since)s days",
            "%(state)s: %(count)s imports since our last goods, the last %(last)s days ago;"
            " no order for %(since)s days",
            fields["count"],
        ) % fields  # fmt: skip
    if not values["typical_gap_days"]:
        return _("%(state)s: silent %(since)s days after its only order day") % fields
    return _("%(state)s: silent %(since)s days, usually %(usual)s") % fields


def _expected(of: Forecast) -> str:
    if of.window is None:
        return (_("When it orders next is not known yet") if of.order_days
                else _("When it orders first is not known yet"))  # fmt: skip
    fields = {"days": span_words(of.window.first, of.window.last),
              "day": short_day(of.window.middle)}  # fmt: skip
    if not of.order_days:
        return _("Next import expected %(days)s (80 %%); it never ordered from us") % fields
    return _("Next order expected %(days)s (80 %%), most likely around %(day)s") % fields


# ---- figures -------------------------------------------------------------------------------------


def _facts(of: Forecast, words: Words, alarm: bool) -> Iterator[Fact]:
    values = of.values
    if alarm and of.window:
        yield Fact(
            _("If it still buys"),
            _("%(days)s (80 %%)") % {"days": span_words(of.window.first, of.window.last)},
        )
    if values["p_order_30d"] is not None:
        title = _("Chance of an order") if of.order_days else _("Chance of a first order")
        fields = {
            "month": percent(values["p_order_30d"]),
            "quarter": percent(values["p_order_90d"]),
        }
        yield Fact(title, _("%(month)s within 30 days, %(quarter)s within 90") % fields)
    if values["p_active"] is not None:
        yield Fact(_("Still a customer"), percent(values["p_active"]))
    if values["value_12m"] is not None:
        yield _year(of, words)


def _year(of: Forecast, words: Words) -> Fact:
    names = {"value": "value_12m", "low": "value_12m_low", "high": "value_12m_high"}
    amounts = {key: money(of.values[name], words) for key, name in names.items()}
    short = {key: one.short for key, one in amounts.items()}
    orders = words.figure(of.values["expected_orders_12m"], digits=1)
    # Where it may order or not, 80 % can lie below the mean: it is named as what it is.
    said = _("%(value)s and %(orders)s orders on average; in 8 of 10 cases %(low)s – %(high)s")
    exact = f"{amounts['value'].exact} ({amounts['low'].exact} – {amounts['high'].exact})"
    return Fact(_("Next 12 months"), said % {**short, "orders": orders}, exact)


# ---- what to mind --------------------------------------------------------------------------------


def _notes(of: Forecast) -> Iterator[str]:
    values = of.values
    if of.order_days == 1 and of.window:
        yield _("One order so far: the window leans on customers of the same kind.")
    if of.order_days and of.window is None:
        yield _("Not known yet: when it orders next. Too few of all customers ordered three times.")
    if not of.order_days and of.window is None:
        yield _("Customs records show fewer than three days with imports of this customer.")
    if of.order_days and values["p_active"] is None:
        yield _("Not known yet: whether it still buys, and what a year brings. Too few of all "
                "customers ordered again.")  # fmt: skip
    elif of.order_days and values["value_12m"] is None:
        yield _("Not known yet: what a year brings. Too few order amounts are known.")
    if not of.order_days and values["p_order_30d"] is None:
        yield _("Not known yet: the chance of a first order. Too few customers placed one in the "
                "last months.")  # fmt: skip


# ---- how it is known -----------------------------------------------------------------------------


def _why(of: Forecast, words: Words) -> Iterator[str]:
    if of.order_days > 1:
        yield _own_rhythm(of, words)
    if of.order_days and of.window and of.order_days <= _OWN_GAPS:
        yield _others_rhythm(of)
    if of.values["customs_gap_days"] is not None:
        yield _imports(of)
    if of.order_days and of.window:
        yield _("The window says when the order comes if the customer keeps to its rhythm; the "
                "chances also count that it may have stopped.")  # fmt: skip
    if not of.order_days and of.values["p_order_30d"] is not None:
        yield _("The chance of a first order is the share of those who stood alike three months "
                "ago and have ordered since.")  # fmt: skip
    if of.order_days:
        yield from reason(of.outlook.buying, of.outlook.tried, words.lang).splitlines()
    yield _("It knows orders and imports alone: not what was promised, nor prices or seasons.")


def _own_rhythm(of: Forecast, words: Words) -> str:
    gaps = of.order_days - 1
    fields = {"gap": round(of.values["typical_gap_days"]), "count": gaps,
              "how": of.rhythm.title[words.lang] if of.rhythm else "",
              "since": of.values["days_since_last_order"]}  # fmt: skip
    if of.rhythm is None:
        return _("Its own rhythm: an order after %(gap)s days, once; the last %(since)s days ago."
                 ) % fields  # fmt: skip
    return _("Its own rhythm: an order every %(gap)s days, %(how)s, by %(count)s gaps; the last"
             " %(since)s days ago.") % fields  # fmt: skip


def _others_rhythm(of: Forecast) -> str:
    role = of.values["judged_channel_role"] or of.values["recorded_channel_role"] or "unknown"
    rhythm = of.outlook.rhythm
    usual = rhythm.usual_of(role, of.values["country"] or "") if rhythm else 0.0
    return _("With so few gaps it leans on customers of the same role and country, who order every"
             " %(gap)s days.") % {"gap": round(exp(usual))}  # fmt: skip


def _imports(of: Forecast) -> str:
    fields = {"gap": round(of.values["customs_gap_days"]),
              "days": of.values["customs_shipment_days"],
              "since": of.values["days_since_last_customs_shipment"]}  # fmt: skip
    return _("Its imports by customs records: every %(gap)s days, on %(days)s days; the last"
             " %(since)s days ago.") % fields  # fmt: skip
