"""What forecasts bring into the queue: the next order, a rival, who fades, and what a year is
worth."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from desk_scene import load_graded, person
from django.core.cache import caches
from django.test import Client

from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Role
from kehu.desk.followups.models import FollowUp
from kehu.desk.followups.planning import plan_regraded
from kehu.desk.followups.playbook import playbook_in_force
from kehu.desk.grading.found import labels_of, values_of
from kehu.desk.grading.models import Grade
from kehu.desk.grading.rules import rulebook_in_force
from kehu.desk.grading.window import window_of
from kehu.engine.rules.compute import evaluate

pytestmark = pytest.mark.django_db
ALARMS = ("rival", "fading", "order_due")


@pytest.fixture
def queue(demo_folder: Path) -> dict[str, list[FollowUp]]:
    """The open follow-ups of the demo exporter that forecasts bring, by play."""
    load_graded(demo_folder)
    caches["process"].clear()
    plan_regraded()
    rows = FollowUp.objects.filter(play__in=ALARMS, state="open").select_related("customer")
    return {play: [one for one in rows if one.play == play] for play in ALARMS}


def known(customer: int) -> tuple[dict[str, Any], Grade]:
    grade = Grade.objects.select_related("shape").get(customer=customer)
    labels = {name: label for name, (label, *_) in labels_of(grade).items()}
    return {**values_of(grade), **labels}, grade


def test_every_rival_and_everybody_who_fades_is_in_the_queue_under_one_of_them(
    queue: dict[str, list[FollowUp]],
) -> None:
    terms = rulebook_in_force().terms
    under = {play: {one.customer_id for one in rows} for play, rows in queue.items()}
    for grade in Grade.objects.select_related("shape"):
        values, _ = known(grade.pk)
        if values["stage"] == "A" and evaluate(terms["rival"].node, values):
            assert grade.pk in under["rival"]
            assert grade.pk not in under["fading"] | under["order_due"]
    assert under["rival"] and under["fading"] and not under["rival"] & under["fading"]
    assert not under["order_due"] & under["fading"]


def test_the_next_order_is_due_a_week_before_its_window_or_when_its_gap_is_over(
    queue: dict[str, list[FollowUp]],
) -> None:
    assert len(queue["order_due"]) > 5
    for one in queue["order_due"]:
        values, grade = known(one.customer_id)
        window = window_of(values, grade.as_of)
        if window and values["typical_gap_days"] is not None and one.due_on >= grade.as_of.date():
            last = grade.as_of.date() - timedelta(days=values["days_since_last_order"])
            half = last + timedelta(days=values["typical_gap_days"] / 2)
            wanted = max(window.first - timedelta(days=7), half)
            assert abs((one.due_on - wanted).days) <= 1


def test_what_a_contact_is_worth_is_the_profit_of_the_year_to_come(
    queue: dict[str, list[FollowUp]],
) -> None:
    checked = 0
    for one in queue["order_due"]:
        values, _ = known(one.customer_id)
        if values["value_12m"] and values["purchases_12m"]:
            margin = values["profit_12m"] / values["purchases_12m"]
            worth = one.factors["worth"]
            assert worth >= values["value_12m"] * margin * 0.999
            checked += worth == pytest.approx(values["value_12m"] * margin, rel=1e-3)
            assert one.factors["chance"] == pytest.approx(values["p_order_30d"], abs=1e-3)
    assert checked > 2


@pytest.mark.parametrize(
    ("play", "english", "chinese"),
    [
        ("rival", "import shipments since our last goods", "海关"),
        ("fading", "share of its usual gaps shorter than the silence now", "沉默"),
        ("order_due", "order expected ", "预计下单"),
    ],
)
def test_why_now_and_what_to_mention_are_told_in_both_languages(
    queue: dict[str, list[FollowUp]], play: str, english: str, chinese: str
) -> None:
    boss, one = person("Boss", Role.ADMINISTRATOR), queue[play][0]
    told = playbook_in_force().plays[play].title
    for language, title, words in (
        ("en", told["en"], english),
        ("zh-hans", told["zh"], chinese),
    ):
        User.objects.filter(pk=boss.pk).update(language=language)
        client = Client()
        client.force_login(User.objects.get(pk=boss.pk))
        detail = client.get("/today/", {"at": one.pk}).context["detail"]
        assert detail.chosen.title == title
        said = " ".join([*detail.chosen.why, *detail.chosen.mention])
        assert words in said
        assert len(detail.chosen.why) == len(set(detail.chosen.why)) < 9
