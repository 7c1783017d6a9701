"""How often each grade is to hear from us: the standards, proved."""

import pytest

from kehu.engine.rules.load import default_rulebook
from kehu.engine.rules.yaml_lines import read_yaml
from kehu.engine.service import default_standards, standards_of
from kehu.errors import InputFaults

MINE = """\
stage:
  source: M4
  title: {en: By stage, zh: 按等级}
  days: {A: 30, D: 60}
"""


def test_the_standards_that_ship_are_sound() -> None:
    standards = default_standards(default_rulebook())
    assert {"stage", "deal_stars", "profit_tier"} <= standards.keys()
    assert all("M4" in one.source for one in standards.values())


@pytest.mark.parametrize(
    ("was", "becomes", "code", "line"),
    [
        ("A: 30", "Q: 30", "no_such_code", 4),
        ("A: 30", "A: 0", "not_a_count", 4),
        ("A: 30", "A: soon", "not_a_count", 4),
        ("stage:", "stag:", "unknown_measure", 1),
        ("source: M4", "sorce: M4", "unknown_key", 2),
        ("zh: 按等级", "cn: 按等级", "missing_words", 3),
        ("days: {A: 30, D: 60}", "days: [30]", "not_a_mapping", 4),
    ],
)
def test_a_fault_is_told_with_its_line(was: str, becomes: str, code: str, line: int) -> None:
    with pytest.raises(InputFaults) as refused:
        standards_of(read_yaml(MINE.replace(was, becomes), "mine.yaml"), default_rulebook())
    assert (code, line) in [(fault.code, fault.line) for fault in refused.value.faults]
    assert all(fault.message("zh") for fault in refused.value.faults)
