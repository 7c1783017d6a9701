"""A reason is true of the values it shows: checked for every label of the demo ledger."""

import operator
import re
from decimal import Decimal

import pytest
from graded_demo import Demo

from kehu.engine.rules.compute import evaluate
from kehu.engine.rules.conditions import (
    Both,
    Compare,
    Either,
    Literal_,
    Name,
    Node,
    Not,
    parse_condition,
)
from kehu.engine.rules.explain import Term, explain_all, holding, terms_of
from kehu.engine.rules.load import default_rulebook
from kehu.engine.rules.words import Words

CHINESE = re.compile(r"[\u4e00-\u9fff]")
LANGS = ("en", "zh")


def test_the_winner_holds_and_nothing_tried_before_it_does(demo: Demo) -> None:
    for customer in demo.measures:
        for one in demo.explained(customer).values():
            *tried, winner = one.tried
            assert winner.truth is True
            if winner.label.node is not None:
                assert evaluate(winner.label.node, one.values) is True
            for other in tried:
                assert other.label.node is not None
                assert evaluate(other.label.node, one.values) is other.truth
                assert other.truth in (False, None)


def test_what_was_tried_stands_in_the_order_of_the_rulebook(demo: Demo) -> None:
    for customer in list(demo.measures)[:40]:
        for name, one in demo.explained(customer).items():
            labels = default_rulebook().dimensions[name].labels
            assert [tried.label for tried in one.tried] == [*labels[: len(one.tried)]]


def test_a_label_set_by_a_person_still_tells_what_the_rules_would_say(demo: Demo) -> None:
    set_by_people = [(c, name) for c, given in demo.overrides.items() for name in given]
    assert set_by_people
    for customer, name in set_by_people:
        one = demo.explained(customer)[name]
        assert one.rule == "override"
        assert one.winner is None
        assert one.label == demo.overrides[customer][name]
        rules_alone = explain_all(default_rulebook(), demo.measures[customer], {})[name]
        assert one.tried[-1].label == rules_alone.tried[-1].label


def truth_of(node: Node, terms: list[Term]) -> bool | None:
    """The condition's truth put together from what its terms say, in their order."""
    match node:
        case Both(parts):
            truths = [truth_of(part, terms) for part in parts]
            return False if False in truths else (None if None in truths else True)
        case Either(parts):
            truths = [truth_of(part, terms) for part in parts]
            return True if True in truths else (None if None in truths else False)
        case Not(Both(parts)):
            return truth_of(Either(tuple(Not(part) for part in parts)), terms)
        case Not(Either(parts)):
            return truth_of(Both(tuple(Not(part) for part in parts)), terms)
        case _:
            return terms.pop(0).truth


def test_the_marks_of_the_terms_make_up_the_truth_of_the_rule(demo: Demo) -> None:
    for customer in demo.measures:
        for one in demo.explained(customer).values():
            for tried in one.tried:
                if tried.label.node is not None:
                    terms = list(terms_of(tried.label.node, one.values))
                    for term in terms:
                        assert term.truth is evaluate(term.node, one.values)
                    assert truth_of(tried.label.node, terms) is tried.truth
                    assert not terms


NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?%?")
SIGNS = {"≥": operator.ge, "≤": operator.le, "<": operator.lt, ">": operator.gt,
         "=": operator.eq, "≠": operator.ne}  # fmt: skip


def read(said: str) -> float:
    """The number nearest to the sign, as a reader takes it."""
    return float(said.replace(",", "").rstrip("%")) * (0.01 if said.endswith("%") else 1)


def test_the_figures_of_a_reason_as_they_are_printed_make_it_true(demo: Demo) -> None:
    words, seen = Words(default_rulebook(), "en", "CNY"), 0
    for customer in demo.measures:
        for one in demo.explained(customer).values():
            for tried in one.tried:
                for term in terms_of(tried.label.node, one.values) if tried.label.node else ():
                    match term.node:
                        case Compare(_, Name(name), Literal_(Decimal())):
                            if one.values[name] is None:
                                continue
                            left, sign, right = words.leaf(term.node, one.values).rsplit(" ", 2)
                            shown = NUMBER.findall(left)[-1]
                            assert SIGNS[sign](read(shown), read(right)) is term.truth
                            seen += 1
    assert seen > 5000


@pytest.mark.parametrize("lang", LANGS)
def test_every_term_is_said_with_the_values_it_read(demo: Demo, lang: str) -> None:
    words = Words(default_rulebook(), lang, "CNY")
    for customer in list(demo.measures)[::7]:
        for one in demo.explained(customer).values():
            for tried in one.tried:
                for term in terms_of(tried.label.node, one.values) if tried.label.node else ():
                    said = words.leaf(term.node, one.values)
                    assert said
                    assert "_" not in said, said
                    assert not re.search(r"None|True|False|Decimal|Literal", said)
                    if lang == "zh":
                        assert CHINESE.search(said)


@pytest.mark.parametrize(
    ("condition", "values", "english", "chinese"),
    [
        ("orders >= 1", {"orders": 3}, "orders 3 ≥ 1", "订单数 3 ≥ 1"),
        ("purchases_12m >= 100000", {"purchases_12m": 1234567.5},
         "purchases in 12 months CNY 1,234,567.5 ≥ 100,000",
         "近12个月采购额 1,234,567.5 CNY ≥ 100,000"),
        ("late_share_12m <= 0.05", {"late_share_12m": None},
         "share of late payments in 12 months unknown ≤ 5%", "近12个月迟付比例 未知 ≤ 5%"),
        ("late_share_12m <= 0.05", {"late_share_12m": 1 / 3},
         "share of late payments in 12 months 33.3% ≤ 5%", "近12个月迟付比例 33.3% ≤ 5%"),
        ("need in ('no_need', 'closed')", {"need": "open"},
         "judged need open is one of no need, closed",
         "人工判断的需求 有需求，属于 无需求, 已关闭"),
        ("not need in ('no_need', 'closed')", {"need": "open"},
         "judged need open is none of no need, closed",
         "人工判断的需求 有需求，不属于 无需求, 已关闭"),
        ("prospects is null", {"prospects": 80}, "judged prospects unknown (it is 80)",
         "人工判断的前景分未知（实为 80）"),
        ("prospects is null", {"prospects": None}, "judged prospects unknown",
         "人工判断的前景分未知"),
        ("prospects is not null", {"prospects": 80}, "judged prospects known (80)",
         "人工判断的前景分已知（80）"),
        ("is_member", {"is_member": True}, "is a member: yes", "是会员：是"),
        ("not is_member", {"is_member": False}, "not: is a member: no", "非：是会员：否"),
        ("coalesce(recorded_source, first_inquiry_source) = 'fair'",
         {"recorded_source": None, "first_inquiry_source": "fair"},
         "source of the first inquiry Trade fair = Trade fair", "首次询盘的来源 展会 = 展会"),
        ("profit_last_183d < 0.5 * profit_previous_183d",
         {"profit_last_183d": 10.0, "profit_previous_183d": 100.0},
         "profit in the last 183 days CNY 10 < 0.5 × profit in the 183 days before CNY 100",
         "近183天利润 10 CNY < 0.5 × 之前183天利润 100 CNY"),
        ("country in ('AE','BH','IL','IQ','IR','JO','KW','LB','OM','PS','QA','SA','SY','YE')",
         {"country": "YE"}, "country YE is one of YE, AE, BH, IL and 10 more",
         "国家 YE，属于 YE, AE, BH, IL，另有10项"),
        ("(orders + inbound) * 2 > 5", {"orders": 1, "inbound": 2},
         "(orders 1 + messages from the customer 2) × 2 > 5", "(订单数 1 + 客户来信 2) × 2 > 5"),
        ("stage = 'A'", {"stage": "B"}, "Stage B Proforma issued = A Won",
         "等级 B 已做形式发票 = A 成交"),
        ("reorder_frequency <> 'dormant'", {"reorder_frequency": "low"},
         "Reorder frequency Low ≠ Dormant", "返单频率 低频 ≠ 沉睡"),
        ("birth_year >= 1980", {"birth_year": 1979}, "birth year of the contact 1979 ≥ 1980",
         "联系人出生年份 1979 ≥ 1980"),
    ],
)  # fmt: skip
def test_a_term_reads_like_a_sentence(
    condition: str, values: dict[str, object], english: str, chinese: str
) -> None:
    node = parse_condition(condition)
    assert Words(default_rulebook(), "en", "CNY").leaf(node, values) == english
    assert Words(default_rulebook(), "zh", "CNY").leaf(node, values) == chinese


@pytest.mark.parametrize(
    ("condition", "values", "english"),
    [
        ("purchases_12m >= 100000", {"purchases_12m": 99999.9996},
         "purchases in 12 months CNY 99,999.9996 ≥ 100,000"),
        ("late_share_12m <= 0.05", {"late_share_12m": 0.050004},
         "share of late payments in 12 months 5.0004% ≤ 5%"),
        ("late_share_12m < reply_share", {"late_share_12m": 0.1949, "reply_share": 0.1951},
         "share of late payments in 12 months 19.49% "
         "< share of our messages that were answered 19.51%"),
        ("score >= 60", {"score": 59.996}, "score 59.996 ≥ 60"),
    ],
)  # fmt: skip
def test_figures_show_as_many_digits_as_make_the_reason_true(
    condition: str, values: dict[str, object], english: str
) -> None:
    assert (
        Words(default_rulebook(), "en", "CNY").leaf(parse_condition(condition), values) == english
    )


def test_a_denied_comparison_is_shown_as_its_opposite() -> None:
    values = {"orders": 3, "inbound": None}
    node = parse_condition("not (orders >= 1 and inbound = 0)")
    shown = [(term.node, term.truth) for term in terms_of(node, values)]
    opposites = [parse_condition("orders < 1"), parse_condition("inbound <> 0")]
    assert shown == [(opposites[0], False), (opposites[1], None)]


def test_a_denied_group_is_shown_term_by_term_as_denied() -> None:
    node = parse_condition("not (orders >= 5 or inbound >= 1) and is_member")
    values = {"orders": 1, "inbound": 2, "is_member": True}
    shown = [(term.truth, term.joint, term.depth) for term in terms_of(node, values)]
    assert evaluate(node, values) is False
    # not (a or b) is: not a, and not b
    assert shown == [(True, "", 1), (False, "and", 1), (True, "and", 0)]


def test_a_group_is_joined_to_what_stands_before_it() -> None:
    node = parse_condition("orders >= 5 and (inbound >= 1 or is_member) or is_member")
    values = {"orders": 1, "inbound": 2, "is_member": True}
    shown = [(term.joint, term.depth) for term in terms_of(node, values)]
    assert shown == [("", 1), ("and", 2), ("or", 2), ("or", 0)]


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("orders >= 1 and orders < 9", ["orders >= 1", "orders < 9"]),
        ("orders >= 1 and (orders > 5 or profit_12m > 10)", ["orders >= 1", "profit_12m > 10"]),
        ("orders >= 1 and not (orders > 5 and profit_12m > 10)", ["orders >= 1"]),
        ("orders >= 1 and not orders > 5", ["orders >= 1", "orders <= 5"]),
        ("orders >= 9 or (orders >= 5 and profit_12m > 10)", []),
    ],
)
def test_why_a_condition_holds_names_what_holds_and_no_group_that_it_shuts_out(
    condition: str, said: list[str]
) -> None:
    values = {"orders": 3, "profit_12m": 20.0}
    shown = list(holding(parse_condition(condition), values))
    assert shown == [parse_condition(one) for one in said]
