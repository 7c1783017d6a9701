"""A happening in the reader's words: one line each."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kehu.desk.ledger.models import TOPICS, Judgement
from kehu.desk.ledger.timeline import Happening
from kehu.engine.schema import LIFTED

_LONGEST = 400  # characters of a message


def told(happening: Happening, currency: str) -> str:
    """What happened, unless it was judged; amounts without a currency are in the base currency."""
    return _TOLD[happening.kind](happening.row, currency)


def told_judgement(row: Judgement, subject: str, value: str) -> str:
    """What somebody judged, its subject and value in words."""
    fields = {"subject": subject, "value": value, "by": row.by or "—"}
    if row.value == LIFTED:
        return _("%(by)s lifted the judgement on %(subject)s") % fields
    said = _("%(by)s judged %(subject)s: %(value)s") % fields
    return f"{said} ({row.why})" if row.why else said


def _money(row: Any, currency: str, name: str = "amount") -> str:
    amount: Decimal | None = getattr(row, name)
    return "" if amount is None else f"{row.currency or currency} {amount:,.2f}"


def _said(row: Any, _currency: str) -> str:
    words = [str(row.get_channel_display())]
    if row.contact_id and row.contact.name:
        words.append(row.contact.name)
    if row.kind:
        words.append(str(row.get_kind_display()))
    if row.delivered is False:
        words.append(_("not delivered"))
    topics = [str(TOPICS.get(one, one)) for one in row.topics.split(";") if one]
    by = [row.author] if row.author else []
    line = " · ".join([*words, *topics, *by])
    text = row.text if len(row.text) <= _LONGEST else row.text[:_LONGEST] + " …"
    return f"{line}: {text}" if text else line


def _sample(sentence: Callable[[], str]) -> Callable[[Any, str], str]:
    def said(row: Any, _currency: str) -> str:
        return sentence() % {"goods": row.product.name if row.product_id else _("a sample")}

    return said


_TOLD: dict[str, Callable[[Any, str], str]] = {
    "order.placed": lambda row, c: (
        _("Order %(code)s over %(amount)s") % {"code": row.code, "amount": _money(row, c)}
    ),
    "order.delivered": lambda row, c: _("Order %(code)s delivered") % {"code": row.code},
    "order.cancelled": lambda row, c: _("Order %(code)s cancelled") % {"code": row.code},
    "payment.received": lambda row, c: (
        _("%(amount)s received for order %(code)s")
        % {"amount": _money(row, c), "code": row.order.code}
    ),
    "proforma.issued": lambda row, c: (
        _("Proforma %(code)s over %(amount)s") % {"code": row.code, "amount": _money(row, c)}
    ),
    "proforma.paid": lambda row, c: _("Proforma %(code)s paid") % {"code": row.code},
    "proforma.cancelled": lambda row, c: _("Proforma %(code)s cancelled") % {"code": row.code},
    "sample.requested": _sample(lambda: _("Asked for %(goods)s as a sample")),
    "sample.paid": _sample(lambda: _("Sample paid: %(goods)s")),
    "sample.sent": _sample(lambda: _("Sample sent: %(goods)s")),
    "sample.arrived": _sample(lambda: _("Sample arrived: %(goods)s")),
    "sample.answered": _sample(lambda: _("Feedback on the sample: %(goods)s")),
    "quotation.given": lambda row, c: (
        _("Quotation %(code)s %(amount)s") % {"code": row.code, "amount": _money(row, c)}
    ),
    "inquiry.came": lambda row, c: (
        _("Inquiry, means to order") if row.order_intent else _("Inquiry")
    ),
    "contact.made": _said,
    "customs.seen": lambda row, c: (
        _("Imported %(goods)s from %(supplier)s")
        % {"goods": row.product or "—", "supplier": row.supplier}
    ),
}
