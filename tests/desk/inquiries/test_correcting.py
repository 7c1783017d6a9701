"""Setting right what was read: remembered as the truth, and followed by everything else."""

from typing import Any

import pytest
from desk_scene import person
from django.core.exceptions import ValidationError
from inbox_scene import a_customer, actor, again, asked

from kehu.desk.accounts.actor import NotAllowed
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Role
from kehu.desk.core.models import AuditEntry
from kehu.desk.inquiries.actions.correcting import (
    confirm_reading,
    correct,
    take_back_correction,
)
from kehu.desk.inquiries.models import Correction, Mail
from kehu.desk.inquiries.queries.accuracy import field_lines, newest_corrections, truths
from kehu.desk.inquiries.understanding import understood


def _fresh(mail: Mail) -> Mail:
    return Mail.objects.select_related("thread__customer", "reading").get(pk=mail.pk)


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("kind", "complaint", "complaint"),
        ("authenticity", "suspicious", "suspicious"),
        ("next_step", "six_questions", "six_questions"),
        ("sample_decision", "decline", "decline"),
        ("signals", ["mobile_only", "exact_model", "mobile_only"], ["mobile_only", "exact_model"]),
        ("asks_sample", True, True),
        ("language", "pt", "pt"),
        ("incoterm", "fob", "FOB"),
        ("destination", " Rio  de Janeiro ", "Rio de Janeiro"),
        ("certificates", ["CE", ""], ["CE"]),
        ("company", "", None),
        ("country", "Portugal", "PT"),
        ("phones", ["+351 21 123 4567"], ["+351211234567"]),
        ("wanted", [{"skus": ["GL-2106"], "quantity": "12.5", "unit": "carton"}],
         [{"skus": ["GL-2106"], "words": "", "quantity": 12.5, "unit": "carton"}]),
    ],
)  # fmt: skip
def test_a_field_is_set_right(boss: User, field: str, value: Any, kept: Any) -> None:
    mail = asked()
    correct(actor=actor(boss), mail=mail, field=field, value=value)
    assert Correction.objects.get().value == kept
    assert understood(_fresh(mail)).corrected == {field: kept}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "spam"), ("kind", None), ("authenticity", "real"), ("next_step", ""),
        ("signals", "mobile_only"), ("signals", ["nonsense"]), ("language", "xx"),
        ("incoterm", "ABC"), ("destination", "x" * 301), ("country", "Atlantis"),
        ("phones", ["call me"]), ("wanted", [{"skus": [], "quantity": -1}]),
        ("wanted", [{"quantity": "many"}]), ("wanted", [{"quantity": 1, "unit": "barrels"}]),
        ("wanted", "GL-2105"), ("subject", "Hello"), ("nonsense", 1),
    ],
)  # fmt: skip
def test_what_a_field_cannot_be_is_refused_and_nothing_kept(
    boss: User, field: str, value: Any
) -> None:
    mail = asked()
    with pytest.raises(ValidationError):
        correct(actor=actor(boss), mail=mail, field=field, value=value)
    assert not Correction.objects.exists()


def test_the_decision_follows_a_corrected_fact(boss: User) -> None:
    mail = asked()
    assert again(mail.thread).step == "quote"
    correct(actor=actor(boss), mail=mail, field="incoterm", value="")
    correct(actor=actor(boss), mail=_fresh(mail), field="destination", value="")
    assert again(mail.thread).step == "ask_missing"
    assert "destination" in understood(_fresh(mail)).decision.missing


def test_a_doubt_brings_the_alert_and_takes_the_urgency(boss: User) -> None:
    mail = asked()
    before = again(mail.thread).urgency
    correct(actor=actor(boss), mail=mail, field="authenticity", value="suspicious")
    now = again(mail.thread)
    assert now.step == "alert_fraud"
    assert now.urgency < before


def test_what_was_proposed_counts_again(boss: User) -> None:
    mail = asked()
    correct(actor=actor(boss), mail=mail, field="kind", value="complaint")
    take_back_correction(actor=actor(boss), mail=_fresh(mail), field="kind")
    assert understood(_fresh(mail)).facts.kind == "inquiry_detailed"
    assert again(mail.thread).step == "quote"


def test_setting_a_field_to_what_was_proposed_is_no_correction(boss: User) -> None:
    mail = asked()
    correct(actor=actor(boss), mail=mail, field="kind", value="complaint")
    assert (
        correct(actor=actor(boss), mail=_fresh(mail), field="kind", value="inquiry_detailed")
        is None
    )
    assert not Correction.objects.exists()


def test_the_newest_of_two_corrections_counts(boss: User) -> None:
    mail = asked()
    for value in ("complaint", "follow_up"):
        correct(actor=actor(boss), mail=_fresh(mail), field="kind", value=value)
    assert understood(_fresh(mail)).facts.kind == "follow_up"
    assert [one["value"] for one in truths(actor(boss))] == ["follow_up"]


def test_corrections_are_in_the_audit_log(boss: User) -> None:
    mail = asked()
    correct(actor=actor(boss), mail=mail, field="kind", value="complaint")
    entry = AuditEntry.objects.get(verb="mail.corrected")
    assert (entry.before, entry.after) == ({"kind": "inquiry_detailed"}, {"kind": "complaint"})


def test_nobody_corrects_a_colleagues_mail(boss: User) -> None:
    a_customer(owner=person("Li"))
    mail = asked()
    for one in (person("Wang"), person("Eve", Role.READER)):
        with pytest.raises(NotAllowed):
            correct(actor=actor(one), mail=_fresh(mail), field="kind", value="complaint")


# ---- how right readings were -------------------------------------------------------------------


def test_mails_that_nobody_looked_at_say_nothing(boss: User) -> None:
    asked()
    assert {one.seen for one in field_lines(actor(boss))} == {0}


def test_accuracy_counts_what_was_seen_and_what_was_wrong(boss: User) -> None:
    first, second, third = (asked(subject=f"Inquiry {n}", key=f"k{n}") for n in range(3))
    confirm_reading(actor=actor(boss), mail=first)
    confirm_reading(actor=actor(boss), mail=second)
    correct(actor=actor(boss), mail=second, field="company", value="Nova Luz S.A.")
    correct(actor=actor(boss), mail=_fresh(third), field="company", value="Nova")
    lines = {one.field: one for one in field_lines(actor(boss))}
    assert (lines["company"].seen, lines["company"].corrected) == (3, 2)
    assert lines["company"].right == pytest.approx(1 / 3)
    assert lines["company"].low < 1 / 3 < lines["company"].high
    assert (lines["kind"].seen, lines["kind"].corrected, lines["kind"].right) == (3, 0, 1)
    assert field_lines(actor(boss))[0].field == "company"
    assert [one.value for one in newest_corrections(actor(boss))] == ["Nova", "Nova Luz S.A."]
