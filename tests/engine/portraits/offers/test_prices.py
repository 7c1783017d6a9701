"""Our price beside the market's and what customers pay, in base currency."""

from datetime import datetime
from pathlib import Path

import pytest

from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.folder import LedgerFolder
from kehu.engine.ledger import Known, Settings
from kehu.engine.portraits.offers.figures import default_offer_rules
from kehu.engine.portraits.offers.prices import Price, product_prices
from kehu.engine.rules.load import default_rulebook
from kehu.engine.rules.vocabulary import vocabulary_of

FIGURES = default_offer_rules().figures
TABLES = {
    "customers": "customer_id,name\nc1,A\nc2,B\nc3,C\n",
    "products": "product_id,name,category,list_price,cost,currency\n"
    "lamp,Lamp,Lamps,12,6,USD\npole,Pole,Poles,,,\n",
    "orders": "order_id,customer_id,ordered_at,amount,currency\n"
    "o1,c1,2026-01-10,100,CNY\no2,c2,2026-02-10,100,CNY\no3,c3,2020-01-10,100,CNY\n",
    "order_lines": "order_id,line,product_id,quantity,unit_price\n"
    "o1,1,lamp,10,70\no1,2,pole,1,40\no2,1,lamp,10,90\no3,1,lamp,10,500\no2,2,lamp,-1,5\n",
    "quotations": "quotation_id,customer_id,at,product_id,unit_price,market_price,currency\n"
    "q1,c1,2026-01-05,lamp,12,10,USD\nq2,c2,2019-01-05,lamp,12,99,USD\n",
    "exchange_rates": "date,currency,rate\n2019-01-01,USD,7\n2026-01-01,USD,8\n",
}


def prices(folder: Path) -> dict[str, dict[str, float | None]]:
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    with DuckDB() as engine:
        opened = LedgerFolder(engine, folder, "CNY", vocabulary_of(default_rulebook()))
        opened.check()
        assert not [*opened.errors()]
        known = Known(opened.ledger(), datetime(2026, 3, 1), Settings())
        rows = engine.batches(product_prices(known, FIGURES)).read_all().to_pylist()
    return {row.pop("product_id"): row for row in rows}


def test_prices_are_of_recent_days_in_base_currency(tmp_path: Path) -> None:
    found = prices(tmp_path)
    lamp = found["lamp"]
    assert (lamp["ours"], lamp["cost"], lamp["market"]) == (96, 48, 80)
    assert (lamp["paid"], lamp["buyers"]) == (80, 3)
    assert lamp["paid_low"] == pytest.approx(72) and lamp["paid_high"] == pytest.approx(88)
    pole = found["pole"]
    assert (pole["ours"], pole["cost"], pole["market"], pole["buyers"]) == (40, None, None, 1)


@pytest.mark.parametrize(
    ("ours", "market", "paid", "position"),
    [
        (110, 100, 50, "above"),
        (104, 100, 50, "middle"),
        (96, 100, 50, "middle"),
        (80, 100, None, "below"),
        (80, None, 70, "above"),
        (70, None, 70, None),
        (None, 100, None, None),
        (80, None, None, None),
    ],
)
def test_the_market_decides_the_position_and_without_it_what_others_pay(
    ours: float | None, market: float | None, paid: float | None, position: str | None
) -> None:
    assert Price(ours, None, market, paid, None, None).position(FIGURES) == position
