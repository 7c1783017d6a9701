"""Commonality in words, in both languages."""

from dataclasses import replace

import pytest

from kehu.engine.portraits.commonality import Common
from kehu.engine.portraits.portrait import Portrait
from kehu.engine.portraits.telling import TraitWords, described, told
from kehu.engine.rules.conditions import parse_condition
from kehu.engine.rules.load import default_rulebook

SASO = Common("certificates", "saso", 11, 14, 58, 986, 3.6, 1e-9, 1e-7, True)
GULF = {"en": "won project buyers in the Gulf", "zh": "海湾地区已成交的工程客户"}


@pytest.fixture
def en(portrait: Portrait) -> TraitWords:
    return TraitWords(default_rulebook(), portrait, "en", "CNY")


@pytest.fixture
def zh(portrait: Portrait) -> TraitWords:
    return TraitWords(default_rulebook(), portrait, "zh", "CNY")


def test_a_commonality_is_a_sentence(en: TraitWords, zh: TraitWords) -> None:
    said = "Of 14 won project buyers in the Gulf, 11 asked for SASO; elsewhere 5.9 %."
    assert told(SASO, 14, GULF["en"], en) == said
    said = "海湾地区已成交的工程客户共14个，其中11个要求SASO认证；其他客户中只有5.9%。"
    assert told(SASO, 14, GULF["zh"], zh) == said


def test_of_how_many_it_is_known_is_said(en: TraitWords, zh: TraitWords) -> None:
    assert "Of 20 won" in told(SASO, 20, GULF["en"], en)
    assert "14 are known in this, and of them 11 asked for SASO" in told(SASO, 20, GULF["en"], en)
    assert "共20个，其中已知情况的14个里有11个" in told(SASO, 20, GULF["zh"], zh)


def test_what_may_be_chance_is_said_to_be(en: TraitWords, zh: TraitWords) -> None:
    one = replace(SASO, significant=False)
    assert told(one, 14, GULF["en"], en).endswith("With so few this may be chance.")
    assert told(one, 14, GULF["zh"], zh).endswith("样本少，可能只是巧合。")


def test_what_is_no_more_frequent_than_elsewhere_is_no_peculiarity(
    en: TraitWords, zh: TraitWords
) -> None:
    one = replace(SASO, count=1, count_elsewhere=500, significant=False)
    assert told(one, 14, "buyers", en).endswith("elsewhere 51 %, so it does not set them apart.")
    assert told(one, 14, "客户", zh).endswith("其他客户中有51%，算不上特点。")


def test_that_nobody_else_has_it_is_said(en: TraitWords, zh: TraitWords) -> None:
    one = replace(SASO, count_elsewhere=0)
    assert told(one, 14, "buyers", en) == "Of 14 buyers, 11 asked for SASO; elsewhere nobody."
    assert told(one, 14, "客户", zh).endswith("；其他客户中一个也没有。")


@pytest.mark.parametrize(
    ("kind", "value", "in_english", "in_chinese"),
    [
        ("stage", "A", "have stage “A Won”", "等级是“A 成交”"),
        ("sales_tier", "vip", "have sales tier “VIP”", "销售额分层是“VIP”"),
        ("country", "SA", "are in Saudi Arabia", "在沙特阿拉伯"),
        ("market", "middle_east", "are in the market “Middle East”", "在中东市场"),
        ("category", "Panel light", "bought “Panel light”", "买过“Panel light”"),
        ("decision_maker", "owner", "have “Owner” as decision maker", "由老板拍板"),
        ("product_factors", "power", "care about “Power”", "在意功率"),
        ("manner", "rough", "have manner “Rough”", "沟通风格是“强势”"),
        ("product_need", "mixed", "mostly need “Mixed”", "主要需要“多品类”"),
    ],
)
def test_a_trait_is_said_as_people_say_it(
    kind: str, value: str, in_english: str, in_chinese: str, en: TraitWords, zh: TraitWords
) -> None:
    assert en.trait(kind, value) == in_english
    assert zh.trait(kind, value) == in_chinese


def test_every_trait_of_the_rulebook_has_words(
    portrait: Portrait, en: TraitWords, zh: TraitWords
) -> None:
    for name, one in {**default_rulebook().dimensions, **portrait.tags}.items():
        for code in one.codes:
            assert "{" not in en.trait(name, code) + zh.trait(name, code)
            assert len(en.trait(name, code)) > 8 and len(zh.trait(name, code)) > 2


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.0625, "6.2 %"), (0.5, "50 %"), (0.996, "100 %"), (0.0004, "0.04 %"), (0.01, "1 %")],
)
def test_shares_are_said_in_two_digits(share: float, said: str, en: TraitWords) -> None:
    assert en.percent(share) == said


def test_a_group_is_described_by_its_condition(en: TraitWords, zh: TraitWords) -> None:
    node = parse_condition("won and country = 'SA' and certificates = 'saso'")
    assert described(node, en) == (
        "customers (has paid or received an order and country = Saudi Arabia"
        " and Certificates asked for = SASO)"
    )
    assert described(node, zh).startswith("符合“已成交")
    assert "要求的认证 = SASO" in described(node, zh)
