"""A refusal holds a product back as long as its reason says, and counts elsewhere if it should."""

from datetime import date, timedelta

import pytest

from kehu.engine.portraits.offers.answers import Answer, Answers
from kehu.engine.portraits.offers.figures import default_offer_rules

RULES = default_offer_rules()
DAY = date(2026, 3, 1)


def answered(customer: str, item: str, reason: str | None, day: date = DAY) -> Answer:
    return Answer(customer, item, reason, day)


def test_what_was_accepted_is_not_recommended_again() -> None:
    answers = Answers([answered("c1", "p1", None)], RULES)
    assert answers.closed_to("c1", DAY + timedelta(days=9_999)) == {"p1"}
    assert answers.closed_to("c2", DAY) == set()


@pytest.mark.parametrize("code", sorted(RULES.reasons))
def test_a_refusal_ends_on_the_day_its_reason_says(code: str) -> None:
    answers, days = Answers([answered("c1", "p1", code)], RULES), RULES.reasons[code].again_after
    if days is None:
        assert answers.closed_to("c1", DAY + timedelta(days=9_999)) == {"p1"}
    else:
        assert answers.closed_to("c1", DAY + timedelta(days=days - 1)) == {"p1"}
        assert answers.closed_to("c1", DAY + timedelta(days=days)) == set()


def test_a_reason_that_the_rules_lost_holds_nothing_back_and_says_nothing() -> None:
    answers = Answers([answered("c1", "p1", "gone")], RULES)
    assert answers.closed_to("c1", DAY) == set()
    assert answers.factor("p1") == 1
    assert answers.told_of("p1") == (0, 0, None)


def test_the_later_answer_counts() -> None:
    late = answered("c1", "p1", None, DAY + timedelta(days=1))
    answers = Answers([late, answered("c1", "p1", "price")], RULES)
    assert answers.told_of("p1") == (1, 1, None)


def test_refusals_for_a_reason_of_the_product_lower_it_for_others() -> None:
    told = [answered(f"c{n}", "dear", "price") for n in range(6)]
    told += [answered(f"c{n}", "liked", None) for n in range(6)]
    answers = Answers(told, RULES)
    assert answers.factor("dear") < answers.factor("new") == 1 < answers.factor("liked")
    assert answers.told_of("dear") == (0, 6, "price")


def test_refusals_for_a_reason_of_the_customer_say_nothing_of_the_product() -> None:
    answers = Answers([answered(f"c{n}", "p1", "not_now") for n in range(9)], RULES)
    assert answers.factor("p1") == 1


def test_one_refusal_moves_little_and_many_move_much() -> None:
    few = Answers([answered("c1", "p1", "quality"), answered("c1", "p2", None)], RULES)
    many = [answered(f"c{n}", f"p{k}", "quality" if k == 1 else None) for n in range(40)
            for k in (1, 2)]  # fmt: skip
    assert 0.75 < few.factor("p1") < 1
    assert Answers(many, RULES).factor("p1") < 0.25
