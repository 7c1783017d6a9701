"""The playbook: what it must hold, how it is proved, for whom a play comes up, its worth."""

from typing import Any

import pytest

from kehu.engine.measures import MEASURES
from kehu.engine.plays.load import default_playbook, playbook_of
from kehu.engine.plays.match import matches, rank
from kehu.engine.plays.playbook import CALENDAR, Playbook, Usual
from kehu.engine.rules.load import default_rulebook
from kehu.engine.rules.yaml_lines import read_yaml
from kehu.engine.standings import STANDINGS
from kehu.errors import InputFaults
from kehu.scripts import PLACEHOLDERS, default_scripts

FACTS = frozenset({"last_order", "last_inquiry"})
USUAL = Usual(order_profit=900.0, margin=0.25)
HANDBOOK = {
    *("A1", "A2", "A3", "B1", "B2", "B3", "B4", "B5", "C1", "C2", "D1", "D2", "D3", "E1", "E2"),
    *("S1", "R1", "D01", "D02", "D03", "D04", "D05", "D06", "D07", "D08", "D09", "D22"),
    *("F1", "F2"),
}
EMPTY = """\
never: blacklisted
pause: our_turn
ranking: {worth: profit_12m, answers: 1, lateness: 1}
plays:
  hello:
    source: D09
    title: {en: Hello, zh: 你好}
    when: stage = 'A'
    chance: 0.5
    urgency: 1
    channel: [email]
    prepare: {en: Say it., zh: 说。}
    mention: [last_order]
    script: hello
"""


class AnyFact:
    """Every name is a fact: which there are is the application's matter."""

    def __contains__(self, name: object) -> bool:
        return True

    def __iter__(self) -> Any:
        return iter(())


def ours() -> Playbook:
    return default_playbook(default_rulebook(), AnyFact(), default_scripts().letters)  # type: ignore[arg-type]


def read(text: str) -> Playbook:
    return playbook_of(read_yaml(text, "mine.yaml"), default_rulebook(), FACTS, {"hello"})


def faults(text: str) -> list[tuple[str, int | None]]:
    with pytest.raises(InputFaults) as refused:
        read(text)
    return [(fault.code, fault.line) for fault in refused.value.faults]


def nobody(**values: Any) -> dict[str, Any]:
    """A customer of whom nothing is known, but for what is said."""
    book = default_rulebook()
    known: dict[str, Any] = dict.fromkeys([*MEASURES, *STANDINGS, *CALENDAR])
    known |= {name: one.without for name, one in MEASURES.items()}
    known |= {name: one.labels[-1].code for name, one in book.dimensions.items()}
    return {**known, **values}


def names(**values: Any) -> list[str]:
    return [match.play.name for match in matches(read(EMPTY), nobody(**values))]


def test_every_row_of_the_handbook_has_a_play():
    assert {play.source for play in ours().plays.values()} >= HANDBOOK


def test_every_play_says_what_to_prepare_and_what_to_write():
    for play in ours().plays.values():
        assert play.prepare["zh"] and play.prepare["en"]
        assert bool(play.script) == bool(play.channels), play.name


@pytest.mark.parametrize(
    ("was", "becomes", "code", "line"),
    [
        ("when: stage = 'A'", "when: stage = 'Q'", "no_such_code", 8),
        ("when: stage = 'A'", "when: stag = 'A'", "unknown_measure", 8),
        ("when: stage = 'A'", "when: orders", "not_a_condition", 8),
        ("when: stage = 'A'", "when: stage =", "condition_unreadable", 8),
        ("chance: 0.5", "chance: 1.5", "not_a_positive_number", 9),
        ("    chance: 0.5\n", "", "missing_key", 5),
        ("chance: 0.5", "chance: p_order_30d", "chance_unknown", 9),
        ("chance: 0.5", "chance: coalesce(p_order, 0.3)", "unknown_measure", 9),
        ("chance: 0.5", "chance: stage", "not_a_quantity", 9),
        ("urgency: 1", "urgency: 1\n    due_in: stage", "not_a_quantity", 11),
        ("urgency: 1", "urgency: 1\n    evry: 3", "unknown_key", 11),
        ("[email]", "[pigeon]", "no_such_channel", 11),
        ("[last_order]", "[last_ordr]", "no_such_fact", 13),
        ("script: hello", "script: hallo", "no_such_script", 14),
        ("zh: 说。", "cn: 说。", "missing_words", 12),
        ("worth: profit_12m", "worth: stage", "not_a_quantity", 3),
        ("pause: our_turn", "pause: our_trn", "unknown_measure", 2),
    ],
)
def test_a_fault_is_told_with_its_line(was, becomes, code, line):
    assert (code, line) in faults(EMPTY.replace(was, becomes))


def test_all_faults_are_told_together():
    text = EMPTY.replace("stage = 'A'", "stag = 'A'").replace("[email]", "[pigeon]")
    assert [code for code, _ in faults(text)] == ["unknown_measure", "no_such_channel"]


def test_a_play_comes_up_while_its_condition_holds():
    assert names(stage="A") == ["hello"]
    assert names(stage="E") == []


def test_nobody_on_the_blacklist_is_written_to():
    assert names(stage="A", blacklisted=True) == []


def test_a_cadence_waits_for_its_days_and_is_paused_by_a_reply():
    book = read(EMPTY.replace("urgency: 1", "urgency: 1\n    every: 30"))
    asked = lambda **values: [m.due_in for m in matches(book, nobody(stage="A", **values))]  # noqa: E731
    assert asked(days_since_last_contact=29) == []
    assert asked(days_since_last_contact=30) == [0]
    assert asked(days_since_last_contact=40) == [-10]
    assert asked(days_since_last_contact=None) == [0]
    assert asked(days_since_last_contact=40, our_turn=True) == []


def test_the_day_it_is_due_is_read_from_the_customer():
    book = read(EMPTY.replace("urgency: 1", "urgency: 1\n    due_in: days_to_order_time - 7"))
    due = lambda days: [m.due_in for m in matches(book, nobody(stage="A", days_to_order_time=days))]  # noqa: E731
    assert due(20) == [13]
    assert due(3) == [-4]
    assert due(None) == [0]


def test_the_rank_is_the_product_of_its_factors():
    book = ours()
    values = nobody(
        stage="A", profit_12m=50_000.0, reply_share=0.5, deal_stars="4", orders=3,
        median_gap_days=60.0, days_since_last_order=56.0, days_since_last_contact=50,
    )  # fmt: skip
    match = next(m for m in matches(book, values) if m.play.name == "order_due")
    assert match.due_in == -3
    found = rank(book, match, values, USUAL)
    assert (found.worth, found.answers, found.lateness) == (50_000.0, 1.0, 1.1)
    assert found.value == pytest.approx(0.45 * 1.0 * 50_000 * 1.4 * 1.1)


def test_who_never_bought_is_worth_a_usual_order():
    book = ours()
    values = nobody(stage="D", deal_stars="1", profit_12m=0.0, days_since_last_contact=40)
    match = next(m for m in matches(book, values) if m.play.name == "market_news")
    assert rank(book, match, values, USUAL).worth == 900.0


def test_a_chance_that_is_forecast_takes_the_place_of_the_houses_own() -> None:
    book = read(EMPTY.replace("chance: 0.5", "chance: coalesce(p_order_30d, 0.45)"))
    chance = lambda **values: next(  # noqa: E731
        rank(book, match, found, USUAL).chance
        for found in [nobody(stage="A", **values)]
        for match in matches(book, found)
    )
    assert chance() == 0.45
    assert chance(p_order_30d=0.8) == 0.8


def worth(**values: Any) -> float:
    known = nobody(stage="D", deal_stars="1", days_since_last_contact=40, **values)
    book = ours()
    match = next(m for m in matches(book, known) if m.play.name == "market_news")
    return rank(book, match, known, USUAL).worth


def test_a_contact_is_worth_the_profit_that_the_coming_year_is_expected_to_bring() -> None:
    at_own_margin = worth(value_12m=50_000.0, profit_12m=4_000.0, purchases_12m=10_000.0)
    at_the_houses = worth(value_12m=50_000.0, profit_12m=0.0, purchases_12m=0.0)
    nearly_gone = worth(value_12m=10.0, profit_12m=4_000.0, purchases_12m=10_000.0)
    assert (at_own_margin, at_the_houses, nearly_gone) == (20_000.0, 12_500.0, 900.0)


REGULAR = {
    "stage": "A", "status": "active", "orders": 6, "order_days": 6, "median_gap_days": 60.0,
    "typical_gap_days": 60.0, "days_since_last_contact": 90,
}  # fmt: skip
ALARMS = {"order_due", "rival", "fading", "wake_up"}


def alarms(**values: Any) -> dict[str, int]:
    known = nobody(**{**REGULAR, **values})
    return {m.play.name: m.due_in for m in matches(ours(), known) if m.play.name in ALARMS}


@pytest.mark.parametrize(
    ("since", "p10", "due_in"),
    [
        (10, 38.0, 31),  # a week before the window opens
        (10, 12.0, 20),  # but not before half of its gap is over
        (40, 5.0, -2),
        (75, 12.0, -15),  # at the latest once all of it is
    ],
)
def test_the_next_order_is_written_for_before_its_window_opens(
    since: int, p10: float, due_in: int
) -> None:
    found = alarms(days_since_last_order=since, days_to_order_p10=p10, silence_share=0.4)
    assert found == {"order_due": due_in}


def test_who_only_imports_is_written_to_before_the_next_import() -> None:
    bare = {"stage": "C", "status": "target", "orders": 0, "order_days": 0,
            "median_gap_days": None, "typical_gap_days": None, "customs_shipments_12m": 4,
            "days_since_last_customs_shipment": 30}  # fmt: skip
    assert alarms(**bare) == {"order_due": 54}
    assert alarms(**bare, days_to_order_p10=40.0) == {"order_due": 33}
    assert alarms(**{**bare, "days_since_last_customs_shipment": 190}) == {}


STOPPED = {"days_since_last_order": 200, "days_to_order_p10": 9.0, "p_active": 0.6}
IMPORTS = {"customs_shipments_after_ours": 3, "customs_gap_days": 40.0,
           "days_since_last_customs_shipment": 20, "customs_shipments_12m": 6}  # fmt: skip


@pytest.mark.parametrize(
    ("values", "play"),
    [
        ({"silence_share": 0.89}, "order_due"),
        ({"silence_share": 0.9}, "fading"),
        ({"silence_share": 0.9, "order_days": 2}, None),
        ({"silence_share": 0.95, "days_since_last_order": 400, "reorder_frequency": "dormant"},
         "wake_up"),
        ({"silence_share": 0.95, "status": "lost"}, None),
        ({"silence_share": 0.79, **IMPORTS}, "order_due"),
        ({"silence_share": 0.8, **IMPORTS}, "rival"),
        ({"silence_share": 0.95, **IMPORTS}, "rival"),
        ({"silence_share": 0.3, "p_active": 0.4, **IMPORTS}, "rival"),
        ({"silence_share": 0.95, **IMPORTS, "reorder_frequency": "dormant"}, "rival"),
        ({"silence_share": 0.95, **IMPORTS, "customs_shipments_after_ours": 1}, "fading"),
        ({"silence_share": 0.95, **IMPORTS, "days_since_last_customs_shipment": 90}, "fading"),
        ({"silence_share": None, "p_active": None, **IMPORTS}, None),
    ],
)  # fmt: skip
def test_of_order_due_fading_rival_and_wake_up_one_comes_up(
    values: dict[str, Any], play: str | None
) -> None:
    assert [*alarms(**{**STOPPED, **values})] == ([play] if play else [])


def test_scripts_name_only_facts_that_the_application_fills_in():
    facts = dict.fromkeys(PLACEHOLDERS, "·fact·")
    scripts = default_scripts()
    for name, letter in scripts.letters.items():
        assert {"en", "zh"} <= letter.keys(), name
        for language in letter:
            draft = scripts.draft(name, language, "target", facts)
            assert draft.subject and "{" not in draft.subject + draft.body, (name, language)


def test_letters_say_the_same_in_every_language():
    for name, letter in default_scripts().letters.items():
        english = [sorted(_named(line)) for line in letter["en"]["lines"]]
        for language, text in letter.items():
            assert [sorted(_named(line)) for line in text["lines"]] == english, (name, language)


def _named(line: str) -> list[str]:
    return [name for name in PLACEHOLDERS if f"{{{name}}}" in line]


def test_a_sentence_whose_fact_is_unknown_is_left_out():
    scripts = default_scripts()
    facts: dict[str, str | None] = dict.fromkeys(PLACEHOLDERS)
    for name, letter in scripts.letters.items():
        for language in letter:
            draft = scripts.draft(name, language, "potential", {**facts, "company": "Acme"})
            assert draft.subject, (name, language)
            assert "None" not in draft.body and draft.body.count("\n\n") >= 2, (name, language)


def test_a_buyer_whose_language_has_no_script_is_written_to_in_english():
    assert default_scripts().language("price_round", "is") == "en"
    assert default_scripts().language("order_due", "es") == "es"
