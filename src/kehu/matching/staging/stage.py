"""From mapped sheets to a folder of ledger tables, with everything that is to be said about it."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from kehu.errors import Fault, KehuError
from kehu.matching.columns.fields import all_fields
from kehu.matching.columns.mapping import SheetMapping, faults_of
from kehu.matching.columns.presets import Preset, presets
from kehu.matching.sheets.cells import Cell, RawSheet, Row
from kehu.matching.sheets.heading import Heading
from kehu.matching.staging.cleaning_rows import CleanRow, Repair, RowCleaner, Words
from kehu.matching.staging.customers import MATCH_BY, Customers, Found, RowFault
from kehu.matching.staging.events import EVENTS, event, last_contact, message_of
from kehu.matching.staging.known import Ambiguous, Known
from kehu.matching.staging.numbers import Numbering
from kehu.matching.staging.sales import Sales
from kehu.matching.staging.tables import Made, Origin, StagedTables

Mode = Literal["both", "create", "update"]
# Whom later sheets may speak of comes first.
_ORDER = ("products", "customers", "contacts", "orders")
_TOLD_EVERY = 5_000  # rows
Progress = Callable[[int], None]


@dataclass(frozen=True)
class MappedSheet:
    """A sheet with its heading and what the user decided about it."""

    sheet: RawSheet
    heading: Heading
    mapping: SheetMapping


@dataclass
class Report:
    """What a run made of its sheets.

    `rows` are those read; of them `kept` became rows of `tables`, `skipped` were passed over by
    reason, and the rest is in `set_aside`. Every row read is counted once.
    """

    rows: int = 0
    kept: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    set_aside: int = 0
    tables: dict[str, int] = field(default_factory=dict)
    repairs: Counter[str] = field(default_factory=Counter)
    errors: int = 0
    warnings: int = 0

    def as_json(self) -> dict[str, Any]:
        """The report as plain counts."""
        return {name: dict(told) if isinstance(told, dict) else told
                for name, told in vars(self).items()}  # fmt: skip

    @classmethod
    def of(cls, told: dict[str, Any]) -> "Report":
        counters = {name: Counter(told[name]) for name in ("skipped", "repairs")}
        return cls(**{**told, **counters})

    def refused(self, rows: Mapping[Origin, list[Fault]]) -> None:
        """Rows that were kept and are set aside now."""
        self.kept -= len(rows)
        self.set_aside += len(rows)
        self.errors += sum(map(len, rows.values()))


def _line(told: Any) -> str:
    return json.dumps(told, ensure_ascii=False, default=str) + "\n"


def _aside(sheet: int, row: Row, faults: Sequence[Fault]) -> dict[str, Any]:
    """A row that comes back, as it is written down."""
    cells = [[cell.text, cell.plain] for cell in row.cells]
    return {"sheet": sheet, "row": row.number, "cells": cells,
            "faults": [asdict(fault) for fault in faults]}  # fmt: skip


@dataclass(frozen=True)
class Staged:
    """The folder of a run: tables, origins, faults, repairs, and rows set aside."""

    folder: Path
    report: Report

    @classmethod
    def of(cls, folder: Path) -> "Staged":
        """What `stage` left in a folder."""
        told = json.loads((folder / "report.json").read_text("utf-8"))
        return cls(folder, Report.of(told))

    def keep(self) -> None:
        """Write the report down beside the tables."""
        told = json.dumps(self.report.as_json(), ensure_ascii=False)
        (self.folder / "report.json").write_text(told, "utf-8")

    @property
    def tables(self) -> Path:
        return self.folder / "tables"

    def refuse(self, refused: Mapping[Origin, list[Fault]], sheets: Sequence[MappedSheet]) -> None:
        """Rows that the ledger cannot take, found out later, join those that are set aside."""
        by_sheet: dict[int, dict[int, list[Fault]]] = {}
        for origin, faults in refused.items():
            by_sheet.setdefault(origin.sheet, {})[origin.row] = faults
        with (
            (self.folder / "set_aside.jsonl").open("a", encoding="utf-8") as aside,
            (self.folder / "faults.jsonl").open("a", encoding="utf-8") as said,
        ):
            for number, rows in sorted(by_sheet.items()):
                for row in sheets[number].sheet.rows():
                    if row.number in rows:
                        aside.write(_line(_aside(number, row, rows[row.number])))
                        for fault in rows[row.number]:
                            said.write(_line(asdict(fault)))
        self.report.refused(refused)
        self.keep()

    def faults(self) -> Iterator[Fault]:
        with (self.folder / "faults.jsonl").open(encoding="utf-8") as file:
            for line in file:
                yield Fault(**json.loads(line))

    def repairs(self) -> Iterator[Repair]:
        with (self.folder / "repairs.jsonl").open(encoding="utf-8") as file:
            for line in file:
                yield Repair(*json.loads(line))

    def set_aside(self) -> Iterator[tuple[int, Row, list[Fault]]]:
        """Rows that could not be taken, or not whole: the number of the sheet, the row, why."""
        with (self.folder / "set_aside.jsonl").open(encoding="utf-8") as file:
            for line in file:
                told = json.loads(line)
                cells = tuple(Cell(*one) for one in told["cells"])
                row = Row(told["row"], cells)
                yield told["sheet"], row, [Fault(**one) for one in told["faults"]]


def stage(
    sheets: Sequence[MappedSheet],
    known: Known,
    words: Words,
    into: Path,
    *,
    mode: Mode = "both",
    match_by: tuple[str, ...] = MATCH_BY,
    progress: Progress = lambda rows: None,
) -> Staged:
    """Make rows of the ledger of all sheets, in the new folder `into`.

    `known` is what stands already, and knows more afterwards. Rows with errors are set aside; with
    `mode` create or update the others of a sheet are passed over. `progress` is told how many rows
    were read. What is wrong with rows stands in the report. Raises MappingFaulty.
    """
    _refuse_faulty(sheets)
    into.mkdir(parents=True)
    run = _Run(known, words, into, mode, match_by, progress)
    with run, StagedTables(into / "tables", beyond_of(sheets)) as tables:
        for number in sorted(range(len(sheets)), key=lambda n: _place(sheets[n])):
            run.take(number, sheets[number], tables)
        run.finish(tables)
    run.report.tables = dict(tables.counts)
    staged = Staged(into, run.report)
    staged.keep()
    return staged


def main_table(preset: Preset) -> str:
    """The table of which each row of such a sheet is one."""
    return preset.fields[0].table


def beyond_of(sheets: Sequence[MappedSheet]) -> dict[str, list[str]]:
    """By table, the columns beyond the ledger's that these sheets fill, in the order of fields."""
    mapped = frozenset().union(*(one.mapping.fields for one in sheets))
    if "customers.place" in mapped:
        mapped |= {"customers.province"}
    found: dict[str, list[str]] = {}
    for field in all_fields().values():
        if field.into and field.name in mapped:
            money = [f"{field.into}_currency"] if field.kind == "amount" else []
            found.setdefault(field.table, []).extend([field.into, *money])
    if mapped & {"interactions.author", "customers.owner"}:
        found["interactions"] = ["author"]
    return found


class MappingFaulty(KehuError):
    """A mapping has faults, all of which are in `faults`."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("mapping_faulty", count=len(faults))
        self.faults = faults


def mapping_faults(sheet: RawSheet, heading: Heading, mapping: SheetMapping) -> list[Fault]:
    """All that is wrong with what was decided about a sheet, before a row of it is read."""
    return faults_of(mapping, heading.names, sheet.title)


def _refuse_faulty(sheets: Sequence[MappedSheet]) -> None:
    faults = [
        fault for one in sheets for fault in mapping_faults(one.sheet, one.heading, one.mapping)
    ]
    if faults:
        raise MappingFaulty(faults)


def _place(one: MappedSheet) -> int:
    table = main_table(presets()[one.mapping.preset])
    return _ORDER.index(table) if table in _ORDER else len(_ORDER)


class _Run:
    """One run: what it knows, and where it writes what it has to say."""

    def __init__(
        self,
        known: Known,
        words: Words,
        into: Path,
        mode: Mode,
        match_by: tuple[str, ...],
        progress: Progress,
    ) -> None:
        self.known, self.words, self.into = known, words, into
        self.mode, self.progress = mode, progress
        self.report = Report()
        self.customers = Customers(known, match_by)
        self.numbering = Numbering()
        self.sales = Sales(known, self.numbering, "")
        self.stood = _Stood(known)

    def __enter__(self) -> "_Run":
        names = ("faults", "repairs", "set_aside")
        self._files = {
            name: (self.into / f"{name}.jsonl").open("w", encoding="utf-8") for name in names
        }
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files.values():
            file.close()

    def _say(self, name: str, told: Any) -> None:
        self._files[name].write(_line(told))

    # ---- sheets ----------------------------------------------------------------------------------

    def take(self, number: int, one: MappedSheet, tables: StagedTables) -> None:
        """All rows of a sheet."""
        preset = presets()[one.mapping.preset]
        self.sales.currency = one.mapping.choices.currency
        cleaner = RowCleaner(one.sheet, one.heading, one.mapping, self.words)
        for note in [*one.sheet.notes, *cleaner.notes]:
            self._fault(note)
        before = self.report.rows
        for row in cleaner.rows():
            self.report.rows += 1
            self._take_row(_RowOf(number, one, preset, row), tables)
            if self.report.rows % _TOLD_EVERY == 0:
                self.progress(self.report.rows)
        self.report.skipped["no_data"] += max(
            0, sum(1 for _ in one.sheet.rows(one.heading.last)) - (self.report.rows - before)
        )

    def finish(self, tables: StagedTables) -> None:
        """What only the end knows: the amounts of orders."""
        for key, row in tables.gathered["orders"].items():
            amount = self.sales.amount_of(key)
            row["amount"] = amount
        self.progress(self.report.rows)

    def _take_row(self, of: "_RowOf", tables: StagedTables) -> None:
        try:
            made, skipped = self._made(of)
        except (RowFault, Ambiguous) as error:
            self._set_aside(of, [of.error(error)])
            self.report.set_aside += 1
            return
        if skipped:
            self.report.skipped[skipped] += 1
            return
        origin = Origin(of.number, of.row.row.number)
        for one in made:
            for name, (stands, said) in tables.add(one, origin).items():
                self._fault(of.said_otherwise(one, name, stands, said))
            self._learn(one)
        self.report.kept += 1
        for repair in of.row.repairs:
            self.report.repairs[repair.rule] += 1
            self._say("repairs", repair)
        if of.row.unclean or of.row.row.beyond:
            self._set_aside(of, of.left_out())

    def _set_aside(self, of: "_RowOf", faults: list[Fault]) -> None:
        for fault in faults:
            self._fault(fault)
        self._say("set_aside", _aside(of.number, of.row.row, faults))

    def _fault(self, fault: Fault) -> None:
        self._say("faults", asdict(fault))
        if fault.severity == "error":
            self.report.errors += 1
        else:
            self.report.warnings += 1

    # ---- rows ------------------------------------------------------------------------------------

    def _made(self, of: "_RowOf") -> tuple[list[Made], str]:
        """All that a row comes to, or why it is passed over. Raises RowFault, Ambiguous."""
        for name, value in of.preset.given.items():
            of.row.values.setdefault(name, value)
        table = main_table(of.preset)
        of.refuse_unclean(table)
        if table == "products":
            made = [self._product(of)]
        elif table == "payments":
            made = [self._payment(of)]
        else:
            made = self._of_customer(of, table)
        main = next(one for one in made if one.table == table)
        stood = self.stood.has(main)
        if (self.mode == "create" and stood) or (self.mode == "update" and not stood):
            return [], "is_there_already" if stood else "is_not_there_yet"
        return made, ""

    def _of_customer(self, of: "_RowOf", table: str) -> list[Made]:
        found = self.customers.found(of.row)
        if found is None:
            raise RowFault("names_nobody", "customers.name")
        if (
            found.is_new
            and "customers.name" not in of.row.values
            and of.must_have("customers.name")
        ):
            raise RowFault("empty_required", "customers.name")
        if found.customer_id in self.known.barred:
            holder = self.known.barred[found.customer_id]
            raise RowFault("held_by_another", "customers.name", holder=holder)
        made: list[Made] = []
        if found.is_new or table == "customers":
            made.append(self.customers.made(of.row, found))
        made += self.customers.people(of.row, found.customer_id)
        if table == "customers" and (contact := last_contact(of.row, found.customer_id)):
            made.append(contact)
        if table == "contacts" and not any(one.table == "contacts" for one in made):
            raise RowFault("names_nobody", "contacts.name")
        if table == "orders":
            made += self._order(of, found)
        elif table in EVENTS:
            made += self._event(of, table, found)
        return made

    def _order(self, of: "_RowOf", found: Found) -> list[Made]:
        product = self._product(of) if "order_lines.quantity" in of.row.values else None
        order = self.sales.order(of.row, found.customer_id)
        line = self.sales.line(of.row, order.key, product.key if product else None)
        if line is None and of.row.values.get("orders.amount") is None:
            raise RowFault("empty_required", "orders.amount")
        self.sales.learn_order(order, line, of.row)
        return [*self._if_new(product), order, *([line] if line else [])]

    def _payment(self, of: "_RowOf") -> Made:
        made = self.sales.payment(of.row)
        if (customer := made.values["customer_id"]) in self.known.barred:
            holder = self.known.barred[customer]
            raise RowFault("held_by_another", "orders.order_id", holder=holder)
        return made

    def _event(self, of: "_RowOf", table: str, found: Found) -> list[Made]:
        product = self._product(of) if "products.product_id" in of.row.values else None
        one = event(
            table, of.row, found.customer_id, self.numbering, self.sales,
            product.key if product else None,
        )  # fmt: skip
        message = message_of(one, of.row) if table == "inquiries" else None
        return [*self._if_new(product), one, *([message] if message else [])]

    def _product(self, of: "_RowOf") -> Made:
        made = self.sales.product(of.row)
        if made is None:
            raise RowFault("empty_required", "products.product_id")
        there = self.known.categories.get(made.key)
        category = there or of.preset.fallback.get("products.category")
        return made._replace(values={"category": category, **made.values})

    def _if_new(self, product: Made | None) -> list[Made]:
        """Sheets that are not of products say nothing new of those that are known."""
        is_new = product is not None and product.key.casefold() not in self.known.products
        return [product] if product is not None and is_new else []

    def _learn(self, made: Made) -> None:
        if made.table == "customers":
            self.customers.learn(made)
        elif made.table == "contacts":
            self.customers.learn_person(made)
        elif made.table == "products":
            told = made.values
            self.known.add_product(made.key, told["name"], told.get("sku") or "", told["category"])


class _Stood:
    """What stood before the run, by the tables of which a sheet's rows are."""

    def __init__(self, known: Known) -> None:
        self._keys = {
            "customers": frozenset(known.customers),
            "orders": frozenset(known.orders),
            "products": frozenset(known.products.values()),
            **{table: frozenset(keys) for table, keys in known.numbers.items()},
        }

    def has(self, made: Made) -> bool:
        return made.key in self._keys.get(made.table, ())


@dataclass(frozen=True)
class _RowOf:
    """A row with the sheet it is of, which faults name."""

    number: int
    of: MappedSheet
    preset: Preset
    row: CleanRow

    def refuse_unclean(self, table: str) -> None:
        """What must be there and cannot be read is an error, not a cell left out. Raises RowFault."""
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
        return self._fault("error", error.code, heading, error.fields)

    def left_out(self) -> list[Fault]:
        """The cells that could not be read, and those beyond the sheet's columns."""
        found = list(self.row.unclean.values())
        if self.row.row.beyond:
            fields = {"found": len(self.row.row.cells) + self.row.row.beyond,
                      "wanted": len(self.row.row.cells)}  # fmt: skip
            found.append(self._fault("warning", "ragged_row", None, fields))
        return found

    def said_otherwise(self, made: Made, name: str, stands: Any, said: Any) -> Fault:
        fields = {"value": said, "stands": stands, "key": made.key}
        heading = self._heading(f"{made.table}.{name}")
        return self._fault("warning", "said_otherwise", heading, fields)

    def _heading(self, name: str) -> str | None:
        mapping = self.of.mapping.columns
        return next((text for text, field in mapping.items() if field == name), None)

    def _fault(
        self, severity: str, code: str, heading: str | None, fields: dict[str, Any]
    ) -> Fault:
        title = self.of.sheet.title
        return Fault(severity, code, title, None, self.row.row.number, heading, fields)


def _is_figure(name: str) -> bool:
    """Amounts and quantities: a row without them would say something else."""
    return name.partition(".")[2] in ("amount", "quantity", "unit_price")
