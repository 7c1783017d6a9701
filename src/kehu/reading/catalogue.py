"""The exporter's catalogue: what mails are matched to."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from kehu.errors import Fault, InputFaults
from kehu.reading.tables import read_text

COLUMNS = (
    "sku", "name_en", "name_zh", "category", "keywords", "unit", "moq", "unit_price_usd",
    "market_avg_price_usd", "materials", "certifications",
)  # fmt: skip


@dataclass(frozen=True)
class Product:
    """One article: prices in US dollars a unit, `moq` in units; None or empty where unknown."""

    sku: str
    name_en: str
    name_zh: str = ""
    category: str = ""
    keywords: tuple[str, ...] = ()
    unit: str = ""
    moq: int | None = None
    unit_price_usd: Decimal | None = None
    market_avg_price_usd: Decimal | None = None
    materials: tuple[str, ...] = ()
    certifications: tuple[str, ...] = ()


def read_catalogue(path: Path) -> tuple[Product, ...]:
    """The products of a CSV file with the columns of `COLUMNS`, UTF-8; only sku must be there.

    Raises KehuError `no_such_file`, InputFaults with every fault: `table_not_utf8`,
    `catalogue_without_sku`, `catalogue_sku_empty`, `catalogue_sku_twice`, `catalogue_figure`.
    """
    return catalogue_of(read_text(path), str(path))


def catalogue_of(text: str, file: str) -> tuple[Product, ...]:
    """The same of the text of such a file, which faults call `file`. Raises InputFaults."""
    rows = csv.DictReader(io.StringIO(text))
    if "sku" not in (rows.fieldnames or ()):
        raise InputFaults([Fault("error", "catalogue_without_sku", file, column="sku")])
    reader = _Reader(file)
    products = tuple(reader.products(rows))
    if reader.faults:
        raise InputFaults(reader.faults)
    return products


class _Reader:
    """Rows to products; what is wrong with them is gathered."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def products(self, rows: Iterable[Mapping[str, str | None]]) -> Iterable[Product]:
        seen: set[str] = set()
        for number, row in enumerate(rows, 1):
            cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
            if not cells["sku"]:
                self._wrong("catalogue_sku_empty", number, "sku", "")
            elif cells["sku"] in seen:
                self._wrong("catalogue_sku_twice", number, "sku", cells["sku"])
            seen.add(cells["sku"])
            yield self._product(cells, number)

    def _product(self, cells: Mapping[str, str], number: int) -> Product:
        moq = self._figure(cells, "moq", number)
        return Product(
            sku=cells["sku"],
            name_en=cells["name_en"],
            name_zh=cells["name_zh"],
            category=cells["category"],
            keywords=_several(cells["keywords"]),
            unit=cells["unit"],
            moq=None if moq is None else int(moq),
            unit_price_usd=self._figure(cells, "unit_price_usd", number),
            market_avg_price_usd=self._figure(cells, "market_avg_price_usd", number),
            materials=_several(cells["materials"]),
            certifications=_several(cells["certifications"]),
        )

    def _figure(self, cells: Mapping[str, str], column: str, number: int) -> Decimal | None:
        if not cells[column]:
            return None
        try:
            figure = Decimal(cells[column].replace(",", ""))
        except InvalidOperation:
            figure = Decimal("NaN")
        if not figure.is_finite() or figure < 0:
            self._wrong("catalogue_figure", number, column, cells[column])
            return None
        return figure

    def _wrong(self, code: str, row: int, column: str, value: str) -> None:
        self.faults.append(Fault("error", code, self.file, row, row + 1, column, {"value": value}))


def _several(cell: str) -> tuple[str, ...]:
    return tuple(one for piece in cell.split(";") if (one := piece.strip()))
