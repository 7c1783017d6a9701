"""What is told of forecasts, proved; and the sum of orders that are each only likely."""

from typing import Any

import numpy as np
import pytest

from kehu.engine.expecting import ExpectingReader, first_that_holds
from kehu.engine.forecasts.adding import sum_of_orders
from kehu.engine.measures import MEASURES
from kehu.engine.rules.load import default_rulebook
from kehu.engine.rules.rules_reader import read_rules
from kehu.engine.rules.yaml_lines import read_yaml
from kehu.engine.standings import STANDINGS
from kehu.errors import InputFaults

MINE = """\
states:
  fading: {source: F2, title: {en: Fading, zh: 流失}, when: fading}
rhythms: {}
lists:
  expected:
    source: F1
    title: {en: Expected, zh: 预计}
    when: p_order_30d >= 0.3
  missed:
    source: F1
    title: {en: Missed, zh: 未到}
    when: silence_share >= 0.75
"""


@pytest.mark.parametrize(
    ("was", "becomes", "code", "line"),
    [
        ("when: p_order_30d >= 0.3", "when: p_order >= 0.3", "unknown_measure", 8),
        ("when: p_order_30d >= 0.3", "when: p_order_30d", "not_a_condition", 8),
        ("  missed:", "  mised:", "missing_key", 4),
        ("    source: F1\n    title: {en: Missed", "    title: {en: Missed", "missing_key", 9),
        ("zh: 预计", "cn: 预计", "missing_words", 7),
        ("when: fading}", "wenn: fading}", "unknown_key", 2),
        ("rhythms: {}", "rythms: {}", "unknown_key", 3),
    ],
)
def test_a_fault_is_told_with_its_line(was: str, becomes: str, code: str, line: int) -> None:
    mine = read_yaml(MINE.replace(was, becomes), "mine.yaml")
    with pytest.raises(InputFaults) as refused:
        read_rules(ExpectingReader, default_rulebook(), mine)
    assert (code, line) in [(fault.code, fault.line) for fault in refused.value.faults]


def state(**values: Any) -> str | None:
    known: dict[str, Any] = {**dict.fromkeys([*MEASURES, *STANDINGS]), "status": "active"}
    known |= {name: one.without for name, one in MEASURES.items()} | values
    found = first_that_holds(read_rules(ExpectingReader, default_rulebook()).states, known)
    return found.name if found else None


def test_the_gravest_state_is_told() -> None:
    silent = {"order_days": 5, "silence_share": 0.95, "days_since_last_order": 118,
              "typical_gap_days": 60.0}  # fmt: skip
    imports = {"customs_shipments_after_ours": 2, "customs_gap_days": 30.0,
               "days_since_last_customs_shipment": 12}  # fmt: skip
    assert state(**silent, **imports) == "rival"
    assert state(**silent) == "fading"
    assert state(**silent, status="lost") == "lost"
    assert state(**{**silent, "silence_share": 0.8}) == "late"
    assert state(**{**silent, "silence_share": 0.8, "p_active": 0.4}) == "doubtful"
    assert state(order_days=1, p_active=0.4) == "doubtful"
    assert state(**{**silent, "silence_share": 0.5}) is None
    usual = {"silence_share": 0.8, "typical_gap_days": 130.0}
    assert state(**{**silent, **usual}) is None, "it was silent for longer before"
    assert state() is None


# ---- the sum -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "p"), [(8, 3.0), (40, 0.8), (400, 0.8), (40, None)])
def test_the_range_of_a_sum_is_that_of_many_months_played(count: int, p: float | None) -> None:
    rng = np.random.default_rng(11)
    chances, amounts = rng.uniform(0.05, 0.9, count), rng.lognormal(9.0, 0.8, count)
    found = sum_of_orders(chances, amounts, p)
    worth = rng.gamma(p, 1.0 / p, (20_000, count)) if p else 1.0
    played = ((rng.random((20_000, count)) < chances) * amounts * worth).sum(axis=1)
    assert found.mean == pytest.approx(played.mean(), rel=0.02)
    assert 0.74 < ((played >= found.low) & (played <= found.high)).mean() < 0.86


def test_a_sum_of_nothing_is_nothing_and_one_unlikely_order_may_not_come() -> None:
    nobody = sum_of_orders(np.zeros(0), np.zeros(0), 1.0)
    assert (nobody.mean, nobody.low, nobody.high) == (0.0, 0.0, 0.0)
    one = sum_of_orders(np.array([0.3]), np.array([1000.0]), None)
    assert (one.mean, one.low) == (300.0, 0.0)
    assert one.high == pytest.approx(1000.0, rel=0.01)
    sure = sum_of_orders(np.array([1.0]), np.array([1000.0]), None)
    assert (sure.low, sure.high) == (pytest.approx(1000.0, rel=0.01),) * 2
