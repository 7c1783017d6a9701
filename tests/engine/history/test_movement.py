"""Who moved between two moments, and why."""

from collections import Counter

import pytest
from two_moments import Moved

from kehu.engine.history import moved


def test_a_label_moves_when_and_only_when_it_differs(told: Moved) -> None:
    before, after = told.labels(told.before), told.labels(told.after)
    moves = {
        (row["customer_id"], row["dimension"]): (row["from"], row["to"])
        for row in told.rows(told.moves)
    }
    keys = before.keys() | after.keys()
    assert moves == {
        key: (before.get(key), after.get(key)) for key in keys if before.get(key) != after.get(key)
    }
    assert moves


def test_moves_come_by_customer_and_dimension_and_the_same_each_time(told: Moved) -> None:
    rows = told.rows(told.moves)
    keys = [(row["customer_id"], row["dimension"]) for row in rows]
    assert keys == sorted(keys)
    assert [(r["customer_id"], r["dimension"]) for r in told.reasons()] == keys
    assert told.reasons() == told.reasons()


def test_a_customer_to_whom_nothing_happened_does_not_move(told: Moved) -> None:
    assert told.of("still") == {}


def test_an_order_moves_labels_and_the_reason_says_which_figures_changed(told: Moved) -> None:
    moves = told.of("bought")
    assert moves["stage"][:2] == ("D", "A")
    assert "orders paid or delivered 0 → 1" in moves["stage"][2]
    assert moves["profit_tier"] == ("none", "C", "purchases in 12 months CNY 0 → CNY 150,000")
    assert moves["reorder_frequency"][:2] == ("none", "one_time")
    assert moves["loyalty"][:2] == ("potential", "new")
    assert "channel_role" not in moves


def test_time_alone_moves_labels_too(told: Moved) -> None:
    moves = told.of("faded")
    assert moves["reorder_frequency"] == (
        "one_time",
        "dormant",
        "days since the last order 340 → 400",
    )
    assert moves["profit_tier"] == ("D", "none", "purchases in 12 months CNY 2,000 → CNY 0")


def test_a_new_customer_is_newly_listed_in_every_dimension(told: Moved) -> None:
    moves = told.of("fresh")
    assert moves.keys() == told.book.dimensions.keys()
    assert {start for start, _, _ in moves.values()} == {None}
    assert {reason for _, _, reason in moves.values()} == {"newly listed"}
    assert {reason for _, _, reason in told.of("fresh", "zh").values()} == {"新列入"}


def test_backwards_a_new_customer_is_not_listed_any_more(told: Moved) -> None:
    moves = moved(told.ledger, told.after, told.before)
    back = Moved(told.ledger, told.after, told.before, moves, told.book)
    assert {reason for _, _, reason in back.of("fresh").values()} == {"not listed any more"}
    assert back.of("bought")["stage"][:2] == ("A", "D")
    # The tables of moves bear one name on the engine: put the first back for the other tests.
    moved(told.ledger, told.before, told.after)


@pytest.mark.parametrize(
    ("customer", "move"),
    [
        ("set", ("E", "B", "set by a person")),
        ("ended", ("A", "E", "no longer set by a person")),
        ("lifted", ("A", "E", "no longer set by a person")),
        ("reset", ("A", "B", "set by a person")),
    ],
)
def test_a_label_set_by_a_person_moves_for_that_reason(
    told: Moved, customer: str, move: tuple[str, str, str]
) -> None:
    assert told.of(customer)["stage"] == move


def test_setting_the_label_it_has_anyway_is_no_move(told: Moved) -> None:
    assert "stage" not in told.of("same")


def test_the_matrix_adds_up_to_the_moves(told: Moved) -> None:
    rows = told.rows(told.moves)
    matrix = told.matrix(["dimension", "from", "to"])
    assert sum(row["customers"] for row in matrix) == len(rows)
    counts = Counter((row["dimension"], row["from"], row["to"]) for row in rows)
    assert counts == {(r["dimension"], r["from"], r["to"]): r["customers"] for r in matrix}
    named = [tuple(row[name] or "~" for name in ("dimension", "from", "to")) for row in matrix]
    assert named == sorted(named)
    owners = told.matrix(["dimension", "owner"])
    assert sum(row["customers"] for row in owners) == len(rows)


def test_every_move_has_a_reason_in_both_languages(told: Moved) -> None:
    for english, chinese in zip(told.reasons("en"), told.reasons("zh"), strict=True):
        assert english["reason"], english
        assert chinese["reason"], chinese
        assert english["reason"] != chinese["reason"]


def test_the_same_moment_twice_moves_nobody(told: Moved) -> None:
    assert told.rows(moved(told.ledger, told.after, told.after)) == []
    moved(told.ledger, told.before, told.after)
