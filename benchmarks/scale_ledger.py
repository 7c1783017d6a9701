"""A ledger of any size, fast: customers, and ten orders, payments and messages for each.

Written by DuckDB from row numbers and a hash, so that a million customers take a minute and the
same size is always the same ledger. It has the shape of a big exporter's year-end export; the demo
exporter (`kehu demo ledger`) has the stories.
"""

from pathlib import Path

import duckdb

_FROM, _SECONDS = 1_600_000_000, 160_000_000  # September 2020 to October 2025
AS_OF = "2025-10-01"


def write_scale_ledger(
    out: Path, customers: int, each: int = 10, messages: int | None = None
) -> None:
    """Fill a folder with customers, orders, payments and interactions as Parquet.

    `each` is how many of each a customer has on average, `messages` how many interactions.
    """
    out.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        for table, query in _tables(customers, each, messages or each).items():
            con.execute(f"COPY ({query}) TO '{out / table}.parquet' (FORMAT parquet)")


def _draw(salt: int) -> str:
    """SQL of a number from 0 to 1 that depends on the row number and the salt alone."""
    return f"((hash(i * 7919 + {salt}) % 1000000) / 1000000.0)"


def _tables(customers: int, each: int, messages: int) -> dict[str, str]:
    orders = _facts(customers, customers * each)
    return {
        "customers": _customers(customers),
        "orders": f"SELECT {_ORDER} FROM ({orders})",
        "payments": f"SELECT {_PAYMENT} FROM ({orders})",
        "interactions": f"SELECT {_MESSAGE} FROM ({_facts(customers, customers * messages)})",
    }


def _facts(customers: int, count: int) -> str:
    # A few customers have many facts and many have few: rows fall on customer n * u ^ 1.5.
    return (
        f"SELECT i, floor({customers} * pow({_draw(1)}, 1.5))::BIGINT AS c, "
        f"to_timestamp({_FROM} + ({_SECONDS} * {_draw(2)})::BIGINT) AS happened "
        f"FROM range({count}) AS r(i)"
    )


def _customers(customers: int) -> str:
    return (
        "SELECT printf('C%08d', i) AS customer_id, 'Customer ' || i AS name, "
        "['US','DE','AE','BR','VN','IN','JP','RU','AU','NG'][1 + i % 10] AS country, "
        "TIMESTAMPTZ '2020-01-01 00:00:00+00' AS created_at, "
        "['Li Na','Wang Wei','Zhang Min'][1 + i % 3] AS owner, "
        "['fair','platform','website'][1 + i % 3] AS source "
        f"FROM range({customers}) AS r(i)"
    )


_ORDER = f"""
printf('O%09d', i) AS order_id, printf('C%08d', c) AS customer_id, happened AS ordered_at,
CASE WHEN {_draw(3)} < 0.8 THEN happened + to_days(40) END AS delivered_at,
CASE WHEN {_draw(4)} < 0.03 THEN happened + to_days(5) END AS cancelled_at,
(100 + {_draw(5)} * 20000)::DECIMAL(18, 2) AS amount,
(60 + {_draw(5)} * 15000)::DECIMAL(18, 2) AS cost, 'CNY' AS currency
"""
_PAYMENT = f"""
printf('P%09d', i) AS payment_id, printf('O%09d', i) AS order_id,
printf('C%08d', c) AS customer_id, happened + to_days(60) AS due_at,
CASE WHEN {_draw(6)} < 0.9
     THEN happened + to_days(60 + ({_draw(7)} * 20 - 10)::INTEGER) END AS paid_at,
(100 + {_draw(5)} * 20000)::DECIMAL(18, 2) AS amount, 'CNY' AS currency
"""
_MESSAGE = f"""
printf('I%09d', i) AS interaction_id, printf('C%08d', c) AS customer_id, happened AS "at",
CASE WHEN {_draw(8)} < 0.45 THEN 'in' ELSE 'out' END AS direction, 'email' AS channel,
['prospecting','inquiry','reply','follow_up','complaint'][1 + ({_draw(9)} * 4.99)::INTEGER % 5]
AS kind, {_draw(10)} < 0.95 AS delivered,
CASE WHEN {_draw(11)} < 0.4 THEN
['price','price;discount','certificate','lead_time;moq','specification']
[1 + ({_draw(12)} * 4.99)::INTEGER % 5] END AS topics
"""
