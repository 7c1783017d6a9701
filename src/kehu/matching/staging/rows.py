"""A row with the sheet it is of, which faults name."""

from dataclasses import dataclass
from typing import Any

from kehu.errors import Fault, KehuError
from kehu.matching.columns.presets import Preset
from kehu.matching.staging.cleaning_rows import CleanRow
from kehu.matching.staging.customers import RowFault
from kehu.matching.staging.mapped import MappedSheet
from kehu.matching.staging.tables import Made


@dataclass(frozen=True)
class RowOf:
    """The nth sheet's row, cleaned."""

    number: int
    of: MappedSheet
    preset: Preset
    row: CleanRow

    def refuse_unclean(self, table: str) -> None:
        """What must be there and cannot be read is an error, no cell left out. Raises RowFault."""
        for name, fault in self.row.unclean.items():
            if self.must_have(name) or name in ("customers.customer_id", "orders.order_id"):
                raise RowFault(fault.code, name, **fault.fields)
            if name.startswith((f"{table}.", "order_lines.")) and _is_figure(name):
                raise RowFault(fault.code, name, **fault.fields)

    def must_have(self, name: str) -> bool:
        """Does the sheet mean nothing without this field?"""
        return (name,) in self.preset.needs

    def error(self, error: KehuError) -> Fault:
        heading = self._heading(error.field) if isinstance(error, RowFault) else None
        return self._row_fault("error", error.code, heading, error.fields)

    def left_out(self) -> list[Fault]:
        """The cells that could not be read, and those beyond the sheet's columns."""
        found = list(self.row.unclean.values())
        if self.row.row.beyond:
            fields = {"found": len(self.row.row.cells) + self.row.row.beyond,
                      "wanted": len(self.row.row.cells)}  # fmt: skip
            found.append(self._row_fault("warning", "ragged_row", None, fields))
        return found

    def said_otherwise(self, made: Made, name: str, stands: Any, said: Any) -> Fault:
        fields = {"value": said, "stands": stands, "key": made.key}
        heading = self._heading(f"{made.table}.{name}")
        return self._row_fault("warning", "said_otherwise", heading, fields)

    def _heading(self, name: str) -> str | None:
        mapping = self.of.mapping.columns
        return next((text for text, field in mapping.items() if field == name), None)

    def _row_fault(
        self, severity: str, code: str, heading: str | None, fields: dict[str, Any]
    ) -> Fault:
        title = self.of.sheet.title
        return Fault(severity, code, title, None, self.row.row.number, heading, fields)


def _is_figure(name: str) -> bool:
    """Amounts and quantities: a row without them would say something else."""
    return name.partition(".")[2] in ("amount", "quantity", "unit_price")
