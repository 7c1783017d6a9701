"""Faults between rows and tables: a key twice, a row that points at nothing, no rate for money."""

from collections.abc import Collection, Mapping

import duckdb

from kehu.engine.backends.faults import Check, insert_faults
from kehu.engine.backends.parsing import quoted
from kehu.engine.backends.staging import Staged
from kehu.engine.schema import LEDGER, Table


class Relations:
    """Looks over the typed views of staged tables for what does not fit together.

    What is `kept` already stands in tables `kept_TABLE` and may be pointed at too; a row whose key
    is kept is a fault.
    """

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        staged: Mapping[str, Staged],
        base_currency: str,
        kept: Collection[str] = (),
    ) -> None:
        self.con = con
        self.staged = staged
        self.base_currency = base_currency
        self.kept = kept

    def check(self) -> None:
        """Keys first: what points at a doubled row points at its first."""
        tables = [table for table in LEDGER if table.name in self.staged]
        for table in tables:
            self._keys(table)
            if table.name in self.kept:
                self._kept_keys(table)
        for table in tables:
            self._references(table)
            self._rates(table)

    def _keys(self, table: Table) -> None:
        staged = self.staged[table.name]
        if not set(table.key) <= set(staged.columns):
            return
        keys = ", ".join(f'"{name}"' for name in table.key)
        whole = " AND ".join(f'"{name}" IS NOT NULL' for name in table.key)
        rows = f"(SELECT {keys} FROM typed_{table.name} WHERE {whole})"
        if self._is_true(
            f"SELECT (SELECT count(*) FROM {rows}) = (SELECT count(*) FROM (SELECT DISTINCT * "
            f"FROM {rows}))"
        ):
            return
        again = f"SELECT {keys} FROM {rows} GROUP BY ALL HAVING count(*) > 1"
        self.con.execute(f"CREATE OR REPLACE TABLE again AS {again}")
        shown = " || ';' || ".join(f'"{name}"::VARCHAR' for name in table.key)
        later = (
            f"(SELECT *, row_number() OVER (PARTITION BY {keys} ORDER BY _row) AS nth, "
            f"min(_row) OVER (PARTITION BY {keys}) AS first_row "
            f"FROM typed_{table.name} SEMI JOIN again USING ({keys})) WHERE nth > 1"
        )
        check = Check("error", "duplicate_key", ";".join(table.key), "", shown, "first_row")
        insert_faults(self.con, staged.file, check, later)

    def _kept_keys(self, table: Table) -> None:
        staged = self.staged[table.name]
        if not set(table.key) <= set(staged.columns):
            return
        keys = ", ".join(f'"{name}"' for name in table.key)
        shown = " || ';' || ".join(f'"{name}"::VARCHAR' for name in table.key)
        check = Check("error", "already_there", ";".join(table.key), "", shown)
        again = f"typed_{table.name} SEMI JOIN kept_{table.name} USING ({keys})"
        insert_faults(self.con, staged.file, check, again)

    def _all(self, table: str) -> str:
        """SQL of the rows of a table that may be pointed at; those kept count as the first."""
        if table not in self.kept:
            return f"typed_{table}"
        return (
            f"(SELECT * FROM typed_{table} UNION ALL BY NAME "
            f"SELECT *, 0::BIGINT AS _row FROM kept_{table})"
        )

    def _references(self, table: Table) -> None:
        staged = self.staged[table.name]
        if table.needs_customer and self._has("customers", "customer_id"):
            known = self._all("customers")
            lost = f"typed_{table.name} ANTI JOIN {known} USING (customer_id)"
            check = Check("error", "no_such_customer", "customer_id", "", "customer_id")
            insert_faults(self.con, staged.file, check, f"{lost} WHERE customer_id IS NOT NULL")
        if (
            table.needs_order
            and "order_id" in staged.columns
            and self._readable("orders", "order_id")
        ):
            self._order_references(table)
        for name in ("product_id", "product_ids"):
            if not self._readable("products", "product_id"):
                break
            if name in staged.columns and table.name != "products":
                self._product_references(table, name)

    def _has(self, table: str, column: str) -> bool:
        if table not in self.staged:
            return table in self.kept
        return column in self.staged[table].columns

    def _readable(self, table: str, *columns: str) -> bool:
        """Is the table absent (an empty one), or are its columns there? A fault names a missing
        one; that nothing is found in it would be told of every row that looks."""
        return table not in self.staged or all(self._has(table, name) for name in columns)

    def _order_references(self, table: Table) -> None:
        known = self._all("orders")
        orders = (
            f"(SELECT order_id, arg_min(customer_id, _row) AS holder FROM {known} GROUP BY 1)"
            if self._any_duplicates("orders")
            else f"(SELECT order_id, customer_id AS holder FROM {known})"
        )
        if self._all_orders_fit(table, orders):
            return
        staged = self.staged[table.name]
        found = f"(SELECT *, true AS exists FROM {orders})"
        joined = f"typed_{table.name} LEFT JOIN {found} USING (order_id)"
        differs = "holder <> customer_id" if table.name == "payments" else "false"
        self.con.execute(
            f"CREATE OR REPLACE TABLE astray AS SELECT * FROM {joined} "
            f"WHERE order_id IS NOT NULL AND (exists IS NULL OR {differs})"
        )
        missing = Check("error", "no_such_order", "order_id", "", "order_id")
        insert_faults(self.con, staged.file, missing, "astray WHERE exists IS NULL")
        if table.name == "payments":
            other = Check(
                "error", "not_the_orders_customer", "customer_id", "", "customer_id", "holder"
            )
            insert_faults(
                self.con, staged.file, other, "astray WHERE exists AND holder <> customer_id"
            )

    def _all_orders_fit(self, table: Table, orders: str) -> bool:
        """The usual case, told by a count alone: every row finds its order, of its customer."""
        fits = " AND holder = customer_id" if table.name == "payments" else ""
        return self._is_true(
            f"SELECT (SELECT count(order_id) FROM typed_{table.name}) = (SELECT count(*) "
            f"FROM typed_{table.name} AS t JOIN {orders} AS o ON t.order_id = o.order_id{fits})"
        )

    def _is_true(self, question: str) -> bool:
        row = self.con.execute(question).fetchone()
        return bool(row and row[0])

    def _any_duplicates(self, table: str) -> bool:
        if table not in self.staged:
            return False
        file = quoted(self.staged[table].file)
        return self._is_true(
            "SELECT count(*) > 0 FROM faults WHERE code IN ('duplicate_key', 'already_there') "
            f"AND file = {file}"
        )

    def _product_references(self, table: Table, name: str) -> None:
        products = self._all("products")
        known = f"(SELECT product_id AS v FROM {products} WHERE product_id IS NOT NULL)"
        source = f"SELECT *, unnest(string_split(\"{name}\", ';')) AS v FROM typed_{table.name}"
        if name == "product_id":
            source = f"SELECT *, product_id AS v FROM typed_{table.name} WHERE v IS NOT NULL"
        strangers = (
            "(SELECT _row, _line, string_agg(v, '; ' ORDER BY v) AS strangers "
            f"FROM ({source}) ANTI JOIN {known} USING (v) GROUP BY ALL)"
        )
        check = Check("warning", "unknown_product", name, "", "strangers")
        insert_faults(self.con, self.staged[table.name].file, check, strangers)

    def _rates(self, table: Table) -> None:
        staged = self.staged[table.name]
        priced = [name for name in table.priced if name in staged.columns]
        if not priced or "currency" not in staged.columns or not table.priced_at:
            return
        if not self._readable("exchange_rates", "date", "currency", "rate"):
            return
        rates = self._all("exchange_rates")
        first = (  # of a duplicated rate the first is the one that stays
            "(SELECT currency, min(date) AS since FROM (SELECT *, row_number() "
            f"OVER (PARTITION BY currency, date ORDER BY _row) AS nth FROM {rates}) "
            "WHERE nth = 1 AND rate > 0 GROUP BY 1)"
        )
        some = " OR ".join(f'"{name}" IS NOT NULL' for name in priced)
        foreign = f"currency <> {quoted(self.base_currency)}"
        moment = f'"{table.priced_at}"'
        source = (
            f"(SELECT * FROM typed_{table.name} WHERE {foreign} AND ({some})) LEFT JOIN {first} "
            f"USING (currency) WHERE {moment}::DATE < since "
            f"OR (since IS NULL AND {moment} IS NOT NULL)"
        )
        check = Check(
            "error", "no_rate", "currency", "", "currency", f"strftime({moment}, '%Y-%m-%d')"
        )
        insert_faults(self.con, staged.file, check, source)
