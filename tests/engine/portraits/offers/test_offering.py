"""Look-alikes recommend what they buy more than others; refusals and answers change the list."""

from datetime import date

from kehu.engine.portraits.baskets.recommending import Recommendation
from kehu.engine.portraits.offers.answers import Answer, Answers
from kehu.engine.portraits.offers.figures import default_offer_rules
from kehu.engine.portraits.offers.offering import OfAlike, bought_by_alike, offers

RULES = default_offer_rules()
NOBODY = Answers([], RULES)


def basket(item: str, likely: float) -> Recommendation:
    return Recommendation(item, ("lamp",), 40, 20, likely, 4.0, 0.01)


def alike(item: str, likely: float) -> OfAlike:
    return OfAlike(item, 12, 30, 0.05, likely)


def test_what_look_alikes_buy_as_everybody_does_is_not_recommended() -> None:
    bought = [["common", "rare"]] * 10 + [["common"]] * 10
    [found] = bought_by_alike(bought, {"common": 1.0, "rare": 0.02}, RULES.figures)
    assert (found.item, found.buyers, found.alike) == ("rare", 10, 20)


def test_a_share_among_few_look_alikes_is_drawn_to_the_usual() -> None:
    few = bought_by_alike([["p"]] * 4, {"p": 0.1}, RULES.figures)[0]
    many = bought_by_alike([["p"]] * 30, {"p": 0.1}, RULES.figures)[0]
    assert 0.1 < few.likely < many.likely < 1


def test_fewer_buyers_than_the_rules_ask_for_are_no_reason() -> None:
    bought = [["p"]] * (RULES.figures.fewest_alike - 1) + [["q"]] * 9
    assert [one.item for one in bought_by_alike(bought, {}, RULES.figures)] == ["q"]


def test_a_look_alike_that_has_a_product_twice_counts_once() -> None:
    assert bought_by_alike([["p", "p"]] * 3, {}, RULES.figures) == []


def test_of_both_reasons_the_likelier_is_told_and_closed_products_are_left_out() -> None:
    found = offers([basket("a", 0.5), basket("b", 0.4), basket("c", 0.9)],
                   [alike("a", 0.6), alike("b", 0.3)], {"c"}, NOBODY, RULES.figures)  # fmt: skip
    assert [(one.item, type(one.because)) for one in found] == [
        ("a", OfAlike),
        ("b", Recommendation),
    ]


def test_answers_of_others_change_the_order() -> None:
    day = date(2026, 3, 1)
    told = [Answer(f"c{n}", "a", "price", day) for n in range(5)]
    told += [Answer(f"c{n}", "b", None, day) for n in range(5)]
    made = [basket("a", 0.5), basket("b", 0.45)]
    before = offers(made, [], set(), NOBODY, RULES.figures)
    after = offers(made, [], set(), Answers(told, RULES), RULES.figures)
    assert [one.item for one in before] == ["a", "b"]
    assert [one.item for one in after] == ["b", "a"]


def test_no_more_than_the_rules_allow() -> None:
    many = [basket(f"p{n}", 0.5) for n in range(20)]
    found = offers(many, [], set(), NOBODY, RULES.figures)
    assert [one.item for one in found] == ["p0", "p1", "p10", "p11", "p12"]
    assert len(found) == RULES.figures.most


def test_reasons_are_told_in_both_languages() -> None:
    names = {"p": "Bollard"}
    assert alike("p", 0.5).likely == 0.5
    assert "12 of its 30" in OfAlike("p", 12, 30, 0.05, 0.4).reason(names, "en")
    assert "30 个" in OfAlike("p", 12, 30, 0.05, 0.4).reason(names, "zh")
