"""From a mailbox on a real server to the board, and the answer back out through a real one."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from desk_scene import person
from django.utils import timezone
from inbox_scene import DETAILED, MARIA, SIGNED, a_customer, actor, raw
from mailing.dovecot_server import PASSWORD, Dovecot, Filled
from mailing.post_office import PostOffice
from pytest_django import Settings

from kehu.desk.accounts.actor import NotAllowed
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Role
from kehu.desk.inquiries import jobs
from kehu.desk.inquiries.actions.answering import answer
from kehu.desk.inquiries.actions.linking import make_customer
from kehu.desk.inquiries.actions.mailboxes import set_mailbox
from kehu.desk.inquiries.models import Mail, Mailbox, Sending, Thread, Unreadable
from kehu.desk.inquiries.queries.board import columns, counts, news, others
from kehu.desk.inquiries.queries.card import card_of
from kehu.desk.inquiries.receiving import bytes_of
from kehu.desk.inquiries.settling import newest_in
from kehu.desk.ledger.models import Customer, Interaction
from kehu.errors import KehuError

INQUIRY = raw(DETAILED + SIGNED, subject="Inquiry LED bulbs", key="asked", days=1)
NEWSLETTER = raw(
    "This month: ten ways to win buyers. GL-2105 and more, please quote.", subject="Trade weekly",
    sender="News <news@tradeweekly.example>", key="weekly",
    List_Unsubscribe="<https://tradeweekly.example/stop>", Precedence="bulk",
)  # fmt: skip
BOUNCE = raw(
    "Your message to maria@novaluz.com.br could not be delivered: 550 no such user.",
    subject="Undelivered Mail Returned to Sender", key="bounced",
    sender="Mail Delivery System <MAILER-DAEMON@mx.novaluz.com.br>", Auto_Submitted="auto-replied",
)  # fmt: skip
BROKEN = b"Subject: endless\r\n" + b"X-Filler: and so on\r\n" * 20_000 + b"\r\nPlease quote.\r\n"


@dataclass
class House:
    """A mailbox as its server has it, and how the application knows it."""

    boss: User
    inbox: Filled
    mailbox: Mailbox
    password: Path

    def board(self) -> dict[str, list[str]]:
        found = columns(actor(self.boss), timezone.now(), "en")
        return {column.step: [line.who for line in column.lines] for column in found}

    def answer(self, body: str = "Dear Maria, our best price is 0.78 USD.") -> Mail:
        thread = Thread.objects.get(mails__message_id="<asked@mail.example>")
        return answer(actor=actor(self.boss), thread=thread, seen=newest_in(thread),
                      subject="Re: Inquiry LED bulbs",
                      body=body, mailbox=self.mailbox)  # fmt: skip


def details_of(inbox: Filled, post_office: PostOffice, **others: Any) -> dict[str, Any]:
    return {
        "address": "sales@brightforge.com", "name": "Brightforge 销售", "login": inbox.login,
        "secret": "sales", "host": "127.0.0.1", "port": inbox.server.port, "encryption": "none",
        "folder": "INBOX", "since": timezone.localdate() - timedelta(days=30),
        "smtp_host": "127.0.0.1", "smtp_port": post_office.port, "smtp_encryption": "none",
        **others,
    }  # fmt: skip


@pytest.fixture
def house(boss: User, dovecot: Dovecot, post_office: PostOffice, settings: Settings) -> House:
    """A mailbox with four mails, connected."""
    inbox = dovecot.mailbox(uuid4().hex)
    for one in (INQUIRY, NEWSLETTER, BOUNCE, BROKEN):
        inbox.put(one, timezone.now() - timedelta(hours=5))
    password = Path(settings.SECRETS) / "sales"
    password.parent.mkdir()
    password.write_text(f"{PASSWORD}\n", "utf-8")
    details = details_of(inbox, post_office)
    mailbox = set_mailbox(actor=actor(boss), mailbox=Mailbox(), details=details)
    return House(boss, inbox, mailbox, password)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that is past the moment in which a letter could be taken back."""
    moment = timezone.now() + timedelta(seconds=30)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)


def test_an_inquiry_in_the_mailbox_stands_on_the_board(house: House) -> None:
    jobs.fetch_mail()
    assert house.board() == {"quote": ["Maria Silva"]}
    card = card_of(actor(house.boss), Thread.objects.get(step="quote"), "en", timezone.now())
    assert card is not None and card.mail.source == "mailbox"
    assert card.told.facts.kind == "inquiry_detailed"
    assert (card.told.facts.skus, card.told.facts.country) == (("GL-2105",), "BR")
    assert bytes_of(card.mail) == INQUIRY


def test_newsletters_and_bounces_are_no_inquiries_and_no_customers(house: House) -> None:
    jobs.fetch_mail()
    lines = others(actor(house.boss), "ignored", "en")
    assert {line.who for line in lines} == {"News", "Mail Delivery System"}
    assert counts(actor(house.boss)) == {"waiting": 1, "answered": 0, "ignored": 2, "done": 0}
    assert not Customer.objects.exists() and not Interaction.objects.exists()
    details, contact = {"name": "Trade weekly"}, {"email": "news@tradeweekly.example"}
    for line in lines:
        with pytest.raises(KehuError) as refused:
            make_customer(actor=actor(house.boss), thread=line.thread, details=details,
                          contact=contact)  # fmt: skip
        assert refused.value.code == "no_lead"
    assert not Customer.objects.exists()


def test_a_mail_that_cannot_be_read_is_told_and_keeps_nothing_back(house: House) -> None:
    house.inbox.put(raw("Two more of GL-2106, please.", key="late"), timezone.now())
    jobs.fetch_mail()
    bad = Unreadable.objects.get()
    assert (bad.why, bad.mailbox) == ("mail_header_endless", house.mailbox)
    assert bad.name == "sales@brightforge.com INBOX 4"
    assert news(actor(house.boss)).unreadable == [bad]
    assert Mail.objects.filter(message_id="<late@mail.example>").exists()


def test_a_second_fetch_brings_nothing_twice(house: House) -> None:
    jobs.fetch_mail()
    before = set(Mail.objects.values_list("pk", flat=True))
    jobs.fetch_mail()
    assert set(Mail.objects.values_list("pk", flat=True)) == before and len(before) == 3
    assert Unreadable.objects.count() == 1
    # Not even where the server numbers its mails anew, so that all of them are fetched again.
    Mailbox.objects.update(validity=1, last_uid=9)
    jobs.fetch_mail()
    assert set(Mail.objects.values_list("pk", flat=True)) == before
    house.mailbox.refresh_from_db()
    assert house.mailbox.last_uid == 4


def test_only_what_is_new_is_fetched(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs.fetch_mail()
    house.inbox.put(raw("And 300 pcs of GL-2106.", key="more"), timezone.now())
    taken: list[int] = []
    take = jobs._take

    def told(mailbox: Mailbox, place: Any, mail: bytes | None) -> None:
        taken.append(place.last)
        take(mailbox, place, mail)

    monkeypatch.setattr(jobs, "_take", told)
    jobs.fetch_mail()
    assert taken == [5]


def test_a_fetch_that_dies_between_two_mails_goes_on_behind_the_first(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = jobs.receive

    def dies(mail: bytes, way: Any) -> Mail | None:
        if mail == NEWSLETTER:
            raise SystemExit("the process was killed")
        return keep(mail, way)

    with monkeypatch.context() as killed, pytest.raises(SystemExit):
        killed.setattr(jobs, "receive", dies)
        jobs.fetch_mail()
    assert [mail.message_id for mail in Mail.objects.all()] == ["<asked@mail.example>"]
    assert Mailbox.objects.get().last_uid == 1
    jobs.fetch_mail()
    assert Mail.objects.count() == 3


def test_a_wrong_password_is_told_above_the_board_until_it_is_right(house: House) -> None:
    house.password.write_text("another", "utf-8")
    jobs.fetch_mail()
    troubled = news(actor(house.boss)).troubled
    assert [one.why for one in troubled] == ["mailbox_refuses"]
    assert "AUTHENTICATIONFAILED" in troubled[0].why_fields["why"]
    assert not Mail.objects.exists()
    house.password.write_text(PASSWORD, "utf-8")
    jobs.fetch_mail()
    assert news(actor(house.boss)).troubled == []
    assert Mail.objects.count() == 3


def test_a_mailbox_that_refuses_does_not_hold_up_the_next(
    house: House, dovecot: Dovecot, post_office: PostOffice
) -> None:
    second = dovecot.mailbox(uuid4().hex)
    second.put(raw("Your catalogue, please.", key="second"), timezone.now())
    details = details_of(second, post_office, address="export@brightforge.com", secret="export")
    house.password.with_name("export").write_text(PASSWORD, "utf-8")
    set_mailbox(actor=actor(house.boss), mailbox=Mailbox(), details=details)
    house.password.unlink()
    jobs.fetch_mail()
    assert [one.why for one in news(actor(house.boss)).troubled] == ["no_such_secret"]
    assert [mail.message_id for mail in Mail.objects.all()] == ["<second@mail.example>"]


def test_a_password_may_lie_in_the_environment(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.password.unlink()
    monkeypatch.setenv("KEHU_MAILBOX_SALES", PASSWORD)
    jobs.fetch_mail()
    assert Mail.objects.count() == 3


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"folder": "Nowhere"}, "mailbox_refuses"),
        ({"secret": "none"}, "no_such_secret"),
        ({"host": "imap.brightforge.com"}, "mail_unencrypted"),
    ],
)
def test_a_mailbox_that_does_not_work_is_not_kept(
    house: House, post_office: PostOffice, wrong: dict[str, str], code: str
) -> None:
    details = details_of(house.inbox, post_office, address="export@brightforge.com", **wrong)
    with pytest.raises(KehuError) as refused:
        set_mailbox(actor=actor(house.boss), mailbox=Mailbox(), details=details)
    assert refused.value.code == code
    assert Mailbox.objects.get() == house.mailbox


def test_only_who_may_change_settings_connects_a_mailbox(
    house: House, post_office: PostOffice
) -> None:
    details = details_of(house.inbox, post_office, address="export@brightforge.com")
    with pytest.raises(NotAllowed):
        set_mailbox(actor=actor(person("Li", Role.MANAGER)), mailbox=Mailbox(), details=details)


def test_an_answer_reaches_the_buyer(
    house: House, post_office: PostOffice, request: pytest.FixtureRequest
) -> None:
    a_customer()
    jobs.fetch_mail()
    mail = house.answer("Dear Maria, 您好，\nour best price is 0.78 USD.")
    jobs.send_letters()
    assert post_office.letters == []  # it may still be taken back
    request.getfixturevalue("later")
    jobs.send_letters()
    letter = post_office.letters[0]
    assert post_office.taken_from == [("sales@brightforge.com", ["maria@novaluz.com.br"])]
    assert letter["To"] == MARIA and letter["From"].startswith("Brightforge 销售 <sales@")
    assert letter["In-Reply-To"] == letter["References"] == "<asked@mail.example>"
    assert letter.get_content().startswith("Dear Maria, 您好，")
    assert Sending.objects.get().state == "sent"
    talks = Interaction.objects.order_by("at").values_list("direction", "kind")
    assert [*talks] == [("in", "inquiry"), ("out", "reply")]
    jobs.send_letters()
    assert len(post_office.letters) == 1
    assert house.board() == {} and counts(actor(house.boss))["answered"] == 1
    assert mail.message_id == letter["Message-ID"]


def test_what_the_buyer_answers_comes_back_into_the_thread(
    house: House, post_office: PostOffice, request: pytest.FixtureRequest
) -> None:
    jobs.fetch_mail()
    house.answer()
    request.getfixturevalue("later")
    jobs.send_letters()
    back = raw("Too high. Our target is 0.70 USD for GL-2105.", subject="Another subject",
               key="back", days=0, In_Reply_To=post_office.letters[0]["Message-ID"])  # fmt: skip
    house.inbox.put(back, timezone.now())
    jobs.fetch_mail()
    thread = Thread.objects.get(mails__message_id="<back@mail.example>")
    assert thread.mails.count() == 3 and thread.waits_since is not None


def test_a_bounce_of_our_letter_is_no_contact_of_the_customer(
    house: House, post_office: PostOffice, request: pytest.FixtureRequest
) -> None:
    a_customer()
    jobs.fetch_mail()
    house.answer()
    request.getfixturevalue("later")
    jobs.send_letters()
    house.inbox.put(
        raw("550 no such user", subject="Undelivered Mail Returned to Sender", key="back", days=0,
            sender="Mail Delivery System <MAILER-DAEMON@mx.novaluz.com.br>",
            In_Reply_To=post_office.letters[0]["Message-ID"]), timezone.now())  # fmt: skip
    jobs.fetch_mail()
    bounce = Mail.objects.get(message_id="<back@mail.example>")
    assert bounce.thread.customer is not None and bounce.interaction is None
    assert Interaction.objects.filter(direction="in").count() == 1


def test_our_own_letter_that_the_server_keeps_does_not_come_in_again(
    house: House, post_office: PostOffice, request: pytest.FixtureRequest
) -> None:
    jobs.fetch_mail()
    house.answer()
    request.getfixturevalue("later")
    jobs.send_letters()
    house.inbox.put(post_office.letters[0].as_bytes(), timezone.now())
    jobs.fetch_mail()
    assert Mail.objects.filter(is_ours=True).count() == 1
    assert Mail.objects.count() == 4


def test_a_letter_that_a_server_refuses_waits_for_somebody(
    house: House, post_office: PostOffice, request: pytest.FixtureRequest
) -> None:
    a_customer()
    jobs.fetch_mail()
    house.answer()
    post_office.refuses = {"maria@novaluz.com.br"}
    request.getfixturevalue("later")
    jobs.send_letters()
    failed = Sending.objects.get()
    assert (failed.state, failed.why) == ("failed", "mail_not_sent")
    assert house.board() == {"quote": ["Nova Luz Ltda"]}
    assert not Interaction.objects.filter(direction="out").exists()


def test_a_letter_that_the_server_may_have_is_not_sent_twice(
    house: House, post_office: PostOffice, request: pytest.FixtureRequest
) -> None:
    jobs.fetch_mail()
    house.answer()
    post_office.breaks_off_at = "DATA"
    request.getfixturevalue("later")
    jobs.send_letters()
    post_office.breaks_off_at = ""
    jobs.send_letters()
    assert Sending.objects.get().state == "unsure"
    assert len(post_office.letters) == 1


def test_a_mailbox_that_moves_is_read_from_its_beginning(
    boss: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kehu.desk.inquiries.actions.mailboxes.try_out", lambda *_: None)
    monkeypatch.setattr("kehu.desk.inquiries.actions.mailboxes.imap_server", lambda _: None)
    one = Mailbox.objects.create(address="s@b.example", login="s", secret="s", host="127.0.0.1",
                                 validity=1, last_uid=50_000)  # fmt: skip
    set_mailbox(actor=actor(boss), mailbox=one, details={"name": "Sales"})
    assert one.last_uid == 50_000
    set_mailbox(actor=actor(boss), mailbox=one, details={"folder": "Archive"})
    one.refresh_from_db()
    assert (one.validity, one.last_uid) == (None, 0)


def test_a_mailbox_of_no_sense_keeps_no_other_from_being_fetched(boss: User) -> None:
    for host in ("a..b", "127.0.0.1"):
        Mailbox.objects.create(address=f"s@{host}.example", login="s", secret="s", host=host,
                               port=1, encryption="none")  # fmt: skip
    jobs.fetch_mail()
    assert {one.why for one in Mailbox.objects.all()} == {"no_such_secret"}
    assert all(one.fetched_at for one in Mailbox.objects.all())
