"""Other bank details or terms demand a second look, which is recorded and blocks nothing."""

from datetime import timedelta

import pytest
from desk_scene import person
from django.core.exceptions import ValidationError
from django.utils import timezone
from inbox_scene import a_customer, actor, again, asked, raw

from kehu.desk.accounts.actor import THE_APPLICATION, NotAllowed
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Role
from kehu.desk.core.models import AuditEntry
from kehu.desk.grading.actions import regrade_changed
from kehu.desk.inquiries.actions.answering import answer
from kehu.desk.inquiries.actions.looking import take_look
from kehu.desk.inquiries.models import Mail, SecondLook
from kehu.desk.inquiries.queries.board import news
from kehu.desk.inquiries.reading_mail import read_waiting_mails
from kehu.desk.inquiries.receiving import Way, receive
from kehu.desk.ledger import actions
from kehu.desk.ledger.models import Customer
from kehu.errors import KehuError

BANK = (
    "Dear supplier,\n\nPlease note that our bank account has changed. Kindly send all future "
    "refunds to the new bank details below:\nIBAN GB29 NWBK 6016 1331 9268 19"
)
TERMS = (
    "Dear Li, for the next order we ask for payment terms of D/P at sight or 60 days O/A instead."
)


def _late_payer() -> Customer:
    """Four orders of which half were paid a month late; who asked for other terms before."""
    customer, now = a_customer(), timezone.now()
    for months in range(1, 5):
        at = now - timedelta(days=30 * months)
        order = actions.record_order(actor=THE_APPLICATION, customer=customer, ordered_at=at,
                                     amount=1000)  # fmt: skip
        late = timedelta(days=25 if months % 2 else 0)
        due = at + timedelta(days=2)
        actions.record_payment(actor=THE_APPLICATION, order=order, due_at=due, paid_at=due + late,
                               amount=1000)  # fmt: skip
    return customer


def _asked_before(customer: Customer) -> None:
    actions.log_contact(
        actor=THE_APPLICATION, customer=customer, at=timezone.now() - timedelta(days=60),
        direction="in", channel="email", topics=("payment_terms",),
    )  # fmt: skip


def test_changed_bank_details_demand_a_look(boss: User) -> None:
    mail = asked(BANK)
    look = SecondLook.objects.get()
    assert (look.mail, look.why) == (mail, "bank_change")
    assert "bank account has changed" in look.words
    assert news(actor(boss)).looks == [look]


def test_strangers_looks_hide_none_of_a_customer(boss: User) -> None:
    for number in range(40):
        receive(raw(BANK, sender=f"a@{number}.example"), Way(Mail.Source.UPLOAD))
    read_waiting_mails()
    a_customer()
    mail = asked(BANK)
    looks = news(actor(boss)).looks
    assert (looks[0].mail, len(looks), news(actor(boss)).more_looks) == (mail, 31, 10)


def test_a_taken_look_says_who_and_how_and_is_not_demanded_again(boss: User) -> None:
    asked(BANK)
    look = take_look(
        actor=actor(boss), look=SecondLook.objects.get(), how="Called +55 11 2345 3119"
    )
    assert (look.taken_by, look.how) == (boss, "Called +55 11 2345 3119")
    assert news(actor(boss)).looks == []
    assert AuditEntry.objects.filter(verb="look.taken").count() == 1
    with pytest.raises(KehuError):
        take_look(actor=actor(boss), look=look, how="Again")


def test_a_look_without_how_is_none(boss: User) -> None:
    asked(BANK)
    with pytest.raises(ValidationError):
        take_look(actor=actor(boss), look=SecondLook.objects.get(), how="  ")


def test_a_reader_takes_no_look(boss: User) -> None:
    asked(BANK)
    with pytest.raises(NotAllowed):
        take_look(actor=actor(person("Eve", Role.READER)), look=SecondLook.objects.get(), how="x")


def test_it_blocks_nothing(boss: User) -> None:
    a_customer()
    mail = asked(BANK)
    answer(actor=actor(boss), thread=again(mail.thread), seen=mail.pk, subject="",
           body="We shall call you.", mailbox=None)  # fmt: skip
    assert SecondLook.objects.get().taken_at is None


def test_a_late_payer_who_asks_for_terms_again_demands_a_look(boss: User) -> None:
    customer = _late_payer()
    _asked_before(customer)
    regrade_changed()
    asked(TERMS, subject="Payment terms")
    look = SecondLook.objects.get()
    assert look.why == "payment_terms"
    assert look.figures["asked"] == 2
    assert look.figures["payment_timeliness"] == "often_late"


def test_a_late_payer_who_asks_for_the_first_time_does_not(boss: User) -> None:
    _late_payer()
    regrade_changed()
    asked(TERMS, subject="Payment terms")
    assert not SecondLook.objects.exists()


def test_who_pays_in_time_may_ask(boss: User) -> None:
    customer = a_customer()
    _asked_before(customer)
    regrade_changed()
    asked(TERMS, subject="Payment terms")
    assert not SecondLook.objects.exists()
