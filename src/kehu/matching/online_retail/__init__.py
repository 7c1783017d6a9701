"""UCI Online Retail II: raw invoice lines in, a ledger of customers and orders out."""

from pathlib import Path

import duckdb

from kehu.matching.online_retail.cancellations import apply_cancellations
from kehu.matching.online_retail.faults import ImportFault
from kehu.matching.online_retail.folder import new_folder, refuse_if_in_use
from kehu.matching.online_retail.ledger import TABLES, build_ledger, write_ledger
from kehu.matching.online_retail.report import ImportReport, make_report
from kehu.matching.online_retail.rows import judge_rows, read_rows, write_set_aside

__all__ = ["ImportFault", "ImportReport", "import_online_retail"]

REPORT = "import_report.json"
SET_ASIDE = "set_aside"


def import_online_retail(source: Path, to: Path) -> ImportReport:
    """Make a ledger folder of Online Retail II; the same source gives the same bytes.

    `source` is a Parquet file with the columns invoice, stock_code, description, quantity,
    invoice_ts (read as UTC), price (GBP), customer_id, country, sheet. `to` receives customers,
    products, orders and order_lines as `ledger.md` has them; `set_aside/rows.parquet`, every row
    that is no order line, as it was, with its `source_row` (from 1), a `reason` and, for a
    cancellation, `units_cancelled`; and `import_report.json`. It appears whole or not at all.

    Raises ImportFault with code source_missing, source_unreadable, columns_missing,
    cell_unreadable, invoice_of_two_customers, folder_in_use or not_reconciled.
    """
    refuse_if_in_use(to, makes=(REPORT, SET_ASIDE))
    with duckdb.connect() as db:
        read_rows(db, source)
        judge_rows(db)
        apply_cancellations(db)
        build_ledger(db)
        report = make_report(db, source.name, TABLES)
        report.require_reconciled()
        with new_folder(to, last="customers.parquet") as folder:
            write_ledger(db, folder)
            write_set_aside(db, folder / SET_ASIDE)
            report.write(folder / REPORT)
    return report
