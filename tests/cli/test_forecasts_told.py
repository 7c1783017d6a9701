"""`kehu forecast` and `kehu backtest`, as interfaces.md has them."""

import json
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from demo_folder import demo_folder
from running import AS_OF, Kehu

COLUMNS = [
    "customer_id", "p_active", "expected_orders_12m", "value_12m", "value_12m_low",
    "value_12m_high", "next_order_p10", "next_order_p50", "next_order_p90", "p_order_30d",
    "p_order_90d",
]  # fmt: skip


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_folder(tmp_path_factory.getbasetemp(), 600)


def test_everybody_gets_a_row_sorted_with_dates(kehu: Kehu, many: Path, tmp_path: Path) -> None:
    answer = kehu("forecast", many, *AS_OF, "--out", tmp_path / "out.parquet")
    assert answer.code == 0 and answer.err.startswith("Model of orders: ")
    rows = pq.read_table(tmp_path / "out.parquet")
    assert rows.column_names == COLUMNS
    ids = rows["customer_id"].to_pylist()
    assert ids == sorted(ids) and len(ids) == 600
    [first] = [one for one in rows.slice(0).to_pylist() if one["p_active"]][:1]
    assert isinstance(first["next_order_p50"], date) and first["next_order_p50"] > date(2026, 11, 1)


def test_lines_have_dates_and_empty_is_not_known(kehu: Kehu, ledger: Path) -> None:
    answer = kehu("forecast", ledger, *AS_OF, "--lang", "zh")
    assert answer.code == 0 and "订单模型" in answer.err
    assert [*answer.rows[0]] == COLUMNS and len(answer.rows) == 60


@pytest.mark.parametrize("model", ["bg-nbd", "mbg-nbd", "pareto-nbd", "bg-cnbd-k", "mbg-cnbd-k"])
def test_each_model_can_be_asked_for(kehu: Kehu, many: Path, model: str) -> None:
    answer = kehu("forecast", many, *AS_OF, "--model", model, "--fit-only", "--unit", "weeks")
    fitted = json.loads(answer.out)
    assert answer.code == 0
    assert fitted["model"] == fitted["asked"] == model and fitted["unit_days"] == 7
    assert fitted["log_likelihood"] < 0 < fitted["customers"] <= 600
    assert len(fitted["parameters"]) == 4 and (fitted["k"] > 1) == model.endswith("-k")


def test_auto_says_what_it_tried(kehu: Kehu, many: Path) -> None:
    fitted = json.loads(kehu("forecast", many, *AS_OF, "--fit-only").out)
    assert fitted["asked"] == "auto"
    assert {one["name"] for one in fitted["tried"]} == {"mbg-nbd", "pareto-nbd", "mbg-cnbd-k"}
    assert fitted["model"] in fitted["why"]


def test_too_few_customers_are_a_sentence(kehu: Kehu, faulty: Path) -> None:
    answer = kehu("forecast", faulty, "--skip-bad-rows", *AS_OF, "--model", "bg-nbd", "--fit-only")
    assert answer.code == 1 and "ordered again" in answer.err


def test_a_past_day_is_judged_by_what_came(kehu: Kehu, many: Path) -> None:
    answer = kehu("backtest", many, "--as-of", "2026-06-30", "--horizon", "90")
    assert answer.code == 0
    parts = {row["part"] for row in answer.rows}
    assert parts == {"next_order", "chance", "calibration", "label", "ladder"}
    errors = {row["method"]: row["figure"] for row in answer.rows
              if row["name"] == "mean_absolute_error_days"}  # fmt: skip
    assert errors["kehu"] < errors["last_plus_mean_gap"]
    stages = {row["group"]: row for row in answer.rows if row["name"] == "stage" and row["group"]}
    assert stages["A"]["happened"] > stages["E"]["happened"] and stages["A"]["lift"] > 1
    assert sum(row["customers"] for row in stages.values()) <= 600


def test_a_day_whose_time_is_not_over_is_refused(kehu: Kehu, ledger: Path) -> None:
    answer = kehu("backtest", ledger, *AS_OF, "--horizon", "90", "--lang", "zh")
    assert answer.code == 1 and "缩短" in answer.err and answer.out == ""
