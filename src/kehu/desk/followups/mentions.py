"""Facts in the reader's words: what to mention, a line each, or nothing where it is unknown."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kehu.desk.core.templatetags.figures import span_words
from kehu.desk.followups.facts import Facts, Goods
from kehu.desk.ledger.models import TOPICS
from kehu.engine.rules.words import Words

Said = Callable[[Facts, Words], str | None]
_LONGEST = 220  # characters of a message that is quoted
_SAID: dict[str, Said] = {}


def mentions(names: Sequence[str], facts: Facts, words: Words) -> Iterator[str]:
    """The facts of these names that are known, in their order."""
    for name in names:
        if said := _SAID[name](facts, words):
            yield said


def _says(said: Said) -> Said:
    _SAID[said.__name__] = said
    return said


@_says
def last_words(facts: Facts, words: Words) -> str | None:
    newest = facts.last_words
    if newest is None:
        return None
    who = newest.contact.name if newest.contact and newest.contact.name else _("They")
    if not newest.text:
        return _("%(who)s wrote on %(day)s") % {"who": who, "day": _day(newest.at)}
    text = newest.text if len(newest.text) <= _LONGEST else newest.text[:_LONGEST] + " …"
    return _("%(who)s on %(day)s: “%(text)s”") % {"who": who, "day": _day(newest.at), "text": text}


@_says
def last_inquiry(facts: Facts, words: Words) -> str | None:
    if facts.inquiry is None:
        return None
    day = _day(facts.inquiry.at)
    if not facts.asked:
        return _("asked on %(day)s, no product named") % {"day": day}
    return _("asked on %(day)s for %(goods)s") % {"day": day, "goods": _goods(facts.asked)}


@_says
def last_order(facts: Facts, words: Words) -> str | None:
    if facts.order is None:
        return None
    fields = {
        "day": _day(facts.order.ordered_at),
        "amount": _money(facts.order.amount, facts.order.currency or words.currency, words),
        "goods": _goods(facts.ordered),
    }
    if facts.ordered:
        return _("last order %(day)s: %(goods)s, %(amount)s") % fields
    return _("last order %(day)s: %(amount)s") % fields


@_says
def last_delivery(facts: Facts, words: Words) -> str | None:
    if facts.delivered is None or facts.delivered.delivered_at is None:
        return None
    return _("goods arrived on %(day)s") % {"day": _day(facts.delivered.delivered_at)}


@_says
def order_rhythm(facts: Facts, words: Words) -> str | None:
    gap, since = facts.values.get("median_gap_days"), facts.values.get("days_since_last_order")
    if gap is None:
        return None
    return _("orders every %(gap)s days, the last %(since)s days ago") % {
        "gap": words.figure(gap), "since": words.figure(since)}  # fmt: skip


@_says
def order_window(facts: Facts, words: Words) -> str | None:
    window = facts.window
    if window is None:
        return None
    said = (_("order expected %(days)s (80 %%)") if facts.values.get("order_days")
            else _("next import expected %(days)s (80 %%)"))  # fmt: skip
    return said % {"days": span_words(window.first, window.last)}


@_says
def imports_since_ours(facts: Facts, words: Words) -> str | None:
    count = facts.values.get("customs_shipments_after_ours")
    if not count:
        return None
    since = facts.values.get("days_since_last_customs_shipment")
    said = ngettext(
        "customs saw %(count)s shipment since our last goods, the last %(since)s days ago",
        "customs saw %(count)s shipments since our last goods, the last %(since)s days ago",
        count,
    )
    return said % {"count": count, "since": words.figure(since)}


@_says
def customs_rhythm(facts: Facts, words: Words) -> str | None:
    count = facts.values.get("customs_shipments_12m")
    if not count:
        return None
    since = facts.values.get("days_since_last_customs_shipment")
    said = ngettext(
        "customs saw %(count)s shipment in 12 months, the last %(since)s days ago",
        "customs saw %(count)s shipments in 12 months, the last %(since)s days ago",
        count,
    )
    return said % {"count": count, "since": words.figure(since)}


@_says
def main_category(facts: Facts, words: Words) -> str | None:
    category = facts.values.get("main_category")
    return _("buys mostly %(category)s") % {"category": category} if category else None


@_says
def open_proforma(facts: Facts, words: Words) -> str | None:
    proforma = facts.proforma
    if proforma is None:
        return None
    return _("proforma %(number)s of %(day)s over %(amount)s is open") % {
        "number": proforma.code,
        "day": _day(proforma.issued_at),
        "amount": _money(proforma.amount, proforma.currency or words.currency, words),
    }


@_says
def rate_move(facts: Facts, words: Words) -> str | None:
    move = facts.values.get("rate_move_since_proforma")
    if not move or facts.proforma is None:
        return None
    fields = {"currency": facts.proforma.currency, "move": words.figure(abs(move), "share")}
    if move > 0:
        return _("%(currency)s has risen %(move)s since the proforma") % fields
    return _("%(currency)s has fallen %(move)s since the proforma") % fields


@_says
def order_time(facts: Facts, words: Words) -> str | None:
    judged = facts.judged.get("order_time")
    return _("said they would order on %(day)s") % {"day": judged.value} if judged else None


@_says
def waiting_until(facts: Facts, words: Words) -> str | None:
    judged = facts.judged.get("waiting_until")
    return _("asked us to wait until %(day)s") % {"day": judged.value} if judged else None


@_says
def sample(facts: Facts, words: Words) -> str | None:
    if facts.sample is None:
        return None
    goods = facts.sample.product.name if facts.sample.product else _("a sample")
    if facts.sample.arrived_at:
        return _("sample %(goods)s arrived on %(day)s") % {
            "goods": goods, "day": _day(facts.sample.arrived_at)}  # fmt: skip
    return _("sample %(goods)s asked for on %(day)s") % {
        "goods": goods, "day": _day(facts.sample.requested_at)}  # fmt: skip


@_says
def asked_about(facts: Facts, words: Words) -> str | None:
    topics = [topic for topic in (facts.last_words.topics if facts.last_words else "").split(";")
              if topic]  # fmt: skip
    if not topics:
        return None
    named = _("; ").join(str(TOPICS.get(topic, topic)) for topic in topics)
    return _("last asked about: %(topics)s") % {"topics": named}


@_says
def lost_quotation(facts: Facts, words: Words) -> str | None:
    quotation = facts.lost_quotation
    if quotation is None:
        return None
    fields = {"day": _day(quotation.at), "ours": "", "market": ""}
    if quotation.unit_price is None or quotation.market_price is None:
        return _("lost a quotation of %(day)s on price") % fields
    currency = quotation.currency or words.currency
    fields["ours"] = _money(quotation.unit_price, currency, words)
    fields["market"] = _money(quotation.market_price, currency, words)
    return _("lost a quotation of %(day)s: ours %(ours)s, market %(market)s") % fields


@_says
def bounce(facts: Facts, words: Words) -> str | None:
    since = facts.values.get("days_since_bounce")
    if since is None:
        return None
    address = facts.contact.email if facts.contact else ""
    return _("our message %(since)s days ago did not arrive (%(address)s)") % {
        "since": since, "address": address or "?"}  # fmt: skip


@_says
def unanswered(facts: Facts, words: Words) -> str | None:
    count = facts.values.get("outbound_unanswered")
    if not count:
        return None
    said = ngettext(
        "%(count)s message of ours without an answer",
        "%(count)s messages of ours without an answer", count,
    )  # fmt: skip
    return said % {"count": count}


@_says
def website(facts: Facts, words: Words) -> str | None:
    return facts.customer.website or None


@_says
def payment_record(facts: Facts, words: Words) -> str | None:
    due, late = facts.values.get("payments_due_12m"), facts.values.get("late_payments_12m")
    if not due:
        return None
    return _("%(late)s of %(due)s payments late in 12 months, %(days)s days on average") % {
        "late": late, "due": due,
        "days": words.figure(facts.values.get("mean_days_late_12m") or 0, digits=0),
    }  # fmt: skip


@_says
def terms_asked(facts: Facts, words: Words) -> str | None:
    count = facts.values.get("inbound_about_payment_terms_12m")
    if not count:
        return None
    said = ngettext(
        "asked about terms of payment %(count)s time in 12 months",
        "asked about terms of payment %(count)s times in 12 months", count,
    )  # fmt: skip
    return said % {"count": count}


@_says
def ramadan(facts: Facts, words: Words) -> str | None:
    return _("Ramadan begins on %(day)s") % {"day": _date(facts.ramadan_on)}


@_says
def chinese_new_year(facts: Facts, words: Words) -> str | None:
    return _("Chinese New Year is on %(day)s") % {"day": _date(facts.chinese_new_year_on)}


def _goods(goods: Sequence[Goods]) -> str:
    return _(", ").join(named(one) for one in goods)


def named(goods: Goods) -> str:
    """Goods with how many, where it is known."""
    if goods.quantity is None:
        return goods.name
    return f"{goods.name} ×{goods.quantity:,.0f}"


def _money(amount: object, currency: str, words: Words) -> str:
    return f"{currency} {words.figure(amount)}"


def _day(moment: datetime) -> str:
    return _date(timezone.localtime(moment).date())


def _date(day: date) -> str:
    return formats.date_format(day, "Y-m-d")
