"""The rules of recommendations: sound as they ship, and every fault told with its line."""

import pytest

from kehu.engine.portraits.offers.figures import default_offer_rules, offer_rules_of
from kehu.engine.rules.yaml_lines import read_yaml
from kehu.errors import InputFaults

TEXT = """figures:
  most: {source: T4, title: {en: Most, zh: 最多}, value: 5}
  nearest: {source: T3, title: {en: Nearest, zh: 最近}, value: 30}
  fewest_alike: {source: T3, title: {en: Fewest, zh: 最少}, value: 4}
  prior_alike: {source: T3, title: {en: Prior, zh: 先验}, value: 5}
  prior_answers: {source: T4, title: {en: Prior, zh: 先验}, value: 4}
  price_days: {source: Q6, title: {en: Days, zh: 天数}, value: 730}
  price_near: {source: Q6, title: {en: Near, zh: 相近}, value: 0.05}
reasons:
  price: {source: T4, title: {en: Price, zh: 价格}, again_after: 180, spreads: true}
"""


def test_the_rules_that_ship_are_sound_and_every_reason_speaks_both_languages() -> None:
    rules = default_offer_rules()
    assert {"price", "quality"} <= rules.reasons.keys()
    assert all({*one.title} == {"en", "zh"} for one in rules.reasons.values())


@pytest.mark.parametrize(
    ("was", "becomes", "code", "line"),
    [
        ("value: 5}\n  nearest", "value: 0}\n  nearest", "not_a_count", 2),
        ("value: 0.05", "value: 1.5", "not_a_share", 8),
        ("zh: 最多", "cn: 最多", "missing_words", 2),
        ("prior_answers", "prior", "unknown_key", 6),
        ("again_after: 180", "again_after: soon", "not_a_count", 10),
        ("spreads: true", "spreads: 1", "not_yes_or_no", 10),
        ("spreads: true", "spread: true", "unknown_key", 10),
        ("reasons:", "reason:", "unknown_key", 9),
    ],
)
def test_a_fault_is_told_with_its_line(was: str, becomes: str, code: str, line: int) -> None:
    with pytest.raises(InputFaults) as refused:
        offer_rules_of(read_yaml(TEXT.replace(was, becomes), "mine.yaml"))
    assert (code, line) in {(fault.code, fault.line) for fault in refused.value.faults}
