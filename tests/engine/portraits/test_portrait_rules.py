"""The portrait's rules: sound as they ship, and every fault of others told with its line."""

import pytest

from kehu.engine.portraits.load import PortraitReader
from kehu.engine.portraits.portrait import Portrait
from kehu.engine.rules.load import default_rulebook
from kehu.engine.rules.rules_reader import read_rules
from kehu.engine.rules.yaml_lines import read_yaml
from kehu.errors import InputFaults

RULES = """\
tags:
  asked_for:
    source: T1
    many: true
    title: {en: Asked for, zh: 要求}
    about: {en: What it asks for., zh: 要求什么。}
    standard: {en: Named by the customer., zh: 客户点名。}
    values:
      halal: {title: {en: Halal, zh: 清真认证}, words: {en: [halal], ar: [حلال]}}
      ce: {title: {en: CE, zh: CE}, words: {as_written: [CE]}}
  boss:
    source: T1
    title: {en: Boss, zh: 拍板人}
    about: {en: Who decides., zh: 谁拍板。}
    standard: {en: The highest we know., zh: 职务最高的。}
    values:
      owner: {title: {en: Owner, zh: 老板}, roles: [owner, 老板]}
      buys: {title: {en: Buys, zh: 买过}, when: orders >= 1}
commonality: {source: T2, false_alarms: 0.05, at_least: 4, prior: 3}
groups:
  source: M2
  kinds: [market, boss]
  numbers: [orders]
  enough: 1
  fewest: 2
  most: 4
said:
  market: {before: {en: "{value}", zh: "{value}"}}
  boss: {trait: {values: {owner: {en: are led by the owner, zh: 老板拍板}}}}
"""


def read(text: str = RULES) -> Portrait:
    return read_rules(PortraitReader, default_rulebook(), read_yaml(text, "mine.yaml"))


def faults(text: str) -> list[tuple[str, int | None]]:
    with pytest.raises(InputFaults) as refused:
        read(text)
    for fault in refused.value.faults:
        assert fault.message("en") and fault.message("zh")
    return [(fault.code, fault.line) for fault in refused.value.faults]


def test_the_portrait_that_ships_has_every_tag_of_the_handbook(portrait: Portrait) -> None:
    wanted = {
        "trade_position", "brand", "decision_maker", "new_products", "manner", "channel",
        "usual_payment_terms", "product_factors", "certificates",
    }  # fmt: skip
    assert portrait.tags.keys() == wanted
    assert [n for n, tag in portrait.tags.items() if tag.many] == [
        "product_factors",
        "certificates",
    ]
    factors = {
        "packaging", "looks", "colour", "particle_size", "purity", "voltage", "power",
        "parts_brand", "certificates", "warranty",
    }  # fmt: skip
    assert {*portrait.tags["product_factors"].codes} == factors
    named = {"saso", "ce", "ul", "fda", "rohs", "reach", "fcc", "eac", "halal", "inmetro", "soncap"}
    assert named <= {*portrait.tags["certificates"].codes}


def test_every_tag_that_ships_has_a_standard_in_both_languages(portrait: Portrait) -> None:
    for tag in portrait.tags.values():
        assert "T1" in tag.source
        assert len(tag.standard["en"]) > 30
        assert any("\u4e00" <= one <= "\u9fff" for one in tag.standard["zh"])


def test_rules_without_faults_are_taken() -> None:
    assert read().tags["boss"].codes == ("owner", "buys")


@pytest.mark.parametrize(
    ("was", "becomes", "code", "line"),
    [
        ("  asked_for:", "  religion:", "never_a_tag", 2),
        ("title: {en: Asked for, zh: 要求}", "title: {en: Faith, zh: 要求}", "never_a_tag", 5),
        ("zh: 要求}", "zh: 宗教信仰}", "never_a_tag", 5),
        ("halal: {title", "muslim: {title", "never_a_tag", 9),
        ("en: [halal]", "en: [halal, islamic]", "never_a_tag", 9),
        ("roles: [owner, 老板]", "roles: [owner, 佛教徒]", "never_a_tag", 17),
        ("  asked_for:", "  stage:", "name_taken", 2),
        ("  asked_for:", "  orders:", "name_taken", 2),
        ("  asked_for:", "  waiting_until:", "name_taken", 2),
        ("  asked_for:", "  asked for:", "bad_name", 2),
        ("ce: {title", "none: {title", "name_taken", 10),
        ("ce: {title", "a;b: {title", "bad_name", 10),
        ("many: true", "many: sometimes", "not_yes_or_no", 4),
        ("    source: T1\n    many", "    many", "missing_key", 2),
        ("standard: {en: Named by the customer., zh: 客户点名。}", "standard: {en: Named.}",
         "missing_words", 7),
        ("about: {en: Who decides., zh: 谁拍板。}", "abut: {}", "unknown_key", 14),
        ("as_written: [CE]", "as_writen: [CE]", "not_a_language", 10),
        ("as_written: [CE]", "as_written: [认证]", "no_capitals", 10),
        ("as_written: [CE]", "as_written: [CE认证]", "word_mixed", 10),
        ("as_written: [CE]", "as_written: CE", "not_a_list", 10),
        ("roles: [owner, 老板]", "roles: [owner], when: won", "not_both", 17),
        ("orders >= 1", "orders =", "condition_unreadable", 18),
        ("orders >= 1", "oders >= 1", "unknown_measure", 18),
        ("orders >= 1", "stage = 'Q'", "no_such_code", 18),
        ("orders >= 1", "boss = 'owner'", "unknown_measure", 18),
        ("false_alarms: 0.05", "false_alarms: 5", "not_a_share", 19),
        ("at_least: 4", "at_least: 0", "not_a_count", 19),
        ("prior: 3", "prior: 0", "not_above_zero", 19),
        ("[market, boss]", "[market, bos]", "no_such_kind", 22),
        ("numbers: [orders]", "numbers: [stage]", "not_a_number_measure", 23),
        ("most: 4", "most: 1", "most_below_fewest", 26),
        ("  market: {before", "  makket: {before", "no_such_kind", 28),
        ('{en: "{value}", zh: "{value}"}', '{en: "{vale}", zh: x}', "not_a_template", 28),
        ("values: {owner", "values: {onwer", "no_such_code", 29),
        ("said:", "sayings:", "unknown_key", 27),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line(was: str, becomes: str, code: str, line: int) -> None:
    assert was in RULES
    assert (code, line) in faults(RULES.replace(was, becomes, 1))


def test_all_faults_are_told_together() -> None:
    text = RULES.replace("orders >= 1", "oders = 1").replace("at_least: 4", "at_least: no")
    assert {code for code, _ in faults(text)} == {"unknown_measure", "not_a_count"}
