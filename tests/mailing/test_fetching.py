"""Mail is fetched from a real Dovecot, and the mailbox is left as it was."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from mailing.dovecot_server import PASSWORD, Dovecot, Filled
from mailing.free_ports import free_port

from kehu.errors import KehuError
from kehu.mailing.fetching import Fetched, Place, fetch_new, try_out
from kehu.mailing.servers import Server

DAY = datetime(2026, 10, 1, 12, tzinfo=UTC)
LONG_AGO = date(2000, 1, 1)
LARGEST = 10_000


def a_mail(subject: str, length: int = 20) -> bytes:
    return f"From: a@buyer.example\r\nSubject: {subject}\r\n\r\n{'x' * length}\r\n".encode()


@pytest.fixture
def mailbox(dovecot: Dovecot) -> Filled:
    """One that nobody has used yet, with three mails."""
    mailbox = dovecot.mailbox(uuid4().hex)
    for n, subject in enumerate(("first", "second", "third")):
        mailbox.put(a_mail(subject), DAY + timedelta(days=n))
    return mailbox


def server_of(mailbox: Filled, password: str = PASSWORD) -> Server:
    return Server("127.0.0.1", mailbox.server.port, "none", mailbox.login, password)


def fetched(
    mailbox: Filled, place: Place | None = None, since: date = LONG_AGO, folder: str = "INBOX"
) -> list[Fetched]:
    return list(fetch_new(server_of(mailbox), folder, place or Place(), since, LARGEST))


def subjects(some: Sequence[Fetched]) -> list[str]:
    return [(one.raw or b"").split(b"Subject: ")[1].split(b"\r\n")[0].decode() for one in some]


def refusal(server: Server, folder: str = "INBOX") -> KehuError:
    with pytest.raises(KehuError) as refused:
        try_out(server, folder)
    with pytest.raises(KehuError) as again:
        list(fetch_new(server, folder, Place(), LONG_AGO, LARGEST))
    assert again.value.code == refused.value.code
    return refused.value


def test_mails_come_as_they_arrived_the_oldest_first(mailbox: Filled) -> None:
    mails = fetched(mailbox)
    assert subjects(mails) == ["first", "second", "third"]
    assert [one.raw for one in mails] == [a_mail(name) for name in ("first", "second", "third")]
    assert [one.place.last for one in mails] == [1, 2, 3]


def test_only_mails_behind_the_place_come(mailbox: Filled) -> None:
    first, _second, third = fetched(mailbox)
    assert subjects(fetched(mailbox, first.place)) == ["second", "third"]
    assert fetched(mailbox, third.place) == []
    mailbox.put(a_mail("fourth"), DAY - timedelta(days=300))  # the place counts, not the day
    assert subjects(fetched(mailbox, third.place)) == ["fourth"]


def test_the_first_time_what_came_since_the_day_comes(mailbox: Filled) -> None:
    assert subjects(fetched(mailbox, since=date(2026, 10, 2))) == ["second", "third"]
    assert fetched(mailbox, since=date(2026, 11, 1)) == []


def test_a_folder_numbered_anew_is_read_since_the_day_again(mailbox: Filled) -> None:
    mailbox.make("询盘")
    for n, subject in enumerate(("old", "older numbers", "newest")):
        mailbox.put(a_mail(subject), DAY + timedelta(days=n), "询盘")
    place = fetched(mailbox, folder="询盘")[-1].place
    mailbox.drop("询盘")
    mailbox.make("询盘")
    for n, subject in enumerate(("old", "older numbers", "newest")):
        mailbox.put(a_mail(subject), DAY + timedelta(days=n), "询盘")
    again = fetched(mailbox, place, date(2026, 10, 2), "询盘")
    assert subjects(again) == ["older numbers", "newest"]
    assert again[0].place.validity != place.validity


def test_nothing_in_the_mailbox_is_changed(mailbox: Filled) -> None:
    with mailbox.opened() as box:
        box.select("INBOX")
        box.uid("store", "2", "+FLAGS", r"(\Flagged \Seen)")
    before = mailbox.state()
    assert len(fetched(mailbox)) == 3
    assert mailbox.state() == before
    assert b"\\Seen" not in before[0] + before[2]


def test_a_mail_that_is_too_large_is_named_and_not_fetched(mailbox: Filled) -> None:
    large = a_mail("catalogue", LARGEST)
    mailbox.put(large, DAY)
    mailbox.put(a_mail("fifth"), DAY)
    *_, named, after = fetched(mailbox)
    assert (named.raw, named.place.last) == (None, 4)
    assert subjects([after]) == ["fifth"]


def test_a_mail_that_somebody_removes_meanwhile_is_left_out(mailbox: Filled) -> None:
    mails = fetch_new(server_of(mailbox), "INBOX", Place(), LONG_AGO, LARGEST)
    some = [next(mails)]
    mailbox.remove(2)
    some += mails
    assert subjects(some) == ["first", "third"]


def test_a_mail_that_the_server_cannot_give_is_not_passed_over(mailbox: Filled) -> None:
    mailbox.lock_away()
    with pytest.raises(KehuError) as refused:
        fetched(mailbox)
    assert refused.value.code == "mailbox_refuses"


@pytest.mark.parametrize("password", ["wrong", "茶壶"])
def test_a_wrong_password_is_told_in_the_words_of_the_server(
    mailbox: Filled, password: str
) -> None:
    refused = refusal(server_of(mailbox, password))
    assert refused.code == "mailbox_refuses"
    assert refused.fields["why"] == "[AUTHENTICATIONFAILED] Authentication failed."
    assert password not in str(refused) + refused.message("zh")


def test_a_folder_that_is_not_there_is_told(mailbox: Filled) -> None:
    refused = refusal(server_of(mailbox), "Nowhere")
    assert refused.code == "mailbox_refuses"
    assert "Nowhere" in refused.fields["why"]


def test_a_server_that_is_not_there_is_told(mailbox: Filled) -> None:
    refused = refusal(replace(server_of(mailbox), port=free_port()))
    assert (refused.code, refused.fields["host"]) == ("mailbox_refuses", "127.0.0.1")


def test_a_password_leaves_this_machine_encrypted_only(mailbox: Filled) -> None:
    elsewhere = replace(server_of(mailbox), host="imap.buyer.example")
    refused = refusal(elsewhere)
    assert (refused.code, refused.fields) == ("mail_unencrypted", {"host": "imap.buyer.example"})


@pytest.mark.parametrize("encryption", ["tls", "starttls"])
def test_a_server_that_nobody_vouches_for_is_not_told_the_password(
    mailbox: Filled, encryption: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = mailbox.server.tls_port if encryption == "tls" else mailbox.server.port
    server = Server("127.0.0.1", port, encryption, mailbox.login, PASSWORD)  # type: ignore[arg-type]
    refused = refusal(server)
    assert refused.code == "mailbox_refuses"
    assert "certificate" in refused.fields["why"]
    monkeypatch.setenv("SSL_CERT_FILE", str(mailbox.server.certificate))
    assert len(list(fetch_new(server, "INBOX", Place(), LONG_AGO, LARGEST))) == 3
