"""From mapped sheets to a folder of ledger tables, with everything that is to be said about it."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

from kehu.errors import Fault
from kehu.matching.columns.presets import presets
from kehu.matching.staging.cleaning_rows import MailCheck, RowCleaner, Words
from kehu.matching.staging.customers import MATCH_BY, Customers, Found, RowFault
from kehu.matching.staging.events import EVENTS, event, last_contact, message_of
from kehu.matching.staging.known import Ambiguous, Known
from kehu.matching.staging.mapped import MappedSheet, beyond_of, main_table, refuse_faulty
from kehu.matching.staging.numbers import Numbering
from kehu.matching.staging.report import Report, Staged, aside, line_of
from kehu.matching.staging.rows import RowOf
from kehu.matching.staging.sales import Sales
from kehu.matching.staging.tables import Made, Origin, StagedTables

Mode = Literal["both", "create", "update"]
# Whom later sheets may speak of comes first.
_ORDER = ("products", "customers", "contacts", "orders")
_TOLD_EVERY = 5_000  # rows
Progress = Callable[[int], None]


def stage(
    sheets: Sequence[MappedSheet],
    known: Known,
    words: Words,
    into: Path,
    *,
    mode: Mode = "both",
    match_by: tuple[str, ...] = MATCH_BY,
    progress: Progress = lambda rows: None,
    without_mail: MailCheck = lambda domains: (),
) -> Staged:
    """Make rows of the ledger of all sheets, in the new folder `into`.

    `known` is what stands already, and knows more afterwards. Rows with errors are set aside; with
    `mode` create or update the others of a sheet are passed over. `progress` is told how many rows
    were read; `without_mail` tells of mail domains those that take none. What is wrong with rows
    stands in the report. Raises MappingFaulty.
    """
    refuse_faulty(sheets)
    into.mkdir(parents=True)
    run = _Run(known, words, into, mode, match_by, progress, without_mail)
    with run, StagedTables(into / "tables", beyond_of(sheets)) as tables:
        for number in sorted(range(len(sheets)), key=lambda n: _place(sheets[n])):
            run.take(number, sheets[number], tables)
        run.finish(tables)
    run.report.tables = dict(tables.counts)
    staged = Staged(into, run.report)
    staged.keep()
    return staged


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
        without_mail: MailCheck,
    ) -> None:
        self.known, self.words, self.into = known, words, into
        self.mode, self.progress, self.without_mail = mode, progress, without_mail
        self.report = Report()
        self.customers = Customers(known, match_by)
        self.numbering = Numbering()
        self.sales = Sales(known, self.numbering, "")
        self.stood = _Stood(known)

    def __enter__(self) -> "_Run":
        names = ("errors", "warnings", "repairs", "set_aside")
        self._files = {
            name: (self.into / f"{name}.jsonl").open("w", encoding="utf-8") for name in names
        }
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files.values():
            file.close()

    def _say(self, name: str, told: Any) -> None:
        self._files[name].write(line_of(told))

    # ---- sheets ----------------------------------------------------------------------------------

    def take(self, number: int, one: MappedSheet, tables: StagedTables) -> None:
        """All rows of a sheet."""
        preset = presets()[one.mapping.preset]
        self.sales.currency = one.mapping.choices.currency
        cleaner = RowCleaner(one.sheet, one.heading, one.mapping, self.words, self.without_mail)
        for note in [*one.sheet.notes, *cleaner.notes]:
            self._fault(note)
        for row in cleaner.rows():
            self.report.rows += 1
            self._take_row(RowOf(number, one, preset, row), tables)
            if self.report.rows % _TOLD_EVERY == 0:
                self.progress(self.report.rows)
        for note in cleaner.said_of_all:
            self._fault(note)
        self.report.skipped["no_data"] += cleaner.passed_over

    def finish(self, tables: StagedTables) -> None:
        """What only the end knows: the amounts of orders."""
        for key, row in tables.gathered["orders"].items():
            amount = self.sales.amount_of(key)
            row["amount"] = amount
        self.progress(self.report.rows)

    def _take_row(self, of: RowOf, tables: StagedTables) -> None:
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
        for remark in of.row.remarks:
            self._fault(remark)
        for repair in of.row.repairs:
            self.report.repairs[repair.rule] += 1
            self._say("repairs", repair)
        if of.row.unclean or of.row.row.beyond:
            self._set_aside(of, of.left_out())

    def _set_aside(self, of: RowOf, faults: list[Fault]) -> None:
        for fault in faults:
            self._fault(fault)
        self._say("set_aside", aside(of.number, of.row.row, faults))

    def _fault(self, fault: Fault) -> None:
        self._say(f"{fault.severity}s", asdict(fault))
        if fault.severity == "error":
            self.report.errors += 1
        else:
            self.report.warnings += 1

    # ---- rows ------------------------------------------------------------------------------------

    def _made(self, of: RowOf) -> tuple[list[Made], str]:
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

    def _of_customer(self, of: RowOf, table: str) -> list[Made]:
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

    def _order(self, of: RowOf, found: Found) -> list[Made]:
        product = self._product(of) if "order_lines.quantity" in of.row.values else None
        order = self.sales.order(of.row, found.customer_id)
        line = self.sales.line(of.row, order.key, product.key if product else None)
        if line is None and of.row.values.get("orders.amount") is None:
            raise RowFault("empty_required", "orders.amount")
        self.sales.learn_order(order, line, of.row)
        return [*self._if_new(product), order, *([line] if line else [])]

    def _payment(self, of: RowOf) -> Made:
        made = self.sales.payment(of.row)
        if (customer := made.values["customer_id"]) in self.known.barred:
            holder = self.known.barred[customer]
            raise RowFault("held_by_another", "orders.order_id", holder=holder)
        return made

    def _event(self, of: RowOf, table: str, found: Found) -> list[Made]:
        product = self._product(of) if "products.product_id" in of.row.values else None
        one = event(
            table, of.row, found.customer_id, self.numbering, self.sales,
            product.key if product else None,
        )  # fmt: skip
        message = message_of(one, of.row) if table == "inquiries" else None
        return [*self._if_new(product), one, *([message] if message else [])]

    def _product(self, of: RowOf) -> Made:
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
