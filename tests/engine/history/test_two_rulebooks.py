"""Who would move if another rulebook took the place of this one, per dimension and owner."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from scene import T
from two_moments import Moved, opened, scene

from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.history import moved, snapshot
from kehu.engine.rules.load import default_rulebook, load_rulebook

OURS = """\
dimensions:
  spend_class: {labels: {silver: {when: purchases_12m >= 100000}}}
  membership: null
  mood:
    source: own
    title: {en: Mood, zh: 心情}
    about: {en: a, zh: a}
    labels:
      good: {title: {en: a, zh: a}, when: stage = 'A' and orders >= 1}
      rest: {title: {en: a, zh: a}}
"""


@pytest.fixture(scope="module")
def diff(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Moved]:
    folder = tmp_path_factory.mktemp("diff")
    (folder / "ours.yaml").write_text(OURS, encoding="utf-8")
    ours, default = load_rulebook(folder / "ours.yaml"), default_rulebook()
    with DuckDB() as engine:
        ledger = opened(engine, scene().write(Path(folder / "ledger")), ours)
        before = snapshot("before", ledger, T, default)
        after = snapshot("after", ledger, T, ours)
        yield Moved(ledger, before, after, moved(ledger, before, after), ours)


def test_only_what_the_rulebook_changes_moves(diff: Moved) -> None:
    rows = diff.rows(diff.moves)
    assert {row["dimension"] for row in rows} == {"spend_class", "membership", "mood"}
    spend = [row for row in rows if row["dimension"] == "spend_class"]
    assert [(row["customer_id"], row["from"], row["to"]) for row in spend] == [
        ("bought", "ordinary", "silver")
    ]


def test_a_dimension_that_comes_or_goes_moves_every_customer(diff: Moved) -> None:
    everybody = {customer for customer, _ in diff.labels(diff.before)}
    for dimension, side in (("membership", "to"), ("mood", "from")):
        mine = [row for row in diff.rows(diff.moves) if row["dimension"] == dimension]
        assert {row["customer_id"] for row in mine} == everybody
        assert {row[side] for row in mine} == {None}


def test_every_owner_sees_how_many_of_theirs_move(diff: Moved) -> None:
    counts = {
        (row["dimension"], row["owner"]): row["customers"]
        for row in diff.matrix(["dimension", "owner"])
    }
    assert counts["spend_class", "ann"] == 1
    assert counts["mood", "ann"] == 2
    assert counts["mood", "bo"] == 2
    assert counts["mood", None] == 5
    assert ("spend_class", "bo") not in counts
