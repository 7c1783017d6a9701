"""The demo exporter's ledger: the same for the same seed, complete, and true to itself."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from kehu.demo import DEFAULT_UNTIL, write_ledger
from kehu.demo.judgements import LIFTED
from kehu.demo.phrases import phrase_book
from kehu.demo.tables import SCHEMAS

CUSTOMERS = 3000
TOPICS = {
    "price", "discount", "certificate", "lead_time", "payment_terms", "moq", "specification",
    "quality", "service", "sample", "new_product",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo") / "ledger"
    write_ledger(out, customers=CUSTOMERS)
    return out


@pytest.fixture(scope="module")
def ledger(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        for table in SCHEMAS:
            con.execute(f"CREATE VIEW {table} AS FROM '{folder}/{table}.parquet'")
        yield con


def value(ledger: duckdb.DuckDBPyConnection, sql: str) -> Any:
    row = ledger.execute(sql).fetchone()
    return row[0] if row else None


def column(ledger: duckdb.DuckDBPyConnection, sql: str) -> set[Any]:
    return {row[0] for row in ledger.execute(sql).fetchall()}


def test_the_same_seed_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write_ledger(tmp_path, customers=CUSTOMERS)
    for table in SCHEMAS:
        again = (tmp_path / f"{table}.parquet").read_bytes()
        assert again == (folder / f"{table}.parquet").read_bytes(), table


def test_another_seed_gives_other_customers(folder: Path, tmp_path: Path) -> None:
    write_ledger(tmp_path, customers=20, seed=8)
    names = [pq.read_table(at / "customers.parquet")["name"][:20] for at in (folder, tmp_path)]
    assert names[0] != names[1]


def test_a_customer_is_the_same_in_a_smaller_ledger(folder: Path, tmp_path: Path) -> None:
    write_ledger(tmp_path, customers=40)
    for table in SCHEMAS:
        few = pq.read_table(tmp_path / f"{table}.parquet")
        many = pq.read_table(folder / f"{table}.parquet")
        assert few == many.slice(0, few.num_rows), table


def test_every_table_is_filled_and_counted(tmp_path: Path) -> None:
    done: list[int] = []
    rows = write_ledger(tmp_path, customers=5200, progress=done.append)
    assert done == [5000, 5200]
    assert rows["customers"] == 5200
    for table, schema in SCHEMAS.items():
        written = pq.ParquetFile(tmp_path / f"{table}.parquet")
        assert written.schema_arrow.equals(schema), table
        assert written.metadata.num_rows == rows[table] > 0, table
    assert {path.suffix for path in tmp_path.iterdir()} == {".parquet"}


def test_every_column_holds_something(ledger: duckdb.DuckDBPyConnection) -> None:
    for table, schema in SCHEMAS.items():
        for name in schema.names:
            assert value(ledger, f'SELECT count("{name}") FROM {table}') > 0, f"{table}.{name}"


def test_keys_are_unique(ledger: duckdb.DuckDBPyConnection) -> None:
    keys = {table: schema.names[0] for table, schema in SCHEMAS.items()}
    keys |= {"order_lines": "order_id, line", "exchange_rates": "date, currency"}
    for table, key in keys.items():
        twice = f"SELECT count(*) FROM (SELECT {key} FROM {table} GROUP BY ALL HAVING count(*) > 1)"
        assert value(ledger, twice) == 0, table


def test_every_row_belongs_to_a_customer(ledger: duckdb.DuckDBPyConnection) -> None:
    for table, schema in SCHEMAS.items():
        if "customer_id" in schema.names:
            strays = f"SELECT count(*) FROM {table} ANTI JOIN customers USING (customer_id)"
            assert value(ledger, strays) == 0, table


def test_messages_go_to_people_of_the_customer(ledger: duckdb.DuckDBPyConnection) -> None:
    sql = "SELECT count(*) FROM interactions ANTI JOIN contacts USING (contact_id, customer_id)"
    assert value(ledger, sql) == 0


def test_order_lines_sum_to_the_order(ledger: duckdb.DuckDBPyConnection) -> None:
    wrong = """
        SELECT count(*) FROM orders LEFT JOIN (
            SELECT order_id, sum(quantity * unit_price) AS amount,
                   sum(quantity * unit_cost) AS cost,
                   count(*) - count(unit_cost) AS unknown, count(*) AS lines
            FROM (SELECT order_id, unit_cost::DECIMAL(12,2) unit_cost,
                         quantity::DECIMAL(12,0) quantity, unit_price::DECIMAL(12,2) unit_price
                  FROM order_lines) GROUP BY 1
        ) l USING (order_id)
        WHERE l.amount IS DISTINCT FROM orders.amount OR lines > 6
           OR (unknown = 0 AND orders.cost <> l.cost) OR (orders.cost IS NULL AND unknown > 0)
    """
    assert value(ledger, wrong) == 0


def test_payments_sum_to_their_order_and_belong_to_its_customer(
    ledger: duckdb.DuckDBPyConnection,
) -> None:
    wrong = """
        SELECT count(*) FROM orders LEFT JOIN (
            SELECT order_id, customer_id AS payer, sum(amount) AS paid, min(due_at) AS due,
                   min(paid_at) AS first, any_value(currency) AS paid_in
            FROM payments GROUP BY ALL
        ) USING (order_id)
        WHERE paid IS DISTINCT FROM amount OR payer <> customer_id OR due <= ordered_at
           OR first < ordered_at OR paid_in <> currency
    """
    assert value(ledger, wrong) == 0


def test_nothing_happens_after_the_last_day(ledger: duckdb.DuckDBPyConnection) -> None:
    planned = {"due_at", "expected_order_at"}
    for table, schema in SCHEMAS.items():
        moments = {n for n in schema.names if n == "at" or n.endswith("_at")} - planned
        for name in moments:
            last = value(ledger, f'SELECT max("{name}")::DATE FROM {table}')
            assert last <= DEFAULT_UNTIL, f"{table}.{name}"
    assert value(ledger, "SELECT max(date) FROM exchange_rates") == DEFAULT_UNTIL


def test_a_deal_goes_its_way_in_order(ledger: duckdb.DuckDBPyConnection) -> None:
    late = """
        SELECT count(*)
        FROM (SELECT customer_id, min(ordered_at) ordered FROM orders GROUP BY 1) o
        LEFT JOIN (SELECT customer_id, min("at") spoken FROM interactions GROUP BY 1)
            USING (customer_id)
        LEFT JOIN (SELECT customer_id, min("at") asked FROM inquiries GROUP BY 1)
            USING (customer_id)
        LEFT JOIN (SELECT customer_id, min("at") quoted FROM quotations GROUP BY 1)
            USING (customer_id)
        LEFT JOIN (SELECT customer_id, min(issued_at) issued FROM proformas GROUP BY 1)
            USING (customer_id)
        JOIN customers USING (customer_id)
        WHERE (created_at <= spoken AND spoken <= asked AND asked < quoted AND quoted < issued
               AND issued < ordered) IS NOT TRUE
    """
    assert value(ledger, late) == 0


def test_every_inquiry_is_also_a_message(ledger: duckdb.DuckDBPyConnection) -> None:
    messages = "(SELECT customer_id, \"at\" FROM interactions WHERE kind = 'inquiry')"
    alone = f'SELECT count(*) FROM inquiries ANTI JOIN {messages} USING (customer_id, "at")'
    assert value(ledger, alone) == 0


def test_a_paid_proforma_leads_to_an_order(ledger: duckdb.DuckDBPyConnection) -> None:
    orders = "(SELECT customer_id, ordered_at, amount FROM orders)"
    alone = f"""
        SELECT count(*) FROM proformas p WHERE paid_at IS NOT NULL AND NOT EXISTS (
            FROM {orders} o WHERE o.customer_id = p.customer_id AND o.amount = p.amount
            AND o.ordered_at BETWEEN issued_at AND paid_at)
    """
    assert value(ledger, alone) == 0


def test_cancelled_orders_are_neither_paid_nor_delivered(ledger: duckdb.DuckDBPyConnection) -> None:
    cancelled = "orders WHERE cancelled_at IS NOT NULL"
    assert value(ledger, f"SELECT count(*) FROM {cancelled}") > 0
    assert value(ledger, f"SELECT count(delivered_at) FROM {cancelled}") == 0
    paid = "SELECT count(paid_at) FROM payments WHERE order_id IN (SELECT order_id FROM "
    assert value(ledger, f"{paid}{cancelled})") == 0


def test_samples_go_step_by_step(ledger: duckdb.DuckDBPyConnection) -> None:
    steps = ["requested_at", "paid_at", "sent_at", "arrived_at", "feedback_at"]
    for index, step in enumerate(steps):
        for earlier in steps[:index]:
            assert value(ledger, f"SELECT count(*) FROM samples WHERE {step} <= {earlier}") == 0
    assert (
        value(ledger, "SELECT count(*) FROM samples WHERE sent_at IS NULL AND arrived_at > sent_at")
        == 0
    )


def test_an_after_sales_call_follows_a_delivery_by_a_month(
    ledger: duckdb.DuckDBPyConnection,
) -> None:
    book = phrase_book()
    start = int(book.first[book.place("after_sales")])
    products = len(book.texts) // len(book.topics)
    words = book.texts[start * products : (start + 3) * products].to_pylist()
    ledger.execute("CREATE OR REPLACE TABLE after_sales AS SELECT unnest($1) AS text", [words])
    calls = "(FROM interactions SEMI JOIN after_sales USING (text))"
    assert value(ledger, f"SELECT count(*) FROM {calls}") > 100
    without = f"""
        SELECT count(*) FROM {calls} AS i WHERE NOT EXISTS (
            FROM orders o WHERE o.customer_id = i.customer_id
            AND i."at"::DATE - delivered_at::DATE BETWEEN 30 AND 35)
    """
    assert value(ledger, without) == 0


def test_amounts_have_a_rate(ledger: duckdb.DuckDBPyConnection) -> None:
    first = "(SELECT currency, min(date) AS since FROM exchange_rates GROUP BY 1)"
    for table, at in {"orders": "ordered_at", "payments": "due_at", "proformas": "issued_at",
                      "quotations": '"at"', "samples": "requested_at",
                      "customs_records": "arrived_at"}.items():  # fmt: skip
        known = f"FROM {table} LEFT JOIN {first} USING (currency) WHERE currency <> 'CNY'"
        early = f"SELECT count(*) {known} AND (since <= {at}::DATE) IS NOT TRUE"
        assert value(ledger, early) == 0, table


def test_no_amount_is_negative(ledger: duckdb.DuckDBPyConnection) -> None:
    for table, schema in SCHEMAS.items():
        for field in schema:
            if str(field.type).startswith("decimal"):
                assert value(ledger, f'SELECT min("{field.name}") FROM {table}') >= 0, field.name


def test_only_known_topics_are_talked_about(ledger: duckdb.DuckDBPyConnection) -> None:
    used = column(ledger, "SELECT DISTINCT unnest(string_split(topics, ';')) FROM interactions")
    assert used == TOPICS


def test_judgements_can_be_read(ledger: duckdb.DuckDBPyConnection) -> None:
    dates = column(
        ledger,
        "SELECT value FROM judgements WHERE subject IN ('waiting_until', 'order_time')",
    )
    assert all(date.fromisoformat(day) for day in dates)
    scores = column(ledger, "SELECT value::INT FROM judgements WHERE subject = 'prospects'")
    assert scores <= set(range(101))
    assert value(ledger, f"SELECT count(*) FROM judgements WHERE value = '{LIFTED}'") > 0


def test_every_kind_of_customer_is_there(ledger: duckdb.DuckDBPyConnection) -> None:
    assert len(column(ledger, "SELECT DISTINCT channel_role FROM customers")) == 8
    assert len(column(ledger, "SELECT DISTINCT source FROM customers")) == 10
    assert len(column(ledger, "SELECT DISTINCT relationship FROM customers")) == 5
    assert len(column(ledger, "SELECT DISTINCT country FROM customers")) > 90
    ordered = value(ledger, "SELECT count(DISTINCT customer_id) FROM orders") / CUSTOMERS
    assert 0.35 < ordered < 0.46


def test_a_fifth_of_the_buyers_bring_most_of_the_money(ledger: duckdb.DuckDBPyConnection) -> None:
    share = """
        SELECT sum(bought) FILTER (place <= 0.2 * buyers) / sum(bought) FROM (
            SELECT sum(amount) AS bought, row_number() OVER (ORDER BY bought DESC) AS place,
                   count(*) OVER () AS buyers
            FROM orders WHERE currency = 'USD' GROUP BY customer_id)
    """
    assert 0.7 < value(ledger, share) < 0.9


def test_a_folder_that_holds_a_ledger_is_refused(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("order_id\n")
    with pytest.raises(ValueError, match=r"already holds a ledger \(orders.csv\)"):
        write_ledger(tmp_path, customers=1)


def test_an_interrupted_run_leaves_nothing(tmp_path: Path) -> None:
    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_ledger(tmp_path, customers=1, progress=stop)
    assert not list(tmp_path.iterdir())


def test_all_wrong_arguments_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"customers must be .*; seed must .*; days must be"):
        write_ledger(tmp_path / "new", customers=0, seed=-1, days=3)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("days", [90, 365, 1500])
def test_shorter_and_longer_histories_stay_inside_their_window(tmp_path: Path, days: int) -> None:
    until = date(2025, 3, 31)
    write_ledger(tmp_path, customers=300, until=until, days=days)
    ends = duckdb.execute(
        "SET TimeZone = 'UTC'; "
        f'SELECT min("at")::DATE, max("at")::DATE FROM \'{tmp_path}/interactions.parquet\''
    ).fetchone()
    assert ends is not None
    assert (until - ends[0]).days <= days
    assert ends[1] <= until
