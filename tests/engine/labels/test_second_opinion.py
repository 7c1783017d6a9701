"""The engine against a second program, written in pandas from the words of the rulebook alone."""

from pathlib import Path

import pytest
from grading import Graded, unlike
from pandas_labels import label_ledger
from random_ledgers import ODDITIES, Book, write_random_ledger
from test_properties import SEEDS, graded_as_written


def second_opinion(folder: Path, seed: int) -> Graded:
    rows = label_ledger(folder, write_random_ledger(folder, seed)).to_dict("records")
    keys = [(row["customer_id"], row["dimension"]) for row in rows]
    scores = [None if row["score"] != row["score"] else row["score"] for row in rows]
    labels = [row["label"] for row in rows]
    return Graded(dict(zip(keys, labels, strict=True)), dict(zip(keys, scores, strict=True)))


@pytest.mark.parametrize("seed", SEEDS)
def test_both_programs_give_the_same_labels_and_scores(seed: int, tmp_path: Path) -> None:
    assert unlike(graded_as_written(seed), second_opinion(tmp_path, seed)) == []


def test_the_ledgers_hold_every_oddity() -> None:
    assert set().union(*(Book(seed).odd for seed in SEEDS)) == set(ODDITIES)
