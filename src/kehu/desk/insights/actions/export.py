"""Taking customers out of the application as a file: a permission, and a row in the audit."""

from tempfile import TemporaryFile
from typing import IO

import numpy as np

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.roles import Permission
from kehu.desk.core import audit
from kehu.desk.grading.book.columns import Ints
from kehu.desk.insights.listing.asked import Asked
from kehu.desk.insights.listing.queries import narrowed_for
from kehu.desk.insights.listing.sheets import WRITERS
from kehu.desk.insights.listing.table import Table
from kehu.desk.ledger.models import Customer
from kehu.engine.rules.words import Words


def export_customers(
    *, actor: Actor, asked: Asked, words: Words, form: str, only: Ints | None = None
) -> IO[bytes]:
    """A file (`form` xlsx or csv) of the customers that a list finds, or of those among them.

    Raises NotAllowed. The file is gone once it is closed.
    """
    actor.must(Permission.EXPORT)
    narrowed = narrowed_for(actor, asked, words.rulebook)
    rows = narrowed.rows()
    if only is not None:
        rows = rows[np.isin(narrowed.book.pks[rows], only)]
    table = Table(narrowed, words)
    file = TemporaryFile()  # noqa: SIM115 (closed with the answer that sends it)
    headings = [table.name_heading(), *table.headings()]
    count = WRITERS[form](file, headings, table.lines(rows))
    told = {"filter": asked.address(), "count": count, "form": form, "chosen": only is not None}
    audit.record(actor.user, "customers.exported", [audit.Change(Customer(), None, told)])
    file.seek(0)
    return file
