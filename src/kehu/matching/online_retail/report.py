"""What became of every row of an import."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from kehu.matching.online_retail.faults import ImportFault
from kehu.matching.online_retail.preset import reasons


@dataclass(frozen=True)
class ImportReport:
    """Counts of one import.

    `rows_read` of the source, `rows_kept` as order lines, `set_aside` rows for each reason (also
    where none), `units_cancelled` and `units_without_sale` of the cancellations (pieces, not rows),
    `tables` rows written to each, `countries_unknown` customers of each country name that is no
    ISO 3166 country.
    """

    source: str
    rows_read: int
    rows_kept: int
    set_aside: Mapping[str, int]
    units_cancelled: int
    units_without_sale: int
    tables: Mapping[str, int]
    countries_unknown: Mapping[str, int]

    @property
    def reconciled(self) -> bool:
        """Whether every row read is either kept or set aside for one reason."""
        return self.rows_kept + sum(self.set_aside.values()) == self.rows_read

    def require_reconciled(self) -> None:
        """Raise ImportFault not_reconciled where a row has been lost or counted twice."""
        if not self.reconciled:
            told = self.rows_kept + sum(self.set_aside.values())
            raise ImportFault("not_reconciled", read=self.rows_read, told=told)

    def write(self, path: Path) -> None:
        """Write the report as JSON, keys as the fields are named."""
        path.write_text(
            json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
        )


_UNKNOWN_COUNTRIES = """
SELECT written, count(*) FROM last_seen JOIN customers USING (customer_id)
WHERE country IS NULL AND written IS NOT NULL
GROUP BY written ORDER BY written
"""

_UNITS = """
SELECT coalesce(sum(units_cancelled), 0)::BIGINT,
       coalesce(sum(-quantity - units_cancelled), 0)::BIGINT
FROM fates WHERE units_cancelled IS NOT NULL
"""

_REASONS = "SELECT reason, count(*) FROM fates WHERE reason IS NOT NULL GROUP BY reason"


def make_report(db: duckdb.DuckDBPyConnection, source: str, tables: Iterable[str]) -> ImportReport:
    """Count what the earlier steps left in `raw`, `fates`, `last_seen` and the ledger's tables."""
    found = dict(db.execute(_REASONS).fetchall())
    cancelled, without_sale = db.execute(_UNITS).fetchall()[0]
    return ImportReport(
        source=source,
        rows_read=_count(db, "raw"),
        rows_kept=_count(db, "fates WHERE reason IS NULL"),
        set_aside={reason: found.get(reason, 0) for reason in reasons()},
        units_cancelled=cancelled,
        units_without_sale=without_sale,
        tables={table: _count(db, table) for table in tables},
        countries_unknown=dict(db.execute(_UNKNOWN_COUNTRIES).fetchall()),
    )


def _count(db: duckdb.DuckDBPyConnection, rows: str) -> int:
    return int(db.execute(f"SELECT count(*) FROM {rows}").fetchall()[0][0])
