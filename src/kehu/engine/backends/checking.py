"""All faults of a ledger folder, found by DuckDB over the raw rows; nothing is loaded into Python.

Each table is scanned once to count what is wrong; only where a count is not zero is the table read
again to name rows. Faults collect in the table `faults`, so ten million of them fit as well.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import duckdb

from kehu.engine.backends.faults import Check, insert_faults
from kehu.engine.backends.parsing import (
    SQL_TYPES,
    Parsed,
    listing,
    named,
    parse,
    quoted,
)
from kehu.engine.backends.relations import Relations
from kehu.engine.backends.staging import Staged
from kehu.engine.schema import (
    JUDGED_CODES_OF,
    JUDGED_DATES,
    LEDGER,
    LIFTED,
    NEEDS,
    TABLES,
    VALUE_DRIVERS,
    Column,
    Kind,
    Table,
)
from kehu.errors import Fault

_KIND_FAULTS = {
    "integer": "not_a_whole_number",
    "number": "not_a_number",
    "amount": "not_a_number",
    "price": "not_a_number",
    "rate": "not_a_number",
    "moment": "not_a_moment",
    "date": "not_a_moment",
    "boolean": "not_true_or_false",
    "country": "not_a_country",
}


@dataclass(frozen=True)
class DimensionCodes:
    """The label codes of one dimension; `pattern` admits more (a regular expression), or none."""

    codes: tuple[str, ...]
    pattern: str | None = None


@dataclass(frozen=True)
class Vocabulary:
    """What a rulebook knows of a ledger: its dimensions' codes, and its own columns' kinds.

    Such columns are those of `customers` that it reads beyond the schema's. `lengths` are how many
    characters fit, by table and column, where the rows shall go where not every length does.
    """

    codes: Mapping[str, DimensionCodes]
    columns: Mapping[str, Kind] = field(default_factory=dict)
    lengths: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


class Checker:
    """Finds the faults of staged tables and leaves typed views `typed_TABLE` behind."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        staged: list[Staged],
        base_currency: str,
        vocabulary: Vocabulary,
        kept: Collection[str] = (),
    ) -> None:
        self.con = con
        self.staged = {one.table: one for one in staged}
        self.base_currency = base_currency
        self.codes = vocabulary.codes
        self.kinds = vocabulary.columns
        self.lengths = vocabulary.lengths
        self.kept = kept
        con.execute(
            "CREATE OR REPLACE TABLE faults (severity VARCHAR, code VARCHAR, file VARCHAR, "
            "row BIGINT, line BIGINT, col VARCHAR, value VARCHAR, detail VARCHAR)"
        )
        for table in LEDGER:
            self.view(table)

    # ---- typed views -------------------------------------------------------------------------

    def parsed(self, table: Table, column: Column) -> Parsed:
        """How the column is read; an absent one is empty everywhere."""
        staged = self.staged.get(table.name)
        if staged is None or column.name not in staged.columns:
            empty = f"NULL::{SQL_TYPES[column.kind]}"
            return Parsed(empty, empty, True)
        return parse(column, staged.columns[column.name], self._codes_of(column))

    def _typed(self, table: Table, column: Column) -> str:
        """What the typed view shows; a word that is not in its list is told, not hidden here."""
        parsed = self.parsed(table, column)
        return f"{parsed.given}::VARCHAR" if column.values and not column.listed else parsed.value

    def extra_columns(self, table: Table) -> list[str]:
        staged = self.staged.get(table.name)
        return [name for name in staged.columns if name not in table.by_name] if staged else []

    def _extra(self, name: str) -> str:
        """An extra column of `customers`: as the rulebook reads it, or as it stands."""
        if name not in self.kinds:
            return named(name)
        physical = self.staged["customers"].columns[name]
        return f"{parse(Column(name, self.kinds[name]), physical).value} AS {named(name)}"

    def _codes_of(self, column: Column) -> tuple[str, ...]:
        """The codes the column takes; none where any text will do, its dimension being removed."""
        dimension = self.codes.get(column.codes_of) if column.codes_of else None
        return dimension.codes if dimension else ()

    def view(self, table: Table) -> None:
        """(Re)define `typed_TABLE` over the table's present relation."""
        staged = self.staged.get(table.name)
        if staged is None or not staged.columns:
            source = "(SELECT NULL::BIGINT AS _row, NULL::BIGINT AS _line LIMIT 0)"
        else:
            source = f"({staged.relation})"
        columns = [f'{self._typed(table, c)} AS "{c.name}"' for c in table.columns]
        if table.name == "customers":
            columns += [self._extra(name) for name in self.extra_columns(table)]
        chosen = ", ".join([*columns, "_row", "_line"])
        self.con.execute(
            f"CREATE OR REPLACE VIEW typed_{table.name} AS SELECT {chosen} FROM {source}"
        )

    # ---- the whole check ---------------------------------------------------------------------

    def run(self) -> None:
        """Fill `faults` with everything that is wrong with the ledger."""
        self._files()
        for table in LEDGER:
            if table.name in self.staged:
                self._columns(table)
                self._cells(table)
        Relations(self.con, self.staged, self.base_currency, self.kept).check()

    def restrict_to(self, customer_id: str) -> None:
        """Look only at the rows of one customer, for an answer about that customer alone."""
        for table in LEDGER:
            staged = self.staged.get(table.name)
            if staged is None:
                continue
            if "customer_id" in staged.columns:
                test = f"customer_id::VARCHAR = {quoted(customer_id)}"
            elif table.needs_order and "order_id" in staged.columns:
                test = "order_id::VARCHAR IN (SELECT order_id FROM typed_orders)"
            else:
                continue
            # Its few rows are taken out once; every later look would read the whole file again.
            own = f"own_{table.name}"
            self.con.execute(
                f"CREATE OR REPLACE TABLE {own} AS SELECT * FROM ({staged.relation}) WHERE {test}"
            )
            staged.relation = f"SELECT * FROM {own}"
            self.view(table)

    def _files(self) -> None:
        if "customers" not in {*self.staged, *self.kept}:
            self.add(Fault("error", "no_customers", "customers.csv"))
        for staged in self.staged.values():
            for fault in staged.faults:
                self.add(fault)
            if staged.row_faults:
                self.con.execute(
                    f"INSERT INTO faults SELECT 'error', code, {quoted(staged.file)}, row, line, "
                    f"col, NULL, detail FROM read_parquet({quoted(str(staged.row_faults))})"
                )

    def add(self, fault: Fault) -> None:
        """Put a fault found elsewhere beside those found here."""
        details = "|".join(str(value) for value in fault.fields.values()) or None
        self.con.execute(
            "INSERT INTO faults VALUES (?, ?, ?, ?, ?, ?, NULL, ?)",
            [fault.severity, fault.code, fault.file, fault.row, fault.line, fault.column, details],
        )

    def _columns(self, table: Table) -> None:
        staged = self.staged[table.name]
        if any(fault.code == "unreadable_file" for fault in staged.faults):
            return
        for column in table.columns:
            if column.required and column.name not in staged.columns:
                self.add(
                    Fault(
                        "error",
                        "missing_column",
                        staged.file,
                        column=column.name,
                        fields={"column": column.name},
                    )
                )
        read_by_rules = self.kinds if table.name == "customers" else {}
        for name in [n for n in self.extra_columns(table) if n not in read_by_rules]:
            self.add(
                Fault(
                    "warning", "unknown_column", staged.file, column=name, fields={"column": name}
                )
            )

    def _cells(self, table: Table) -> None:
        columns = [*table.columns]
        if table.name == "customers":
            columns += [Column(name, kind) for name, kind in self.kinds.items()]
        checks = [check for column in columns for check in self._column_checks(table, column)]
        if table.name == "judgements":
            checks += self._judgement_checks()
        if table.name == "answers":
            checks += self._answer_checks()
        self._report(table, checks)

    def _column_checks(self, table: Table, column: Column) -> Iterator[Check]:
        staged = self.staged[table.name]
        if column.name not in staged.columns:
            return
        parsed = self.parsed(table, column)
        name, shown = column.name, f"{parsed.given}::VARCHAR"
        if column.required:
            yield Check("error", "empty_required", name, f"{parsed.given} IS NULL")
        if self._codes_of(column):
            allowed = quoted(", ".join(self._codes_of(column)))
            unknown = f"{parsed.given} IS NOT NULL AND {parsed.value} IS NULL"
            yield Check("warning", "unknown_code", name, unknown, shown, allowed)
        elif column.listed and column.values:
            strangers = _strangers(parsed.given, f"v NOT IN ({listing(column.values)})")
            yield Check(
                "warning",
                "unknown_topic",
                name,
                f"len({strangers}) > 0",
                f"array_to_string({strangers}, '; ')",
                quoted(", ".join(column.values)),
            )
        elif column.values:
            yield Check(
                "error", "not_in_list", name, parsed.wrong, shown, quoted(", ".join(column.values))
            )
        elif not parsed.always_sound:
            yield Check("error", _KIND_FAULTS[column.kind], name, parsed.wrong, shown)
        if name in ("amount", "quantity"):
            yield Check("warning", "negative", name, f"{parsed.value} < 0", shown)
        if most := self.lengths.get(table.name, {}).get(name):
            yield Check("error", "too_long", name, f"length({shown}) > {most}", shown, str(most))

    def _judgement_checks(self) -> list[Check]:
        table = TABLES["judgements"]
        if not {"subject", "value"} <= set(self.staged["judgements"].columns):
            return []
        subject = self.parsed(table, table.by_name["subject"]).value
        value = self.parsed(table, table.by_name["value"]).value
        physical = self.staged["judgements"].columns["value"]
        checks = [_judged(subject, "need", value, _not_in(value, NEEDS), ", ".join(NEEDS))]
        for name in JUDGED_DATES:
            wrong = parse(Column("value", "moment"), physical).wrong
            checks.append(_judged(subject, name, value, wrong, "2026-09-01"))
        number = parse(Column("value", "rate"), physical).value
        outside = f"coalesce({number} NOT BETWEEN 0 AND 100, true)"
        checks.append(_judged(subject, "prospects", value, outside, "0–100"))
        for name in (name for name in JUDGED_CODES_OF if name in self.codes):
            codes = self.codes[name].codes
            checks.append(_judged(subject, name, value, _not_in(value, codes), ", ".join(codes)))
        return checks + self._override_checks(subject, value)

    def _override_checks(self, subject: str, value: str) -> list[Check]:
        known = [f"label:{name}" for name in self.codes]
        unknown = f"{subject} LIKE 'label:%' AND {subject} NOT IN ({listing(known)})"
        checks = [Check("error", "unknown_dimension", "subject", unknown, subject)]
        for name, dimension in self.codes.items():
            wrong = _not_in(value, dimension.codes)
            if dimension.pattern:
                wrong += f" AND NOT regexp_full_match({value}, {quoted(dimension.pattern)})"
            allowed = ", ".join(dimension.codes)
            checks.append(_judged(subject, f"label:{name}", value, wrong, allowed))
        return checks

    def _answer_checks(self) -> list[Check]:
        if not {"question", "value"} <= set(self.staged["answers"].columns):
            return []
        table = TABLES["answers"]
        question, value = (
            self.parsed(table, table.by_name[n]).value for n in ("question", "value")
        )
        when = f"{question} = 'value_driver' AND {value} NOT IN ({listing(VALUE_DRIVERS)})"
        return [
            Check(
                "warning",
                "unknown_value_driver",
                "value",
                when,
                value,
                quoted(", ".join(VALUE_DRIVERS)),
            )
        ]

    def _report(self, table: Table, checks: list[Check]) -> None:
        """Count all checks in one scan, then name the rows of those that found something."""
        staged = self.staged[table.name]
        if not checks:
            return
        counts = ", ".join(f"count(*) FILTER (WHERE {check.when})" for check in checks)
        try:
            found = self.con.execute(f"SELECT {counts} FROM ({staged.relation})").fetchone() or ()
        except (duckdb.InvalidInputException, duckdb.IOException) as error:
            # Only now is every page of a Parquet read: one is damaged, or a text is not UTF-8.
            self.add(staged.unreadable(str(error)))
            self.view(table)
            return
        for check, count in zip(checks, found, strict=True):
            if count:
                spared = self._spared(staged, check.column)
                source = f"({staged.relation}) WHERE ({check.when}){spared}"
                insert_faults(self.con, staged.file, check, source)

    def _spared(self, staged: Staged, column: str) -> str:
        """SQL that leaves out cells already told not to be UTF-8."""
        if staged.row_faults is None:
            return ""
        return (
            f" AND _row NOT IN (SELECT row FROM faults WHERE code = 'not_utf8' AND row IS NOT NULL "
            f"AND file = {quoted(staged.file)} AND col = {quoted(column)})"
        )


def _strangers(given: str, test: str) -> str:
    """SQL of the entries of a `;` list for which `test` (over v) holds."""
    entries = f"list_transform(string_split({given}, ';'), lambda v: trim(v))"
    return f"list_filter({entries}, lambda v: v <> '' AND {test})"


def _not_in(value: str, allowed: tuple[str, ...]) -> str:
    return f"{value} NOT IN ({listing((*allowed, LIFTED))})"


def _judged(subject: str, name: str, value: str, wrong: str, allowed: str) -> Check:
    """A judgement on `name` whose value is neither of its kind nor `-`."""
    when = f"{subject} = {quoted(name)} AND {value} <> {quoted(LIFTED)} AND ({wrong})"
    return Check("error", "judged_value", "value", when, value, quoted(allowed))
