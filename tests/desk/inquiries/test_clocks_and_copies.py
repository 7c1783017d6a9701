"""Clocks that go wrong, mails that come twice, two workers at once, and long threads."""

from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from desk_scene import person
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from inbox_scene import DETAILED, MARIA, SIGNED, a_customer, actor, again, asked, came, raw

from kehu.desk.accounts.models import User
from kehu.desk.inquiries import reading_mail, receiving
from kehu.desk.inquiries.actions.answering import answer
from kehu.desk.inquiries.actions.bringing import bring_mails, give_up, unpack_again
from kehu.desk.inquiries.brought import BroughtFiles
from kehu.desk.inquiries.jobs import read_mail
from kehu.desk.inquiries.models import Bringing, Mail, Mailbox, Reading, Thread, Unreadable
from kehu.desk.inquiries.queries.board import news
from kehu.desk.inquiries.queries.card import card_of
from kehu.desk.inquiries.receiving import Way, receive
from kehu.desk.inquiries.settling import newest_in
from kehu.desk.ledger.models import Interaction

SECOND: dict[str, Any] = {"subject": "Re: Inquiry", "In_Reply_To": "<first@mail.example>"}


def _server_had_it(days: float) -> str:
    moment = format_datetime(timezone.now() - timedelta(days=days))
    return f"from mx.example by mail.brightforge.com; {moment}"


def _answered(boss: User, mail: Mail) -> Mail:
    return answer(actor=actor(boss), thread=again(mail.thread), seen=newest_in(mail.thread),
                  subject="Re: Inquiry", body="Dear Maria, yes.", mailbox=None)  # fmt: skip


# ---- clocks ------------------------------------------------------------------------------------


def test_a_clock_of_years_ago_hides_no_mail(boss: User) -> None:
    first = asked(key="first", days=2)
    _answered(boss, first)
    [late] = came(raw("Any news?", days=900, Received=_server_had_it(0.1), **SECOND))
    assert timezone.now() - late.at < timedelta(days=1)
    assert again(first.thread).told == late
    assert again(first.thread).waits_since == late.at


def test_a_clock_of_another_zone_hides_no_mail_either(boss: User) -> None:
    first = asked(key="first", days=0.2)
    _answered(boss, first)
    [late] = came(raw("Any news?", days=0.3, Received=_server_had_it(0.01), **SECOND))
    assert again(first.thread).told == late
    assert again(first.thread).waits_since == late.at


def test_a_clock_alone_is_believed(boss: User) -> None:
    [mail] = came(raw(DETAILED, days=0.5))
    assert mail.at < timezone.now() - timedelta(days=0.4)


def test_a_mail_that_nobody_had_seen_is_not_answered_by_the_answer_to_another(boss: User) -> None:
    first = asked(key="first", days=1)
    _answered(boss, first)
    [second] = came(raw("And the price of GL-2106?", days=0.5, **SECOND))
    assert again(first.thread).waits_since == second.at, "sent before we answered, come after"


def test_a_letter_of_another_program_answers_what_came_before_it(boss: User) -> None:
    Mailbox.objects.create(address="sales@brightforge.com", login="sales", host="mail.example")
    first = asked(key="first", days=2)
    came(raw("We offer 0.78.", sender="Li <sales@brightforge.com>", days=1, key="ours", **SECOND))
    assert again(first.thread).waits_since is None


def test_what_we_wrote_elsewhere_is_a_contact_at_once(boss: User) -> None:
    Mailbox.objects.create(address="sales@brightforge.com", login="sales", host="mail.example")
    customer = a_customer()
    asked(key="first", days=2)
    came(raw("We offer 0.78.", sender="Li <sales@brightforge.com>", days=1, key="ours", **SECOND))
    assert Interaction.objects.get(customer=customer, direction="out").text.startswith("We offer")


# ---- the same mail twice -----------------------------------------------------------------------


def _forwarded(by: str, day: int = 9) -> bytes:
    body = (
        "FYI\n\n---------- Forwarded message ---------\nFrom: Maria Silva "
        f"<maria@novaluz.com.br>\nDate: {day} Nov 2026 10:00:00 -0300\nSubject: LED bulbs\n"
        f"To: <li@kehu.example>\n\n{DETAILED}{SIGNED}"
    )
    return raw(body, sender=f"{by} <{by.lower()}@kehu.example>", subject="Fwd: LED bulbs",
               key=f"{by}{day}")  # fmt: skip


def test_two_colleagues_forward_one_mail(boss: User) -> None:
    person("Li")
    person("Wang")
    [mail] = came(_forwarded("Li"), _forwarded("Wang"))
    assert Mail.objects.get() == mail


def test_the_same_words_of_another_day_are_another_mail(boss: User) -> None:
    person("Li")
    assert len(came(_forwarded("Li", 9), _forwarded("Li", 16))) == 2


def _two_mailboxes() -> tuple[Mailbox, Mailbox]:
    li, wang = (
        Mailbox.objects.create(address=f"{name}@brightforge.com", login=name, host="mail.example",
                               holder=person(name.title()))
        for name in ("li", "wang")
    )  # fmt: skip
    return li, wang


@pytest.mark.parametrize("first", ["li", "wang"])
def test_a_mail_in_two_mailboxes_is_for_whom_it_names_first(boss: User, first: str) -> None:
    boxes = dict(zip(("li", "wang"), _two_mailboxes(), strict=True))
    sent = raw(DETAILED).replace(
        b"To: sales@brightforge.com", b"To: wang@brightforge.com, li@brightforge.com"
    )
    for name in (first, "wang" if first == "li" else "li"):
        receive(sent, Way(Mail.Source.MAILBOX, holder=boxes[name].holder, mailbox=boxes[name]))
    assert Thread.objects.get().holder == boxes["wang"].holder


@pytest.mark.parametrize("begun", ["written before", "given away"])
def test_a_copy_takes_no_thread_away(boss: User, begun: str) -> None:
    li, wang = _two_mailboxes()
    sent = raw("And now?", **SECOND).replace(b"To: sales@", b"To: wang@")
    ways = [Way(Mail.Source.MAILBOX, holder=box.holder, mailbox=box) for box in (li, wang)]
    if begun == "written before":
        receive(raw(DETAILED, key="first", days=2), ways[0])
    receive(sent, ways[0])
    if begun == "given away":
        Thread.objects.update(holder=boss)
    before = Thread.objects.get().holder
    receive(sent, ways[1])
    assert Thread.objects.get().holder == before


def test_a_mail_that_another_worker_keeps_meanwhile_is_known(
    boss: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, keep = raw(DETAILED), receiving._kept

    def late(*given: Any, **named: Any) -> Mail:
        keep(*given, **named)
        return keep(*given, **named)

    monkeypatch.setattr(receiving, "_kept", late)
    assert receive(sent, Way(Mail.Source.UPLOAD)) is None
    assert Mail.objects.count() == Thread.objects.count() == 1


def test_a_mail_that_another_worker_reads_meanwhile_is_not_put_aside(
    boss: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = reading_mail._keep

    def twice(*given: Any) -> None:
        keep(*given)
        keep(*given)

    monkeypatch.setattr(reading_mail, "_keep", twice)
    mail = asked()
    assert Reading.objects.get().mail == mail
    assert not Unreadable.objects.exists()


# ---- brought by somebody -----------------------------------------------------------------------


def test_a_brought_mail_tells_the_ledger_nothing_of_a_colleagues_customer(boss: User) -> None:
    li, wang = person("Li"), person("Wang")
    a_customer(owner=wang)
    [mine] = came(raw(DETAILED + SIGNED, key="made-up"), by=li, holder=li)
    assert again(mine.thread).customer is None
    assert not Interaction.objects.exists()
    [hers] = came(raw(DETAILED + SIGNED, key="hers"), by=wang, holder=wang)
    assert again(hers.thread).customer is not None


def test_a_brought_mail_joins_no_thread_out_of_reach(boss: User) -> None:
    li, wang = person("Li"), person("Wang")
    [hers] = came(raw(DETAILED + SIGNED, key="first", days=2), holder=wang)
    [mine] = came(raw("Cancel it all.", **SECOND), by=li, holder=li)
    assert mine.thread != hers.thread


def test_a_form_of_a_strangers_own_is_nobody_elses_word(boss: User) -> None:
    a_customer()
    form = f"Name: Maria Silva\nE-mail: maria@novaluz.com.br\nCountry: Brazil\nMessage: {DETAILED}"
    [made_up] = came(raw(form, sender="noreply@anything.example", subject="Contact form"))
    assert made_up.answer_to == "maria@novaluz.com.br"
    assert again(made_up.thread).customer is None
    [ours] = came(raw(form, sender="website@kehu.example", subject="Contact form", days=0.1))
    assert again(ours.thread).customer is not None


def test_files_that_could_not_be_unpacked_are_told_until_tried_again_or_given_up(
    boss: User,
) -> None:
    one = bring_mails(actor=actor(boss), files=[SimpleUploadedFile("a.eml", raw(DETAILED))])
    Bringing.objects.update(state=Bringing.State.FAILED, attempts=3)
    assert news(actor(boss)).failed == [one]
    unpack_again(actor=actor(boss), one=one)
    read_mail()
    assert (Mail.objects.count(), news(actor(boss)).failed) == (1, [])


def test_what_its_domain_disowns_is_linked_to_nobody(boss: User) -> None:
    a_customer()
    told = {"Authentication_Results": "mx.brightforge.com; dmarc=fail header.from=novaluz.com.br"}
    assert again(asked(**told).thread).customer is None


def test_files_that_are_given_up_are_gone(
    boss: User, django_capture_on_commit_callbacks: Any
) -> None:
    one = bring_mails(actor=actor(boss), files=[SimpleUploadedFile("a.eml", raw(DETAILED))])
    Bringing.objects.update(state=Bringing.State.FAILED, attempts=3)
    with django_capture_on_commit_callbacks(execute=True):
        give_up(actor=actor(boss), one=one)
    assert news(actor(boss)).failed == []
    assert not BroughtFiles(one).path.exists()
    unpack_again(actor=actor(boss), one=one)
    assert Bringing.objects.get().state == Bringing.State.FAILED


# ---- long threads ------------------------------------------------------------------------------


def test_of_a_long_thread_the_newest_are_shown_and_older_ones_on_asking(boss: User) -> None:
    came(raw(DETAILED, key="first", days=70))
    some = [raw(f"Reminder {n}", days=70 - n, **SECOND) for n in range(1, 60)]
    for one in some:
        receive(one, Way(Mail.Source.UPLOAD))
    reading_mail.read_waiting_mails()
    thread = again(Mail.objects.latest("pk").thread)
    card = card_of(actor(boss), thread, "en", timezone.now())
    assert card
    assert (len(card.mails), card.mail_count, card.older) == (50, 60, 100)
    whole = card_of(actor(boss), thread, "en", timezone.now(), 100)
    assert whole
    assert (len(whole.mails), whole.older) == (60, 0)


def test_a_mail_leaves_the_facts_of_the_others_alone(
    boss: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_customer()
    asked(key="first", days=2)
    told: list[str] = []
    record = reading_mail.record_mail

    def noted(**given: Any) -> None:
        told.append(given["mail"].subject)
        record(**given)

    monkeypatch.setattr(reading_mail, "record_mail", noted)
    came(raw("When can you ship?", sender=MARIA, **SECOND))
    assert told == ["Re: Inquiry"]
    assert Interaction.objects.count() == 2
