"""Tags of customers told in words: what says them, who goes first, and what does not count."""

from pathlib import Path

import pytest
from portrayed import Row, reading, tagged
from scene import Scene, T, ago
from tag_cases import CASES, write_cases

from kehu.engine.portraits.portrait import Portrait


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_cases(tmp_path_factory.mktemp("tags") / "ledger")


@pytest.fixture(scope="module")
def told(folder: Path, portrait: Portrait) -> tuple[list[Row], list[tuple[str, int]]]:
    with reading(folder) as ledger:
        return tagged(ledger, T, portrait)


@pytest.mark.parametrize(("words", "tag", "expected", "facts"), CASES, ids=[c[0] for c in CASES])
def test_a_customer_has_the_tag(words, tag, expected, facts, told):
    assert [row[2:] for row in told[0] if row[:2] == (words, tag)] == expected


def test_rows_are_sorted_and_none_is_there_twice(told):
    keys = [row[:3] for row in told[0]]
    assert keys == sorted({*keys})


def test_who_is_not_listed_yet_has_no_tag(told):
    assert "later" not in {row[0] for row in told[0]}


def test_only_customers_whose_words_were_kept_are_heard(told):
    heard = dict(told[1])
    assert heard["several at once"] == 2
    assert "no words kept" not in heard and "we praise ourselves" not in heard
    assert heard["said after t"] == 1


def test_an_empty_ledger_has_no_tags(tmp_path, portrait):
    scene = Scene()
    scene.customer("a")
    with reading(scene.write(tmp_path / "ledger")) as ledger:
        assert tagged(ledger, ago(0), portrait) == ([], [])
