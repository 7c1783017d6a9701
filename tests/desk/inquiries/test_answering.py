"""Answers: sent through a mailbox by a real server, or noted; taken back while there is time."""

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from socket import socket

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from desk_scene import person
from django.core.exceptions import ValidationError
from django.utils import timezone
from inbox_scene import a_customer, actor, again, asked, came, raw
from pytest_django import Settings

from kehu.desk.accounts.actor import NotAllowed
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Role
from kehu.desk.inquiries.actions.answering import (
    answer,
    send_again,
    take_back_answer,
    tell_whether_sent,
)
from kehu.desk.inquiries.jobs import fetch_mail, send_letters
from kehu.desk.inquiries.models import Mail, Mailbox, Sending, Thread
from kehu.desk.inquiries.queries.board import columns, counts, news
from kehu.desk.inquiries.queries.card import card_of
from kehu.desk.inquiries.settling import newest_in
from kehu.desk.intake.blacklist.listing import blacklist
from kehu.desk.ledger.models import Interaction
from kehu.errors import KehuError

State = Sending.State


class Post:
    """A server that keeps what it is given, or refuses it."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.refuses = False

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refuses:
            return "552 too much"
        self.taken.append(envelope)
        return "250 OK"


@pytest.fixture
def post() -> Iterator[tuple[Post, int]]:
    kept = Post()
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield kept, port
    finally:
        controller.stop()


def a_mailbox(port: int, secrets: Path, **details: object) -> Mailbox:
    """One that needs no password to send: the server of this machine asks for none."""
    secrets.mkdir(exist_ok=True)
    (secrets / "sales").write_text("secret\n")
    return Mailbox.objects.create(
        address="sales@brightforge.com", name="Brightforge Sales", login="sales", secret="sales",
        host="127.0.0.1", port=1, encryption="none", smtp_host="127.0.0.1", smtp_port=port,
        smtp_encryption="none", **details,
    )  # fmt: skip


@pytest.fixture
def mailbox(boss: User, post: tuple[Post, int], settings: Settings) -> Mailbox:
    return a_mailbox(post[1], Path(settings.SECRETS))


@pytest.fixture(autouse=True)
def without_login(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server of the test offers no log-in, which only encrypted connections have."""
    monkeypatch.setattr("smtplib.SMTP.login", lambda *_: None)


def _said(
    thread: Thread, by: User, mailbox: Mailbox | None, body: str = "Dear Maria,\nyes."
) -> Mail:
    return answer(actor=actor(by), thread=again(thread), seen=newest_in(thread),
                  subject="Re: Inquiry", body=body, mailbox=mailbox)  # fmt: skip


def _time_passes() -> None:
    Sending.objects.update(not_before=timezone.now() - timedelta(seconds=1))


def test_an_answer_arrives_in_the_thread_of_the_mail(
    boss: User, mailbox: Mailbox, post: tuple[Post, int]
) -> None:
    mail = asked(key="first")
    _said(mail.thread, boss, mailbox, "Здравствуйте, Мария.\n您好")
    _time_passes()
    send_letters()
    [envelope] = post[0].taken
    assert (envelope.mail_from, envelope.rcpt_tos) == (
        "sales@brightforge.com", ["maria@novaluz.com.br"]
    )  # fmt: skip
    letter = message_from_bytes(envelope.content or b"", policy=policy.default)  # type: ignore[arg-type]
    assert letter["In-Reply-To"] == "<first@mail.example>"
    assert letter["From"] == "Brightforge Sales <sales@brightforge.com>"
    assert letter.get_content().replace("\r", "").strip() == "Здравствуйте, Мария.\n您好"
    assert Sending.objects.get().state == State.SENT


def test_an_answered_thread_waits_no_more(boss: User, mailbox: Mailbox) -> None:
    mail = asked()
    _said(mail.thread, boss, mailbox)
    assert again(mail.thread).waits_since is None
    assert counts(actor(boss))["answered"] == 1
    mail.reading.refresh_from_db()
    assert mail.reading.seen_by == boss


def test_a_letter_waits_a_moment_and_can_be_taken_back(
    boss: User, mailbox: Mailbox, post: tuple[Post, int]
) -> None:
    mail = asked()
    written = _said(mail.thread, boss, mailbox, "Dear Maria,\nperhaps.")
    send_letters()
    assert post[0].taken == []
    assert take_back_answer(actor=actor(boss), mail=written) == "Dear Maria,\nperhaps."
    _time_passes()
    send_letters()
    assert post[0].taken == []
    assert again(mail.thread).waits_since == mail.at
    assert not Mail.objects.filter(is_ours=True).exists()


def test_what_is_sent_is_sent(boss: User, mailbox: Mailbox) -> None:
    written = _said(asked().thread, boss, mailbox)
    _time_passes()
    send_letters()
    with pytest.raises(KehuError) as error:
        take_back_answer(actor=actor(boss), mail=written)
    assert error.value.code == "sent_already"


def test_a_sent_letter_is_a_contact_of_the_customer_and_one_on_its_way_is_not(
    boss: User, mailbox: Mailbox
) -> None:
    customer = a_customer()
    mail = asked()
    _said(mail.thread, boss, mailbox)
    assert not Interaction.objects.filter(direction="out").exists()
    _time_passes()
    send_letters()
    talk = Interaction.objects.get(direction="out")
    assert (talk.customer, talk.channel, talk.kind) == (customer, "email", "reply")
    assert talk.text == "Dear Maria,\nyes."


def test_a_refused_letter_says_why_waits_again_and_can_be_sent_again(
    boss: User, mailbox: Mailbox, post: tuple[Post, int]
) -> None:
    mail = asked()
    written = _said(mail.thread, boss, mailbox)
    post[0].refuses = True
    _time_passes()
    send_letters()
    sending = Sending.objects.get()
    assert (sending.state, sending.why) == (State.FAILED, "mail_not_sent")
    assert "552" in sending.why_fields["why"]
    assert again(mail.thread).waits_since == mail.at
    post[0].refuses = False
    send_again(actor=actor(boss), mail=written)
    assert again(mail.thread).waits_since is None
    send_letters()
    assert len(post[0].taken) == 1


def test_a_letter_whose_process_ended_is_not_sent_twice(
    boss: User, mailbox: Mailbox, post: tuple[Post, int]
) -> None:
    _said(asked().thread, boss, mailbox)
    begun = timezone.now() - timedelta(hours=1)
    Sending.objects.update(state=State.GOING, begun_at=begun, not_before=begun)
    send_letters()
    assert Sending.objects.get().state == State.UNSURE
    assert post[0].taken == []


def test_a_letter_that_was_left_goes_with_the_next_look_into_the_mailboxes(
    boss: User, mailbox: Mailbox, post: tuple[Post, int]
) -> None:
    _said(asked().thread, boss, mailbox)
    _time_passes()
    fetch_mail()
    assert len(post[0].taken) == 1


def test_a_password_that_is_not_there_is_told(
    boss: User, mailbox: Mailbox, settings: Settings
) -> None:
    (Path(settings.SECRETS) / "sales").unlink()
    _said(asked().thread, boss, mailbox)
    _time_passes()
    send_letters()
    assert Sending.objects.get().why == "no_such_secret"


def test_an_answer_that_went_another_way_is_noted_and_can_be_taken_back(boss: User) -> None:
    a_customer()
    mail = asked()
    written = _said(mail.thread, boss, None)
    assert not Sending.objects.exists()
    assert Interaction.objects.get(direction="out").text == "Dear Maria,\nyes."
    take_back_answer(actor=actor(boss), mail=written)
    assert not Interaction.objects.filter(direction="out").exists()
    assert again(mail.thread).waits_since == mail.at


def test_nothing_is_sent_to_who_is_on_the_blacklist(boss: User, mailbox: Mailbox) -> None:
    a_customer()
    mail = asked()
    blacklist(actor=actor(boss), lines=["novaluz.com.br"], reason="Never paid")
    with pytest.raises(KehuError) as error:
        _said(mail.thread, boss, mailbox)
    assert error.value.code == "on_the_blacklist"
    assert not Mail.objects.filter(is_ours=True).exists()


def test_an_empty_answer_is_refused(boss: User, mailbox: Mailbox) -> None:
    mail = asked()
    with pytest.raises(ValidationError):
        _said(mail.thread, boss, mailbox, " \n ")


def test_nobody_sends_through_a_colleagues_mailbox(
    boss: User, post: tuple[Post, int], settings: Settings
) -> None:
    li, wang = person("Li"), person("Wang")
    lis = a_mailbox(post[1], Path(settings.SECRETS), holder=li)
    mail = asked()
    with pytest.raises(NotAllowed):
        _said(mail.thread, wang, lis)
    assert _said(mail.thread, li, lis).mailbox == lis


def test_a_reader_answers_nobody(boss: User) -> None:
    mail = asked()
    with pytest.raises(NotAllowed):
        _said(mail.thread, person("Eve", Role.READER), None)


def test_a_letter_that_comes_back_is_to_be_answered_again(boss: User, mailbox: Mailbox) -> None:
    customer = a_customer()
    mail = asked(key="first", days=1)
    written = _said(mail.thread, boss, mailbox)
    _time_passes()
    send_letters()
    back = raw(
        "550 5.1.1 No such user", sender="MAILER-DAEMON@novaluz.com.br", days=0,
        subject="Undelivered Mail Returned to Sender", In_Reply_To=written.message_id,
    )  # fmt: skip
    came(back)
    sending = Sending.objects.get()
    assert (sending.state, sending.why) == (State.FAILED, "mail_came_back")
    assert again(mail.thread).step == "quote"
    assert again(mail.thread).waits_since == mail.at
    assert not Interaction.objects.filter(customer=customer, direction="out").exists()


def test_an_automatic_answer_hides_nothing(boss: User) -> None:
    mail = asked(key="first", days=1)
    away = raw(
        "I am out of office until Monday.", subject="Automatic reply: Inquiry", days=0.1,
        In_Reply_To="<first@mail.example>", Auto_Submitted="auto-replied",
    )  # fmt: skip
    came(away)
    assert again(mail.thread).step == "quote"
    assert again(mail.thread).waits_since == mail.at
    [column] = columns(actor(boss), timezone.now(), "en")
    assert column.lines[0].gist == "2,000 × GL-2105"


def test_who_has_not_seen_the_newest_mail_answers_nobody(boss: User, mailbox: Mailbox) -> None:
    mail = asked(key="first", days=1)
    seen = newest_in(mail.thread)
    came(raw("One more thing.", subject="Re: Inquiry", In_Reply_To="<first@mail.example>"))
    with pytest.raises(KehuError) as error:
        answer(actor=actor(boss), thread=again(mail.thread), seen=seen, subject="", body="Yes.",
               mailbox=mailbox)  # fmt: skip
    assert error.value.code == "thread_moved_on"
    assert not Sending.objects.exists()


def test_a_double_click_sends_one_letter(boss: User, mailbox: Mailbox) -> None:
    mail = asked()
    seen = newest_in(mail.thread)
    for refused in (False, True):
        said = {"actor": actor(boss), "thread": again(mail.thread), "seen": seen, "subject": "",
                "body": "Yes.", "mailbox": mailbox}  # fmt: skip
        if refused:
            with pytest.raises(KehuError):
                answer(**said)  # type: ignore[arg-type]
        else:
            answer(**said)  # type: ignore[arg-type]
    assert Sending.objects.count() == 1


@pytest.mark.parametrize("went", [True, False])
def test_a_letter_that_perhaps_went_is_told_until_somebody_looked(
    boss: User, mailbox: Mailbox, went: bool
) -> None:
    mail = asked()
    written = _said(mail.thread, boss, mailbox)
    Sending.objects.update(state=State.UNSURE)
    assert [one.mail for one in news(actor(boss)).letters] == [written]
    written = Mail.objects.select_related("thread__customer", "interaction").get(pk=written.pk)
    tell_whether_sent(actor=actor(boss), mail=written, went=went)
    assert (again(mail.thread).waits_since is None) is went
    assert [one.mail for one in news(actor(boss)).letters] == ([] if went else [written])
    with pytest.raises(KehuError):
        tell_whether_sent(actor=actor(boss), mail=written, went=went)


def test_a_stranger_on_the_blacklist_is_not_written_to(boss: User, mailbox: Mailbox) -> None:
    mail = asked()
    blacklist(actor=actor(boss), lines=["novaluz.com.br"], reason="never paid")
    with pytest.raises(KehuError) as error:
        _said(mail.thread, boss, mailbox)
    assert error.value.code == "on_the_blacklist"
    card = card_of(actor(boss), again(mail.thread), "en", timezone.now())
    assert card
    assert card.is_barred
    assert card.draft(boss, None) is None


def test_a_customer_is_not_barred_by_what_a_mail_says(boss: User, mailbox: Mailbox) -> None:
    a_customer(name="Quiet Lamps")
    mail = asked()
    blacklist(actor=actor(boss), lines=["Nova Luz Ltda"], reason="never paid", kind="company")
    _said(mail.thread, boss, mailbox)
    assert again(mail.thread).waits_since is None


def test_who_has_no_address_notes_an_answer(boss: User) -> None:
    boss.email = ""
    boss.save()
    mail = asked()
    _said(mail.thread, boss, None)
    assert again(mail.thread).waits_since is None


def test_message_ids_that_no_server_takes_are_left_out(
    boss: User, mailbox: Mailbox, post: tuple[Post, int]
) -> None:
    long = "x" * 300
    mail = asked(key="first", References=f"<{long}@a.example> <älter@a.example> <good@a.example>")
    _said(mail.thread, boss, mailbox)
    _time_passes()
    send_letters()
    sent = message_from_bytes(post[0].taken[0].original_content or b"", policy=policy.default)
    assert sent["References"].split() == ["<good@a.example>", "<first@mail.example>"]
    assert sent["In-Reply-To"] == "<first@mail.example>"
