"""Trying a rulebook says who would move; saving it moves exactly those."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from desk_scene import load

from kehu.desk.accounts.actor import THE_APPLICATION
from kehu.desk.grading.actions import regrade_all
from kehu.desk.grading.book import the_book
from kehu.desk.grading.models import LabelChange, RulebookVersion
from kehu.desk.grading.trial import Trial
from kehu.desk.ledger.actions import judge
from kehu.desk.ledger.models import Customer
from kehu.engine.rules.load import rulebook_of

NOW = datetime(2026, 10, 30, 9, 30, tzinfo=UTC)
pytestmark = pytest.mark.django_db

TIERS = "dimensions: {profit_tier: {labels: {A: {when: purchases_12m >= 400000}}}}"
LATE = "settings: {late_after_days: 30}"
OTHERS = """
settings:
  activity_half_life_days: 20
  activity_midpoint: 9.5
  reply_within_days: 2
  credit_points_per_day_late: 20
dimensions:
  membership: {labels: {member: {when: activity_points >= 40 or reply_share >= 0.5}}}
"""
WORDS = """
dimensions:
  stage: {labels: {C: {when: inbound >= 2}}}
  weighted_score: {score: {weights: {credit_part: 50, amount_part: 30, profit_part: 20}}}
"""
COLUMNS = """
columns: {region: text}
dimensions:
  district:
    source: own
    title: {en: District, zh: 区域}
    about: {en: Where they are., zh: 在哪里。}
    labels:
      north: {title: {en: North, zh: 北}, when: region = 'north'}
      rest: {title: {en: Rest, zh: 其他}}
  membership: null
"""


@pytest.fixture(autouse=True)
def book(monkeypatch: pytest.MonkeyPatch, demo_folder: Path) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    load(demo_folder)
    Customer.objects.filter(pk__in=Customer.objects.values("pk")[:7]).update(
        extra={"region": "north"}
    )
    held = Customer.objects.all()[:2]
    for customer, until in zip(held, (None, datetime(2026, 1, 1, tzinfo=UTC)), strict=True):
        judge(
            actor=THE_APPLICATION, customer=customer, at=datetime(2025, 1, 1, tzinfo=UTC),
            subject="label:profit_tier", value="D", until=until,
        )  # fmt: skip
    regrade_all()


@pytest.mark.parametrize("text", [TIERS, LATE, OTHERS, WORDS, COLUMNS, TIERS + "\n" + LATE])
def test_who_would_move_is_who_moves_when_it_is_saved(text: str) -> None:
    trial = Trial(rulebook_of(text, "draft"))
    told = {
        (int(trial.book.pks[row]), name): change
        for row in trial.rows(trial.book.graded())
        for name, change in trial.changes(int(row)).items()
    }
    assert told
    assert not LabelChange.objects.exists()
    RulebookVersion.objects.create(text=text)
    regrade_all()
    seen = the_book().dimensions
    came = {
        (change.customer_id, change.dimension): (change.before, change.after)
        for change in LabelChange.objects.all()
    }
    assert {key: change for key, change in told.items() if key[1] in seen} == came


def test_a_rulebook_that_changes_nothing_moves_nobody() -> None:
    trial = Trial(rulebook_of("", "draft"))
    assert (trial.count, trial.moves(), trial.purchases) == (0, [], 0)


def test_what_each_label_holds_is_told_before_and_after() -> None:
    trial = Trial(rulebook_of(TIERS, "draft"))
    [moves] = [one for one in trial.moves() if one.dimension == "profit_tier"]
    shares = {one.label: one for one in moves.shares}
    assert moves.count == sum(moves.pairs.values()) == trial.count
    assert sum(trial.by_owner().values()) == trial.count
    before, after = shares["A"].customers
    assert after - before == sum(n for (_, to), n in moves.pairs.items() if to == "A")
    assert shares["A"].purchases[1] > shares["A"].purchases[0]
    assert trial.purchases == pytest.approx(
        shares["A"].purchases[1] - shares["A"].purchases[0], abs=0.01
    )
