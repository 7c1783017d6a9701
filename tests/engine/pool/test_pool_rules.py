"""The pool's rules: how they are proved, and on which day they return a customer."""

from typing import Any

import numpy as np
import pytest

from kehu.engine.measures import MEASURES
from kehu.engine.pool.falls import NOBODY, falls_of
from kehu.engine.pool.load import PoolReader
from kehu.engine.pool.rules import Pool
from kehu.engine.rules.columns import Words
from kehu.engine.rules.load import default_rulebook
from kehu.engine.rules.rules_reader import read_rules
from kehu.engine.rules.yaml_lines import read_yaml
from kehu.errors import InputFaults

RULES = """\
returns:
  kept:
    source: M3
    title: {en: Kept, zh: 保留}
    when: value_tier = 'key'
  asked:
    source: M3
    title: {en: Asked, zh: 询盘}
    when: stage = 'D'
    without: {contact: 30, order: 100}
limits:
  unsold: {source: M3, title: {en: Unsold, zh: 未成交}, when: orders = 0, most: 5}
not_before: coalesce(waiting_days_left, 0)
figures:
  warn_days: {source: M3, title: {en: Warning, zh: 提醒}, value: 7}
  forecast_days: {source: M3, title: {en: Ahead, zh: 预计}, value: 30}
  lock_days: {source: M3, title: {en: Lock, zh: 锁定}, value: 30}
  claims_per_day: {source: M3, title: {en: A day, zh: 每天}, value: 3}
best_first: [deal_stars, orders]
"""
TEXTS = ["A", "D", "E", "key", "none"]


def read(text: str = RULES) -> Pool:
    return read_rules(PoolReader, default_rulebook(), read_yaml(text, "mine.yaml"))


def faults(text: str) -> list[tuple[str, int | None]]:
    with pytest.raises(InputFaults) as refused:
        read(text)
    return [(fault.code, fault.line) for fault in refused.value.faults]


def test_the_rules_that_ship_are_sound() -> None:
    pool = read_rules(PoolReader, default_rulebook())
    assert all("M3" in rule.source for rule in pool.returns.values())
    assert [name for name, rule in pool.returns.items() if not rule.without] == ["key_customers"]
    assert pool.forecast_days > pool.warn_days


@pytest.mark.parametrize(
    ("was", "becomes", "code", "line"),
    [
        ("stage = 'D'", "stage = 'Q'", "no_such_code", 9),
        ("stage = 'D'", "stag = 'D'", "unknown_measure", 9),
        ("stage = 'D'", "orders", "not_a_condition", 9),
        ("contact: 30", "contact: 0", "not_a_count", 10),
        ("contact: 30", "contact: 1.5", "not_a_count", 10),
        ("contact: 30", "visit: 30", "unknown_key", 10),
        ("when: orders = 0", "when: orders =", "condition_unreadable", 12),
        ("most: 5", "most: true", "not_a_count", 12),
        (", most: 5", "", "missing_key", 12),
        ("coalesce(waiting_days_left, 0)", "stage", "not_a_quantity", 13),
        ("value: 7", "value: -7", "not_a_count", 15),
        ("lock_days:", "lok_days:", "unknown_key", 17),
        ("zh: 锁定", "cn: 锁定", "missing_words", 17),
        ("[deal_stars, orders]", "[deal_stars, market]", "no_order_by", 19),
        ("best_first", "worst_first", "unknown_key", 19),
        ("    source: M3\n    title: {en: Kept", "    title: {en: Kept", "missing_key", 2),
    ],
)
def test_a_fault_is_told_with_its_line(was: str, becomes: str, code: str, line: int) -> None:
    assert (code, line) in faults(RULES.replace(was, becomes))


def test_all_faults_are_told_together_and_each_has_its_sentence() -> None:
    text = RULES.replace("stage = 'D'", "stag = 'D'").replace("value: 7", "value: x")
    with pytest.raises(InputFaults) as refused:
        read(text.replace("orders]", "market]"))
    told = [fault.code for fault in refused.value.faults]
    assert told == ["unknown_measure", "not_a_count", "no_order_by"]
    for fault in refused.value.faults:
        assert fault.message("en") != fault.message("zh")


def fall(held: float = 999, warned: float | None = 7, **values: Any) -> tuple[str | None, Any, Any]:
    """By which rule, which clock and in how many days one customer falls."""
    pool = read()
    values = {"days_since_last_order": 0, **values}
    words = {"stage": "D", "value_tier": "none"} | {
        name: value for name, value in values.items() if isinstance(value, str)
    }
    columns: dict[str, Any] = {
        name: np.array([float(values.get(name, np.nan))])
        for name in MEASURES
        if not isinstance(values.get(name), str)
    }
    columns |= {
        name: Words(np.array([TEXTS.index(word)]), TEXTS.index) for name, word in words.items()
    }
    told = np.array([np.nan if warned is None else warned], float)
    found = falls_of(pool, columns, np.array([held], float), told, 1)
    rule = None if found.rule[0] == NOBODY else [*pool.returns][found.rule[0]]
    days = None if np.isnan(found.days[0]) else int(found.days[0])
    return rule, ("contact", "order")[found.clock[0]], days


def test_the_clock_that_runs_out_first_returns_the_customer() -> None:
    assert fall(days_since_last_contact=10, days_since_last_order=20) == ("asked", "contact", 20)
    assert fall(days_since_last_contact=10, days_since_last_order=95) == ("asked", "order", 5)


def test_time_before_the_holder_had_the_customer_does_not_count() -> None:
    assert fall(held=12, days_since_last_contact=400) == ("asked", "contact", 18)
    assert fall(held=12) == ("asked", "contact", 18)  # nobody was ever contacted


def test_the_first_rule_that_fits_is_the_customers() -> None:
    assert fall(value_tier="key", days_since_last_contact=400)[::2] == ("kept", None)
    assert fall(stage="A", days_since_last_contact=400)[::2] == (None, None)


def test_nobody_falls_while_we_wait_for_the_day_they_named() -> None:
    assert fall(days_since_last_contact=29, waiting_days_left=50) == ("asked", "contact", 50)
    assert fall(days_since_last_contact=29, waiting_days_left=0) == ("asked", "contact", 1)


def test_nobody_falls_who_was_not_warned_long_enough() -> None:
    silent = {"days_since_last_contact": 400}
    assert [fall(warned=days, **silent)[2] for days in (None, 0, 3, 7, 9)] == [7, 7, 4, 0, 0]
    assert fall(warned=None, days_since_last_contact=2)[2] == 28
