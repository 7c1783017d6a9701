"""How a family of measures is written: the rows it folds, and one expression a measure."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, Literal

from ibis.expr.types import Table, Value

from kehu.engine.ledger import Known

Unit = Literal[
    "orders", "days", "base currency", "payments", "messages", "inquiries", "proformas", "samples",
    "quotations", "shipments", "customers", "categories", "share", "ratio", "points", "year",
    "people", "rank", "code", "text", "yes or no", "date",
]  # fmt: skip

Fold = Callable[[Table, Known], Value]
Rows = Callable[[Known], Table]


@dataclass(frozen=True)
class Measure:
    """One number or word a customer has.

    `unit` says what it counts, `source` the handbook's id; `without` is its value for a customer
    who has no row of the family (None: unknown). `parts` names numerator and denominator where the
    measure is a share of two other measures, `codes_of` the dimension whose codes it takes.
    """

    name: str
    unit: Unit
    source: str
    meaning: str
    fold: Fold
    without: Any = None
    parts: tuple[str, str] | None = None
    codes_of: str | None = None

    @property
    def is_number(self) -> bool:
        return self.unit not in ("code", "text", "yes or no", "date")

    @property
    def is_count(self) -> bool:
        """Whole numbers that are never below zero and never unknown."""
        return self.without == 0 and self.unit not in ("base currency", "share", "ratio", "points")


@dataclass
class Family:
    """Measures folded from the same rows in one grouping by customer.

    Where `one_row` says that a customer has one row at most, a fold is that row's own value.
    `settings` of the rulebook are those that some measures read, and then `tables` those of the
    ledger that the rows come from.
    """

    name: str
    rows: Rows
    one_row: bool = False
    settings: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    measures: dict[str, Measure] = field(default_factory=dict)

    def measure(
        self,
        unit: Unit,
        source: str,
        without: Any = None,
        parts: tuple[str, str] | None = None,
        codes_of: str | None = None,
    ) -> Callable[[Fold], Fold]:
        """Register a fold under its own name; its docstring is the measure's meaning."""

        def register(fold: Fold) -> Fold:
            meaning = " ".join((fold.__doc__ or "").split())
            name = fold.__name__
            self.measures[name] = Measure(
                name, unit, source, meaning, fold, without, parts, codes_of
            )
            return fold

        return register

    def folded(self, known: Known, names: Collection[str]) -> Table:
        """One row for each customer who has rows of this family: `customer` and its measures of
        these names."""
        rows, asked = self.rows(known), [name for name in self.measures if name in names]
        folds = {name: self.measures[name].fold(rows, known) for name in asked}
        if self.one_row:
            return rows.select("customer", **folds)
        return rows.group_by("customer").aggregate(**folds)

    def filled(self, table: Table, name: str) -> Value:
        """A measure's column of a table joined to all customers, gaps filled with `without`."""
        without = self.measures[name].without
        return table[name] if without is None else table[name].fill_null(without)
