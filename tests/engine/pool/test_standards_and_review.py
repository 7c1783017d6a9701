"""Standards of service and the monthly review, proved."""

import pytest

from kehu.engine.managing import ManagingReader
from kehu.engine.rules.load import default_rulebook
from kehu.engine.rules.rules_reader import read_rules
from kehu.engine.rules.yaml_lines import read_yaml
from kehu.errors import InputFaults

MINE = """\
standards:
  stage:
    source: M4
    title: {en: By stage, zh: 按等级}
    days: {A: 30, D: 60}
left_out: {source: M4, title: {en: Not now, zh: 暂不联系}, when: blacklisted}
review:
  source: M1
  title: {en: Review, zh: 复盘}
  dimensions: [stage, status]
  lost: {status: lost}
"""


def test_what_ships_is_sound() -> None:
    managing = read_rules(ManagingReader, default_rulebook())
    assert {"stage", "deal_stars", "profit_tier"} <= managing.standards.keys()
    assert all("M4" in one.source for one in managing.standards.values())
    assert managing.review.lost == {"status": "lost"}


@pytest.mark.parametrize(
    ("was", "becomes", "code", "line"),
    [
        ("A: 30", "Q: 30", "no_such_code", 5),
        ("A: 30", "A: 0", "not_a_count", 5),
        ("A: 30", "A: soon", "not_a_count", 5),
        ("  stage:", "  stag:", "unknown_measure", 2),
        ("    source: M4", "    sorce: M4", "unknown_key", 3),
        ("zh: 按等级", "cn: 按等级", "missing_words", 4),
        ("days: {A: 30, D: 60}", "days: [30]", "not_a_mapping", 5),
        ("when: blacklisted", "when: blaklisted", "unknown_measure", 6),
        ("when: blacklisted", "when: orders", "not_a_condition", 6),
        ("[stage, status]", "[stage, market]", "no_order_by", 10),
        ("{status: lost}", "{status: gone}", "no_such_code", 11),
        ("{status: lost}", "{statu: lost}", "unknown_measure", 11),
        ("review:", "reviews:", "unknown_key", 7),
    ],
)
def test_a_fault_is_told_with_its_line(was: str, becomes: str, code: str, line: int) -> None:
    mine = read_yaml(MINE.replace(was, becomes), "mine.yaml")
    with pytest.raises(InputFaults) as refused:
        read_rules(ManagingReader, default_rulebook(), mine)
    assert (code, line) in [(fault.code, fault.line) for fault in refused.value.faults]
    assert all(fault.message("zh") for fault in refused.value.faults)
