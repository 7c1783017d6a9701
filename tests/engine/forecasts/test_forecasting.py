"""Forecasts of whole ledgers: who still buys, when the next order is due, what it will bring."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from buyers import drawn
from cdnow import Buyers
from demo_folder import MOMENT, demo_folder
from forecast_ledgers import Forecast, T, ago, forecast, opened, write

from kehu.engine.forecasts.names import FORECASTS
from kehu.engine.forecasts.outlook import Outlook
from kehu.engine.forecasts.single import forecasts_of, p_active_of
from kehu.engine.ledger import Known, Settings
from kehu.engine.measures import measure_customers
from kehu.errors import KehuError

AGE = 1200  # days since everybody's first order


def orders_of(count: int, k: int = 3, seed: int = 1) -> dict[str, list[float]]:
    """Days ago of the orders of buyers who stop, and order regularly until they do."""
    buyers = drawn(
        np.random.default_rng(seed), (1.5, 40.0, 0.9, 6.0), count, k=k, modified=True, days=AGE
    )
    return {f"b{n:04}": sorted({float(AGE - int(t)) for t in times}, reverse=True)
            for n, times in enumerate(buyers)}  # fmt: skip


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory) -> Forecast:
    """Three hundred buyers, and some who stand out."""
    orders = orders_of(300) | {
        "clockwork": [400.0 - 50 * n for n in range(8)],  # the last 50 days ago: it is due
        "just_ordered": [360.0 - 51 * n for n in range(8)],  # the last 3 days ago
        "stopped": [1100.0 - 20 * n for n in range(20)],
        "once": [700.0],
        "today": [0.0],
        "never": [],
        "imports": [],
    }
    shipments = [
        {"record_id": f"r{who}{n}", "customer_id": who, "arrived_at": ago(days), "supplier": "X"}
        for who, first in (
            ("imports", 20),
            ("clockwork", 15),
            *((f"b{n:04}", 10 + n) for n in range(12)),
        )
        for n, days in enumerate(range(first, 500, 60))
    ]
    folder = tmp_path_factory.mktemp("everybody")
    return forecast(write(folder, orders, customs_records=shipments))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Forecast:
    return forecast(demo_folder(tmp_path_factory.getbasetemp(), 1500), MOMENT)


def test_who_stopped_is_told_from_who_goes_on(everybody: Forecast) -> None:
    active = {who: one["p_active"] for who, one in everybody.forecasts.items()}
    assert active["stopped"] < 0.01
    assert active["clockwork"] > 0.8
    assert active["once"] < active["just_ordered"]
    assert active["today"] > 0.5
    assert active["never"] is None


def test_a_regular_buyer_orders_when_its_gap_is_over(everybody: Forecast) -> None:
    due, fresh = everybody.forecasts["clockwork"], everybody.forecasts["just_ordered"]
    assert due["days_to_order_p50"] < 20
    assert 30 < fresh["days_to_order_p50"] < 60
    assert due["p_order_30d"] > 0.5
    assert fresh["p_order_30d"] < 0.2
    assert fresh["silence_share"] < 0.1 < everybody.forecasts["stopped"]["silence_share"]


def test_windows_and_chances_are_in_order(everybody: Forecast, demo: Forecast) -> None:
    for one in (*everybody.forecasts.values(), *demo.forecasts.values()):
        window = [one[f"days_to_order_{p}"] for p in ("p10", "p50", "p90")]
        assert window == [None] * 3 or 1 <= window[0] <= window[1] <= window[2]
        chances = [one["p_order_30d"], one["p_order_90d"]]
        assert chances == [None] * 2 or 0 < chances[0] <= chances[1] < 1
        values = [one[f"value_12m{p}"] for p in ("_low", "", "_high")]
        assert values == [None] * 3 or (0 <= values[0] <= values[2] and values[1] >= 0)


def test_a_year_s_value_is_its_orders_times_what_they_cost(everybody: Forecast) -> None:
    one = everybody.forecasts["clockwork"]
    assert 4 < one["expected_orders_12m"] < 12
    assert one["value_12m"] == pytest.approx(1000 * one["expected_orders_12m"], rel=0.01)
    assert one["value_12m_low"] < one["value_12m"] < one["value_12m_high"]


def test_who_never_ordered_is_expected_when_it_imports(everybody: Forecast) -> None:
    one = everybody.forecasts["imports"]
    assert one["days_to_order_p10"] <= 40 <= one["days_to_order_p90"]  # the last 20 of 60 days ago
    assert one["value_12m"] is one["p_active"] is None
    assert everybody.forecasts["never"]["days_to_order_p50"] is None


def test_imports_that_go_on_while_our_orders_stopped_are_counted(tmp_path: Path) -> None:
    shipments = [{"record_id": f"r{n}", "customer_id": "gone", "arrived_at": ago(days),
                  "supplier": "X"} for n, days in enumerate((400, 250, 120, 30))]  # fmt: skip
    folder = write(tmp_path, {"gone": [500.0, 360.0]}, customs_records=shipments)
    with opened(folder) as ledger:
        names = ("customs_shipments_after_ours",)
        rows = measure_customers(Known(ledger, T, Settings()), names).wide(names)
        [row] = ledger.engine.batches(rows).read_all().to_pylist()
    assert row["customs_shipments_after_ours"] == 3  # the order of 360 days ago came by 270


def test_forecasts_of_one_are_those_among_all(everybody: Forecast, demo: Forecast) -> None:
    for ledger in (everybody, demo):
        for who, measures in ledger.measures.items():
            found = forecasts_of(ledger.outlook, measures)
            for name in FORECASTS:
                wanted = ledger.forecasts[who][name]
                close = None if wanted is None else pytest.approx(wanted, rel=1e-9, abs=1.1e-6)
                assert found[name] == close, (who, name)
            assert p_active_of(ledger.outlook.buying, measures) == found["p_active"]


def test_an_outlook_is_kept_as_text(everybody: Forecast, demo: Forecast) -> None:
    for outlook in (everybody.outlook, demo.outlook, Outlook()):
        text = outlook.as_text()
        assert Outlook.of_text(text) == outlook
        assert "NaN" not in text and json.loads(text)


def test_the_demo_knows_chances_of_first_orders_and_of_imports(demo: Forecast) -> None:
    assert demo.outlook.first_orders is not None
    assert demo.outlook.rhythm is not None and demo.outlook.rhythm.imports is not None
    first = [one for who, one in demo.forecasts.items() if not demo.measures[who]["order_days"]]
    assert all(one["p_order_30d"] is not None and one["p_active"] is None for one in first)
    proforma = demo.outlook.first_orders.chances["14"]  # open, and a message of this month
    nothing = demo.outlook.first_orders.chances["0"]
    assert proforma[1] > 5 * nothing[1]


@pytest.mark.parametrize("orders", [{}, {"a": []}, {"a": [3.0]}, {"a": [3.0, 3.1]}, {"a": [90, 9]}])
def test_of_a_few_customers_nothing_is_said(orders: dict[str, list[float]], tmp_path: Path) -> None:
    if not orders:
        orders = {"nobody": []}
    found = forecast(write(tmp_path, orders))
    assert found.outlook.buying is None
    assert all(one[name] is None for one in found.forecasts.values() for name in FORECASTS)


def test_a_model_asked_for_by_name_says_why_it_cannot_be_fitted(tmp_path: Path) -> None:
    folder = write(tmp_path, {f"c{n}": [200.0 + n, 20.0 + n] for n in range(9)})
    with pytest.raises(KehuError) as refused:
        forecast(folder, model="bg-nbd")
    assert refused.value.code == "too_few_to_forecast"


def test_who_all_order_alike_and_never_stop_leave_fewer_parameters(tmp_path: Path) -> None:
    folder = write(
        tmp_path, {f"c{n}": [float(d) for d in range(n % 30, 400, 30)] for n in range(60)}
    )
    found = forecast(folder, model="bg-nbd")
    assert found.outlook.buying is not None and len(found.outlook.buying.free) < 4
    assert all(one["p_active"] > 0.9 for one in found.forecasts.values())


def test_time_counts_in_weeks_or_days_alike(tmp_path: Path) -> None:
    folder = write(tmp_path, orders_of(150))
    days, weeks = (forecast(folder, model="mbg-nbd", unit=unit) for unit in (1.0, 7.0))
    for who, one in days.forecasts.items():
        for name in ("p_active", "expected_orders_12m", "p_order_90d"):
            assert one[name] == pytest.approx(weeks.forecasts[who][name], rel=0.01, abs=1e-3)


def test_regular_buyers_are_found_regular(everybody: Forecast, tmp_path: Path) -> None:
    irregular = forecast(write(tmp_path, orders_of(300, k=1))).outlook.regularity
    regular = everybody.outlook.regularity
    assert irregular is not None and regular is not None
    assert 0.8 < irregular < 1.3
    assert 2.3 < regular < 3.8
    assert everybody.outlook.buying is not None and everybody.outlook.buying.k in (2, 3, 4)


def test_a_published_ledger_gives_the_published_parameters(tmp_path: Path) -> None:
    """CDNOW's sample through the whole way, in weeks: Fader, Hardie, Lee 2005."""
    buyers = Buyers(sample=True)
    rows = [{"order_id": str(n), "customer_id": str(who), "amount": float(amount),
             "ordered_at": datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=int(day))}
            for n, (who, day, amount) in enumerate(zip(buyers.customer, buyers.day, buyers.amount,
                                                       strict=True))]  # fmt: skip
    folder = write(tmp_path, {str(who): [] for who in set(buyers.customer)}, orders=rows)
    outlook = forecast(folder, datetime(1997, 9, 30, tzinfo=UTC), "bg-nbd", 7.0).outlook
    assert outlook.buying is not None and outlook.spending is not None
    assert outlook.buying.parameters == pytest.approx((0.2426, 4.4136, 0.7929, 2.4259), rel=0.01)
    assert outlook.buying.log_likelihood == pytest.approx(-9582.43, abs=0.01)
    spending = outlook.spending
    assert (spending.p, spending.q, spending.gamma) == pytest.approx((6.25, 3.74, 15.44), rel=0.01)
    assert spending.customers == 946
