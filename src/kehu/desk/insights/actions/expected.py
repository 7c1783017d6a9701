"""Taking a list of expected or missed orders out as a workbook: a permission, and in the audit."""

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.roles import Permission
from kehu.desk.core import audit
from kehu.desk.grading.book.columns import Ints
from kehu.desk.insights.forecasts.lists import OrderList
from kehu.desk.insights.listing.sheets import write_xlsx
from kehu.desk.insights.listing.table import Cell, Heading, Line
from kehu.desk.ledger.models import Customer
from kehu.engine.rules.words import Words

_AT_ONCE = 2_000  # customers read in one statement


@transaction.atomic
def export_orders(*, actor: Actor, found: OrderList, words: Words) -> IO[bytes]:
    """A workbook of one of the lists, the customer worth most first.

    Raises NotAllowed. The file is gone once it is closed.
    """
    actor.must(Permission.EXPORT)
    rows = found.rows()
    file = TemporaryFile()  # noqa: SIM115 (closed with the answer that sends it)
    write_xlsx(file, _headings(words), _lines(found, rows, words))
    told = {"list": found.name, "salesperson": found.owner, "team": found.team, "count": len(rows)}
    audit.record(actor.user, "expected.exported", [audit.Change(Customer(), None, told)])
    file.seek(0)
    return file


def _headings(words: Words) -> list[Heading]:
    titles = (_("Customer"), _("Customer number"), _("Salesperson"), _("Expected"),
              words.name("p_order_30d"), words.name("p_active"), words.name("amount_per_order_day"),
              words.name("value_12m"), _("Last order"), words.name("days_since_last_order"),
              words.name("typical_gap_days"))  # fmt: skip
    return [Heading("", title, False, "", "") for title in titles]


def _lines(found: OrderList, rows: Ints, words: Words) -> Iterator[Line]:
    for start in range(0, len(rows), _AT_ONCE):
        for one in found.lines(rows[start : start + _AT_ONCE], words):
            values = one.values
            cells = (
                one.customer.code, one.customer.owner.name if one.customer.owner else _("Pool"),
                one.window, values["p_order_30d"], values["p_active"], values["amount"],
                values["value_12m"], f"{one.last}" if one.last else None, one.silent, one.gap,
            )  # fmt: skip
            yield Line(str(one.customer.pk), one.customer.name, [Cell(raw=cell) for cell in cells])
