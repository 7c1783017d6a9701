"""Mails that nobody would write by hand are kept, read and shown like any other."""

import random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from inbox_scene import DETAILED, SIGNED, actor, came, raw

from kehu.desk.accounts.models import User
from kehu.desk.inquiries import jobs, reading_mail
from kehu.desk.inquiries.actions.bringing import bring_mails
from kehu.desk.inquiries.models import Mail, Thread, Unreadable
from kehu.desk.inquiries.reading_mail import read_waiting_mails
from kehu.desk.inquiries.receiving import Way, receive
from kehu.desk.inquiries.waiting import waiting_mails
from kehu.errors import KehuError

_PIECES = (b"\x00", b"\xff\xfe", b"\r\n", b"=?utf-7?B?2AA-?=", b"=?x-none?Q?=ff=00?=", b"<", b">",
           b'"', b"\xe4\xbd", b"+2AA-", b"A" * 3000, b"--b", b"=", b"&#xD800;")  # fmt: skip


def test_signs_that_no_database_keeps_are_left_out(boss: User) -> None:
    odd = (
        b"From: =?utf-8?B?AGE=?= <a@b.example>\r\nSubject: A\x00B =?utf-7?Q?+2AA-?=\r\n"
        b"Content-Type: text/plain; charset=utf-7\r\n\r\nPlease quote +2AA- GL-2105\x00.\r\n"
    )
    [mail] = came(odd)
    for text in (mail.subject, mail.sender_name, mail.text):
        assert "\x00" not in text
    assert mail.reading.facts["wanted"][0]["skus"] == ["GL-2105"]


def test_long_headers_are_cut_to_what_is_kept(boss: User) -> None:
    long = "x" * 4_000
    [mail] = came(raw(DETAILED, subject=long, sender=f'"{long}" <maria@novaluz.com.br>'))
    assert (len(mail.subject), len(mail.sender_name)) == (500, 300)


@pytest.mark.parametrize("seed", range(3))
def test_broken_mails_are_kept_read_and_shown_or_named(boss: User, seed: int) -> None:
    chance = random.Random(seed)
    page = Client()
    page.force_login(boss)
    for n in range(12):
        text = bytearray(raw(DETAILED + SIGNED, key=f"{seed}-{n}", html=f"<p>{DETAILED}</p>"))
        for _ in range(chance.randint(1, 12)):
            at = chance.randrange(len(text))
            text[at : at + chance.randint(0, 3)] = chance.choice(_PIECES)
        try:
            receive(bytes(text), Way(Mail.Source.UPLOAD))
        except KehuError:
            continue
    read_waiting_mails()
    assert Thread.objects.count() > 4
    assert page.get(reverse("inquiries")).status_code == 200
    for thread in Thread.objects.all():
        assert page.get(reverse("inquiries_thread", args=[thread.pk])).status_code == 200


def test_a_mail_that_breaks_the_reading_is_put_aside_and_the_others_are_read(
    boss: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = reading_mail._keep

    def breaks(mail: Mail, *rest: object) -> None:
        if mail.subject == "Breaks":
            raise ZeroDivisionError
        keep(mail, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(reading_mail, "_keep", breaks)
    for n, subject in enumerate(("One", "Breaks", "Two")):
        receive(raw(DETAILED, subject=subject, key=f"k{n}"), Way(Mail.Source.UPLOAD))
    read_waiting_mails()
    assert set(Mail.objects.exclude(reading=None).values_list("subject", flat=True)) == {
        "One", "Two"
    }  # fmt: skip
    aside = Unreadable.objects.get()
    assert (aside.name, aside.why) == ("Breaks", "mail_breaks_reading")
    assert not waiting_mails().exists()


def test_a_mail_that_ended_its_process_is_tried_alone_and_then_left(boss: User) -> None:
    mail = receive(raw(DETAILED), Way(Mail.Source.UPLOAD))
    assert mail is not None
    Mail.objects.update(attempts=2)
    read_waiting_mails()
    assert Mail.objects.get().reading.facts["kind"]
    receive(raw(DETAILED, key="other"), Way(Mail.Source.UPLOAD))
    Mail.objects.filter(reading=None).update(attempts=3)
    assert read_waiting_mails() == 0


def test_what_the_database_refuses_stops_no_other(
    boss: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(raw: bytes, way: Way) -> Mail | None:
        if b"Refused" in raw:
            Mail.objects.create(pk="none")  # type: ignore[misc]
        return receive(raw, way)

    monkeypatch.setattr(jobs, "receive", refuses)
    files = [SimpleUploadedFile(f"{n}.eml", raw(DETAILED, subject=subject, key=f"k{n}"))
             for n, subject in enumerate(("Refused", "Fine"))]  # fmt: skip
    bring_mails(actor=actor(boss), files=files)
    jobs.read_mail()
    assert [mail.subject for mail in Mail.objects.all()] == ["Fine"]
    assert Unreadable.objects.get().why == "mail_breaks_reading"
