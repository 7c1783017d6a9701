"""Taking the monthly review out as a workbook: a permission, and a row in the audit."""

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.roles import Permission
from kehu.desk.core import audit
from kehu.desk.grading.queries import because
from kehu.desk.insights.listing.sheets import write_sheets
from kehu.desk.insights.listing.table import Cell, Heading, Line
from kehu.desk.insights.review import Move, Narrowing, Review, changes_of
from kehu.desk.ledger.models import Customer
from kehu.engine.rules.words import Words


@transaction.atomic
def export_review(*, actor: Actor, review: Review, asked: Narrowing, words: Words) -> IO[bytes]:
    """A workbook of the counts and of the moves asked for, with reasons.

    Raises NotAllowed. The file is gone once it is closed.
    """
    actor.must(Permission.EXPORT)
    moves = review.narrowed(asked)
    file = TemporaryFile()  # noqa: SIM115 (closed with the answer that sends it)
    write_sheets(
        file,
        [
            (_("Summary"), _headings(_("Dimension"), _("risen"), _("fallen"), _("moved aside")),
             _counts(review)),
            (_("Moves"),
             _headings(_("Customer"), _("Customer number"), _("Dimension"), _("Before"),
                       _("After"), _("Movement"), _("Why"), _("Salesperson"),
                       words.name("purchases_12m"), _("On")),
             _lines(moves, words)),
        ],
    )  # fmt: skip
    told = {"month": f"{review.month:%Y-%m}", "dimension": asked.dimension, "way": asked.way,
            "salesperson": asked.owner, "count": len(moves)}  # fmt: skip
    audit.record(actor.user, "review.exported", [audit.Change(Customer(), None, told)])
    file.seek(0)
    return file


def way_words() -> dict[str, str]:
    """How a label moved, in the reader's words."""
    return {"risen": _("risen"), "fallen": _("fallen"), "aside": _("moved aside")}


def _headings(*titles: str) -> list[Heading]:
    return [Heading("", title, False, "", "") for title in titles]


def _counts(review: Review) -> Iterator[Line]:
    for one in review.counts():
        figures = (one.risen, one.fallen, one.aside)
        yield Line("", one.title, [Cell(raw=figure) for figure in figures])


def _lines(moves: list[Move], words: Words) -> Iterator[Line]:
    ways = way_words()
    for move, change, customer in changes_of(moves):
        dimension = words.rulebook.dimensions[move.dimension]
        cells = (
            customer.code, words.name(move.dimension), words.label(dimension, move.before),
            words.label(dimension, move.after), ways[move.way], because(change, words),
            customer.owner.name if customer.owner else _("Pool"), round(move.value, 2),
            f"{timezone.localtime(change.at):%Y-%m-%d}",
        )  # fmt: skip
        yield Line(str(customer.pk), customer.name, [Cell(raw=value) for value in cells])
