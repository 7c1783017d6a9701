"""Every verb of the sample desk: by every role, on one's own and on somebody else's customer, never
for whom the blacklist names, each step in its turn, and back again."""

import inspect
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from desk_scene import a_rate, graded_before, person
from django.core.exceptions import ValidationError
from django.utils import timezone
from intake.sheets_scene import a_csv, imported
from pytest_django import Settings
from samples.samples_scene import (
    APP,
    ago,
    arrived,
    asked,
    bare,
    customer,
    decided,
    lamp,
    now,
    order,
    sent,
    step,
    verified,
    version,
)

from kehu.desk.accounts.actor import Actor, NotAllowed
from kehu.desk.accounts.roles import PERMISSIONS, Permission, Role
from kehu.desk.core.models import AuditEntry
from kehu.desk.core.versions import ChangedMeanwhile
from kehu.desk.intake.blacklist.listing import blacklist
from kehu.desk.intake.merging.merge import merge_customers
from kehu.desk.ledger import actions as ledger
from kehu.desk.ledger.models import Changed, Customer, Interaction, Sample
from kehu.desk.samples import actions
from kehu.desk.samples.costs import case_of
from kehu.desk.samples.house import change_house
from kehu.desk.samples.models import HouseRule, SampleCase
from kehu.desk.samples.states import State, step_of, with_state
from kehu.errors import KehuError

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house() -> None:
    graded_before()


def to_pay(of: Customer) -> Sample:
    return decided(asked(of), "buyer_pays_sample_and_freight", fee=Decimal(24), freight=Decimal(30),
                   currency="USD")  # fmt: skip


def paid(of: Customer) -> Sample:
    sample = to_pay(of)
    step(actions.receive_money, sample, paid_at=ago(35))
    return sample


# For each verb: a sample at the step before it, and what it is given.
CASES: dict[str, tuple[Callable[[Customer], Sample], Callable[[Customer], dict[str, Any]]]] = {
    "note_checked": (asked, lambda c: {"checked": "called the switchboard"}),
    "decide": (asked, lambda c: {"decision": "send_free", "why": "a fair next week"}),
    "receive_money": (to_pay, lambda c: {"paid_at": ago(35)}),
    "send": (lambda c: decided(asked(c)), lambda c: {"sent_at": ago(30), "courier": "DHL"}),
    "record_costs": (sent, lambda c: {"goods_cost": Decimal(5), "freight_cost": Decimal(20)}),
    "record_arrival": (sent, lambda c: {"arrived_at": ago(20)}),
    "ask_for_feedback": (arrived, lambda c: {"at": ago(10), "channel": "email"}),
    "record_feedback": (arrived, lambda c: {"at": ago(9), "channel": "email", "text": "Bright."}),
    "conclude": (asked, lambda c: {"outcome": "called_off"}),
    "credit": (paid, lambda c: {"order": order(c, ago(5)), "credited": Decimal(24)}),
    "take_back": (asked, lambda c: {}),
}
OTHERS = {"take_in"}  # which is about no sample that is there
WRITES_TO_THEM = {"decide", "send", "ask_for_feedback"}


def verbs() -> dict[str, Callable[..., Any]]:
    found = inspect.getmembers(actions, inspect.isfunction)
    return {
        name: verb for name, verb in found
        if not name.startswith("_") and verb.__module__ == actions.__name__
    }  # fmt: skip


def ready(verb: str, of: Customer, me: Actor) -> tuple[Sample, dict[str, Any]]:
    """A sample before the step, with what the verb is given; to be taken back is one's own step."""
    make, given = CASES[verb]
    sample, told = make(of), given(of)
    if verb == "take_back":
        step(actions.conclude, sample, me, outcome="called_off")
    Changed.objects.all().delete()
    AuditEntry.objects.all().delete()
    return sample, told


def test_every_verb_has_a_case() -> None:
    assert verbs().keys() == CASES.keys() | OTHERS


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("verb", CASES)
def test_a_role_does_what_it_may_and_leaves_a_row_in_the_audit(verb: str, role: Role) -> None:
    someone = person("Someone", role)
    mine = Actor.of(someone)
    may = mine.may(Permission.RECORD)
    sample, told = ready(verb, verified(someone), mine if may else APP["actor"])
    if may:
        step(verbs()[verb], sample, mine, **told)
        assert {entry.actor for entry in AuditEntry.objects.all()} == {someone}
    else:
        with pytest.raises(NotAllowed):
            step(verbs()[verb], sample, mine, **told)
        assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("verb", CASES)
def test_nobody_touches_samples_of_the_customers_of_others(verb: str) -> None:
    sample, told = ready(verb, verified(person("Wang")), APP["actor"])
    with pytest.raises(NotAllowed):
        step(verbs()[verb], sample, Actor.of(person("Li")), **told)


@pytest.mark.parametrize("verb", CASES)
def test_of_two_at_the_same_sample_the_second_is_told(verb: str) -> None:
    sample, told = ready(verb, verified(), APP["actor"])
    with pytest.raises(ChangedMeanwhile):
        verbs()[verb](**APP, sample=now(sample), version=version(sample) + 1, **told)


@pytest.mark.parametrize("role", Role)
def test_who_may_record_takes_a_request_in(role: Role) -> None:
    someone = person("Someone", role)
    mine = verified(someone)
    if Permission.RECORD in PERMISSIONS[role]:
        sample = asked(mine, Actor.of(someone), pieces=2, note="Two lamps, please.")
        assert (case_of(now(sample)).pieces, sample.product) == (2, lamp())
        assert AuditEntry.objects.filter(verb="sample.opened").count() == 1
        assert Changed.objects.count() == 1
    else:
        with pytest.raises(NotAllowed):
            asked(mine, Actor.of(someone))


def test_nobody_takes_in_requests_of_the_customers_of_others() -> None:
    with pytest.raises(NotAllowed):
        asked(verified(person("Wang")), Actor.of(person("Li")))


@pytest.mark.parametrize("role", Role)
def test_who_may_change_rules_sets_the_house_rule(role: Role) -> None:
    me = Actor.of(person("Somebody", role))
    given = {"version": 0, "decisions": {"bought_before": "send_free"}, "budget_month": Decimal(9)}
    if Permission.RULES in PERMISSIONS[role]:
        change_house(actor=me, **given)
        kept, entry = HouseRule.objects.get(), AuditEntry.objects.get()
        assert (kept.budget_month, kept.decisions) == (9, {"bought_before": "send_free"})
        assert (entry.verb, entry.before["decisions"]) == ("samples.house_changed", {})
        with pytest.raises(ChangedMeanwhile):
            change_house(actor=me, **given)
    else:
        with pytest.raises(NotAllowed):
            change_house(actor=me, **given)


@pytest.mark.parametrize("decisions", [{"nobody": "send_free"}, {"bought_before": "give_away"},
                                       {"not_verified": "send_free"}])  # fmt: skip
def test_the_house_decides_for_known_customers_alone(decisions: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        change_house(**APP, version=0, decisions=decisions)


# ---- never who is on the blacklist -------------------------------------------------------------


def bar(one: Customer) -> None:
    blacklist(**APP, lines=[one.name], reason="never paid", kind="company")


def test_nobody_on_the_blacklist_is_taken_in() -> None:
    acme = verified()
    bar(acme)
    with pytest.raises(KehuError) as refused:
        asked(acme)
    assert refused.value.code == "on_the_blacklist"
    assert not Sample.objects.exists()


@pytest.mark.parametrize("verb", sorted(WRITES_TO_THEM))
def test_nothing_goes_to_who_came_onto_the_blacklist_meanwhile(verb: str) -> None:
    sample, told = ready(verb, verified(), APP["actor"])
    before = now(sample)
    bar(before.customer)
    with pytest.raises(KehuError) as refused:
        step(verbs()[verb], sample, **told)
    assert refused.value.code == "on_the_blacklist"
    assert now(sample).sent_at == before.sent_at
    assert not Interaction.objects.exists()


@pytest.mark.parametrize(
    "decision",
    ["send_free", "buyer_pays_freight", "verify_first", "buyer_pays_sample_and_freight",
     "quote_instead"],
)  # fmt: skip
def test_no_reason_helps_against_the_blacklist(decision: str) -> None:
    sample = asked(verified())
    bar(sample.customer)
    with pytest.raises(KehuError) as refused:
        step(actions.decide, sample, decision=decision, why="the boss knows him")
    assert refused.value.code == "on_the_blacklist"


def test_a_sample_of_who_is_on_the_blacklist_can_be_declined() -> None:
    sample = asked(verified())
    bar(sample.customer)
    assert step(actions.decide, sample, decision="decline").proposed == "decline"


# ---- the decision ------------------------------------------------------------------------------


def test_who_decides_otherwise_says_why_and_both_are_kept() -> None:
    sample = asked(verified())
    with pytest.raises(ValidationError) as refused:
        step(actions.decide, sample, decision="send_free", why=" ")
    assert set(refused.value.message_dict) == {"why"}
    li = person("Li", Role.ADMINISTRATOR)
    case = step(actions.decide, sample, Actor.of(li), decision="send_free", why="a fair next week")
    assert (case.proposed, case.decision, case.why, case.decided_by) == (
        "buyer_pays_freight", "send_free", "a fair next week", li,
    )  # fmt: skip
    assert "cheap and few" in case.because["en"]
    entry = AuditEntry.objects.get(verb="sample.decided")
    assert (entry.after["decision"], entry.after["why"]) == ("send_free", "a fair next week")


def test_as_proposed_needs_no_reason() -> None:
    case = step(actions.decide, asked(verified()), decision="buyer_pays_freight")
    assert (case.decision, case.why) == (case.proposed, "")


@pytest.mark.parametrize(
    ("decision", "fee", "freight"),
    [("buyer_pays_sample_and_freight", 24, 30), ("buyer_pays_freight", None, 30),
     ("send_free", None, None), ("decline", None, None)],
)  # fmt: skip
def test_the_buyer_is_asked_for_what_he_pays(
    decision: str, fee: int | None, freight: int | None
) -> None:
    sample = decided(asked(verified()), decision, fee=Decimal(24), freight=Decimal(30),
                     currency="USD")  # fmt: skip
    assert (now(sample).fee, now(sample).freight) == (fee, freight)


def test_a_decision_stands_once_the_buyer_has_paid() -> None:
    with pytest.raises(KehuError) as refused:
        decided(paid(verified()), "send_free")
    assert refused.value.code == "sample_at_another_step"


# ---- the way -----------------------------------------------------------------------------------


def state(sample: Sample) -> str:
    row = with_state(Sample.objects.filter(pk=sample.pk), ago(0)).get()
    if row.state != State.CLOSED:
        assert row.state == step_of(row, case_of(now(sample)))
    return str(row.state)


def test_a_sample_goes_its_way() -> None:
    sample = to_pay(verified())
    assert state(sample) == "to_pay"
    step(actions.receive_money, sample, paid_at=ago(35))
    assert state(sample) == "to_send"
    step(actions.send, sample, sent_at=ago(30), courier="DHL", tracking_number="JD014600")
    assert (state(sample), case_of(now(sample)).tracking_number) == ("on_the_way", "JD014600")
    step(actions.record_arrival, sample, arrived_at=ago(20))
    assert state(sample) == "feedback"
    step(actions.record_feedback, sample, at=ago(9), channel="whatsapp", text="Bright.")
    assert state(sample) == "to_conclude"
    talk = Interaction.objects.get()
    assert (talk.kind, talk.direction, talk.text) == ("sample_feedback", "in", "Bright.")
    step(actions.conclude, sample, outcome="refused", outcome_note="too bright")
    assert state(sample) == "closed"


@pytest.mark.parametrize(
    ("decision", "where"),
    [("send_free", "to_send"), ("buyer_pays_freight", "to_pay"), ("verify_first", "to_decide"),
     ("quote_instead", "closed"), ("decline", "closed")],
)  # fmt: skip
def test_a_decision_says_what_is_next(decision: str, where: str) -> None:
    assert state(decided(asked(verified()), decision)) == where


def test_imported_samples_stand_where_their_moments_say() -> None:
    acme = verified()
    days = {"requested_at": 40, "paid_at": 35, "sent_at": 30, "arrived_at": 20, "feedback_at": 9}
    told: dict[str, Any] = {}
    found = []
    for name, one in days.items():
        told[name] = ago(one)
        found.append(state(bare(acme, **told)))
    assert found == ["to_decide", "to_send", "on_the_way", "feedback", "to_conclude"]


def test_an_order_after_arrival_closes_a_sample_and_one_before_it_does_not() -> None:
    acme = verified()
    sample = arrived(acme, days=20)
    order(acme, ago(21))
    assert state(sample) == "feedback"
    order(acme, ago(19))
    assert state(sample) == "closed"


@pytest.mark.parametrize(("days", "where"), [(179, "to_decide"), (181, "closed")])
def test_a_sample_with_which_nothing_happens_for_half_a_year_is_over(days: int, where: str) -> None:
    assert state(bare(verified(), requested_at=ago(days))) == where


def test_a_sample_that_moved_lately_is_not_over_however_old_the_wish_is() -> None:
    old = {"requested_at": ago(400), "sent_at": ago(390), "arrived_at": ago(179)}
    assert state(bare(verified(), **old)) == "feedback"


def test_the_courier_may_collect_freight_but_the_goods_are_paid_before_they_go() -> None:
    step(actions.send, decided(asked(verified()), "buyer_pays_freight"), sent_at=ago(30))
    with pytest.raises(KehuError):
        step(actions.send, to_pay(verified()), sent_at=ago(30))


@pytest.mark.parametrize("verb", ["receive_money", "send", "record_arrival", "record_feedback",
                                  "ask_for_feedback"])  # fmt: skip
def test_no_step_is_taken_out_of_its_turn(verb: str) -> None:
    with pytest.raises(KehuError) as refused:
        step(verbs()[verb], asked(verified()), **CASES[verb][1](verified()))
    assert refused.value.code == "sample_at_another_step"


def test_nothing_happens_before_what_went_before_it_or_after_today() -> None:
    sample = sent(verified())
    for at in (ago(31), ago(-2)):
        with pytest.raises(ValidationError) as refused:
            step(actions.record_arrival, sample, arrived_at=at)
        assert set(refused.value.message_dict) == {"arrived_at"}
    same_day = timezone.localtime(now(sample).sent_at).replace(hour=0, minute=0, second=0)
    case = step(actions.record_arrival, sample, arrived_at=same_day)
    assert case.sample.arrived_at == now(sample).sent_at  # of a day nobody knows the order


def test_who_refuses_has_answered_and_is_not_asked_again() -> None:
    sample = arrived(verified())
    step(actions.conclude, sample, outcome="refused")
    assert now(sample).feedback_at is not None
    silent = arrived(verified())
    step(actions.conclude, silent, outcome="no_answer")
    assert now(silent).feedback_at is None


def test_costs_are_refused_in_a_currency_that_has_no_rate() -> None:
    with pytest.raises(ValidationError) as refused:
        step(actions.record_costs, sent(verified()), goods_cost=Decimal(5), freight_cost=None,
             cost_currency="ISK")  # fmt: skip
    assert set(refused.value.message_dict) == {"cost_currency"}


# ---- credited on the first order ---------------------------------------------------------------


def test_what_was_paid_is_credited_once_and_no_more_than_was_paid() -> None:
    acme = verified()
    sample = paid(acme)
    first, strange = order(acme, ago(5)), order(verified(), ago(5))
    for wrong in ({"order": strange, "credited": Decimal(24)},
                  {"order": first, "credited": Decimal("54.01")},
                  {"order": first, "credited": Decimal(0)}):  # fmt: skip
        with pytest.raises(ValidationError):
            step(actions.credit, sample, **wrong)
    case = step(actions.credit, sample, order=first, credited=Decimal(54))
    assert (case.credited_on, case.credited) == (first, 54)
    with pytest.raises(KehuError):
        step(actions.credit, sample, order=first, credited=Decimal(1))


# ---- back again --------------------------------------------------------------------------------

STEPS = [verb for verb in CASES if verb != "take_back"]


def all_of(sample: Sample) -> tuple[Any, ...]:
    row = now(sample)
    kept = SampleCase.objects.filter(sample=sample).values().first() or {}
    told = {name: value for name, value in kept.items() if name not in ("version", "undo")}
    moments = (row.paid_at, row.sent_at, row.arrived_at, row.feedback_at, row.fee, row.freight)
    return moments, told, Interaction.objects.count()


@pytest.mark.parametrize("verb", STEPS)
def test_every_step_can_be_taken_back(verb: str) -> None:
    li = Actor.of(person("Li"))
    sample, told = ready(verb, verified(li.user), li)
    before = all_of(sample)
    step(verbs()[verb], sample, li, **told)
    assert all_of(sample) != before
    step(actions.take_back, sample, li)
    assert all_of(sample) == before
    with pytest.raises(KehuError) as refused:
        step(actions.take_back, sample, li)
    assert refused.value.code == "sample_nothing_to_take_back"


def test_who_did_not_do_it_does_not_take_it_back() -> None:
    li = person("Li")
    sample, told = ready("decide", verified(li), Actor.of(li))
    step(actions.decide, sample, Actor.of(li), **told)
    with pytest.raises(KehuError) as refused:
        step(actions.take_back, sample, Actor.of(person("Boss", Role.ADMINISTRATOR)))
    assert refused.value.code == "sample_nothing_to_take_back"


@pytest.mark.parametrize("verb", STEPS)
def test_a_step_stands_once_the_ledger_moved_the_sample_on(verb: str) -> None:
    li = Actor.of(person("Li"))
    sample, told = ready(verb, verified(li.user), li)
    step(verbs()[verb], sample, li, **told)
    ledger.move_sample(**APP, sample=now(sample), sent_at=ago(3), feedback_at=ago(2))
    before = all_of(sample)
    with pytest.raises(KehuError) as refused:
        step(actions.take_back, sample, li)
    assert refused.value.code == "sample_changed_since"
    assert all_of(sample) == before


def test_a_step_stands_once_an_import_moved_the_sample_on(
    settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    boss = person("Boss", Role.ADMINISTRATOR)
    sample = decided(asked(verified()))
    step(actions.record_costs, sample, Actor.of(boss), goods_cost=Decimal(5), freight_cost=None)
    day = ago(3).date().isoformat()
    row = [sample.code, sample.customer.code, ago(40).date().isoformat(), day]
    imported(boss, a_csv([["sample_id", "customer_id", "requested_at", "sent_at"], row]))
    assert now(sample).sent_at is not None
    with pytest.raises(KehuError) as refused:
        step(actions.take_back, sample, Actor.of(boss))
    assert refused.value.code == "sample_changed_since"


def test_a_step_of_a_sample_that_the_ledger_moved_before_it_can_be_taken_back() -> None:
    sample = decided(asked(verified()))
    ledger.move_sample(**APP, sample=now(sample), sent_at=ago(30))
    step(actions.record_arrival, sample, arrived_at=ago(20))
    step(actions.take_back, sample)
    assert (now(sample).arrived_at, now(sample).sent_at is None) == (None, False)


def test_taking_a_step_back_leaves_what_it_did_not_write() -> None:
    li = Actor.of(person("Li"))
    sample = arrived(verified(li.user))
    step(actions.record_feedback, sample, li, at=ago(9), channel="email", text="Bright.")
    step(actions.conclude, sample, li, outcome="refused")
    ledger.withdraw_contact(actor=li, interaction=Interaction.objects.get())
    step(actions.take_back, sample, li)
    case = case_of(now(sample))
    assert (case.outcome, case.feedback_id) == ("", None)


def test_a_step_of_yesterday_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    sample = decided(asked(verified()))
    later = ago(-1.01)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    with pytest.raises(KehuError) as refused:
        step(actions.take_back, sample)
    assert refused.value.code == "too_late"


# ---- what else happens to customers ------------------------------------------------------------


def test_a_merge_brings_the_samples_with_their_cases_along() -> None:
    kept, gone = customer(), verified()
    sample = decided(asked(gone))
    merge_customers(**APP, kept=kept, gone=gone)
    assert now(sample).customer == kept
    assert case_of(now(sample)).decision == "send_free"


def test_a_sample_moved_by_a_program_is_seen_at_its_new_step() -> None:
    sample = decided(asked(verified()))
    ledger.move_sample(**APP, sample=now(sample), sent_at=ago(30))
    with pytest.raises(KehuError) as refused:
        step(actions.send, sample, sent_at=ago(30))
    assert refused.value.code == "sample_at_another_step"


def test_whose_sample_moves_is_graded_anew() -> None:
    a_rate()
    sample = sent(verified())
    Changed.objects.all().delete()
    step(actions.record_arrival, sample, arrived_at=ago(20))
    assert Changed.objects.get().customer_id == sample.customer_id
