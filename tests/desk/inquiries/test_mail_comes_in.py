"""Mails come, are kept in threads, and are read; what cannot be read is named."""

from email.message import EmailMessage
from pathlib import Path

import pytest
from desk_scene import person
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from inbox_scene import DETAILED, MARIA, SIGNED, a_customer, actor, again, asked, came, raw
from pytest_django import Settings

from kehu.desk.accounts.actor import NotAllowed
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Role
from kehu.desk.inquiries.actions.bringing import bring_mails, note_unreadable
from kehu.desk.inquiries.jobs import read_mail
from kehu.desk.inquiries.models import Bringing, Mail, Mailbox, Thread, Unreadable
from kehu.desk.inquiries.queries.board import news
from kehu.desk.inquiries.receiving import Way, bytes_of, receive
from kehu.desk.ledger.models import Interaction
from kehu.errors import KehuError


def test_a_mail_is_read_and_its_words_are_kept(boss: User) -> None:
    mail = asked()
    facts = mail.reading.facts
    assert facts["kind"] == "inquiry_detailed"
    assert [(one["skus"], one["quantity"]) for one in facts["wanted"]] == [(["GL-2105"], 2000)]
    assert (facts["company"], facts["country"]) == ("Nova Luz Ltda", "BR")
    places = {field: mail.text[start:end] for field, start, end in mail.reading.highlights}
    assert places["wanted"].startswith("GL-2105")
    assert "2,000" in places["quantity"]
    assert mail.text[mail.signature_start :].strip().endswith("www.novaluz.com.br")


def test_the_bytes_stay_as_they_came(boss: User) -> None:
    sent = raw(DETAILED)
    [mail] = came(sent)
    assert bytes_of(mail) == sent


def test_the_same_mail_comes_once(boss: User) -> None:
    assert len(came(raw(DETAILED), raw(DETAILED))) == 1
    assert Mail.objects.count() == Thread.objects.count() == 1


def test_a_mail_without_message_id_comes_once_too(boss: User) -> None:
    bare = b"From: a@buyer.example\r\nSubject: Hoses\r\n\r\nPlease send your price list.\r\n"
    assert len(came(bare, bare)) == 1


def test_an_answer_joins_the_thread_it_names(boss: User) -> None:
    first, second = came(
        raw(DETAILED, key="first", days=2),
        raw(
            "Any news on my request?", subject="Something else", In_Reply_To="<first@mail.example>"
        ),
    )
    assert first.thread == second.thread


def test_an_answer_that_names_no_mail_joins_by_correspondent_and_subject(boss: User) -> None:
    first, second, third = came(
        raw(DETAILED, key="first", subject="LED bulbs", days=2),
        raw("Any news?", key="second", subject="Re: LED bulbs", sender="Ana <ana@novaluz.com.br>"),
        raw("Any news?", key="third", subject="Re: LED bulbs", sender="Bo <bo@another.example>"),
    )
    assert first.thread == second.thread != third.thread


def test_people_of_a_free_provider_do_not_share_a_thread(boss: User) -> None:
    first, second = came(
        raw(DETAILED, key="first", subject="LED bulbs", sender="ana@gmail.com", days=2),
        raw("Any news?", key="second", subject="Re: LED bulbs", sender="bo@gmail.com"),
    )
    assert first.thread != second.thread


def test_what_we_wrote_is_in_the_thread_and_not_read(boss: User) -> None:
    person("Li")  # li@kehu.example: our own domain
    came(raw(DETAILED, key="first", days=2))
    came(
        raw("Here is our offer.", sender="Li <li@kehu.example>", In_Reply_To="<first@mail.example>")
    )
    ours = Mail.objects.get(is_ours=True)
    assert ours.thread == Mail.objects.get(is_ours=False).thread
    assert not hasattr(ours, "reading")


def test_what_a_colleague_forwards_is_the_buyers_and_the_colleagues_to_answer(boss: User) -> None:
    li = person("Li")
    body = (
        "Please see below.\n\n---------- Forwarded message ---------\nFrom: Maria Silva "
        "<maria@novaluz.com.br>\nDate: Mon, 9 Nov 2026 10:00:00 -0300\nSubject: LED bulbs\n"
        f"To: <li@kehu.example>\n\n{DETAILED}{SIGNED}"
    )
    [mail] = came(raw(body, sender="Li <li@kehu.example>", subject="Fwd: LED bulbs"))
    assert (mail.sender_address, mail.subject) == ("maria@novaluz.com.br", "LED bulbs")
    assert mail.thread.holder == li
    assert mail.reading.facts["kind"] == "inquiry_detailed"
    assert mail.reading.facts["company"] == "Nova Luz Ltda"


def test_a_form_of_our_own_site_is_the_visitors(boss: User) -> None:
    person("Li")
    form = (
        "New message from the contact form\n\nName: Maria Silva\nE-mail: maria@novaluz.com.br\n"
        f"Company: Nova Luz Ltda\nCountry: Brazil\nMessage: {DETAILED}\n"
    )
    [mail] = came(raw(form, sender="website@kehu.example", subject="Contact form"))
    assert not mail.is_ours
    assert mail.answer_to == "maria@novaluz.com.br"


def test_the_clock_of_a_sender_does_not_go_before_ours(boss: User) -> None:
    [mail] = came(raw(DETAILED, days=-30))
    assert mail.at <= mail.came_at


# ---- bringing files ----------------------------------------------------------------------------


def _files(**contents: bytes) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(name.replace("_", "."), text) for name, text in contents.items()]


def _mbox(*mails: bytes) -> bytes:
    return b"".join(b"From x@y.example Mon Nov  9 10:00:00 2026\n" + one + b"\n" for one in mails)


def test_a_mailbox_file_and_a_mail_are_unpacked_and_read(boss: User) -> None:
    two = _mbox(raw("Price list please", key="a"), raw(DETAILED, key="b"))
    one = bring_mails(actor=actor(boss), files=_files(box_mbox=two, c_eml=raw("Hello", key="c")))
    read_mail()
    one.refresh_from_db()
    assert one.state == Bringing.State.DONE
    assert one.mails.filter(reading__isnull=False).count() == 3
    assert not list(Path(one.folder).glob("*"))


def test_a_broken_mail_is_named_and_the_rest_goes_on(boss: User) -> None:
    large = raw("x" * 30_000_000, key="large")
    endless = b"From: a@b.example\r\nX: " + b"y" * 400_000 + b"\r\n\r\nHello"
    files = _files(large_eml=large, good_eml=raw(DETAILED), empty_eml=b" ", endless_eml=endless)
    bring_mails(actor=actor(boss), files=files)
    read_mail()
    assert Mail.objects.count() == 1
    faults = {(one.name, one.why) for one in Unreadable.objects.all()}
    assert faults == {("large.eml", "mail_too_large"), ("empty.eml", "mail_empty"),
                      ("endless.eml", "mail_header_endless")}  # fmt: skip


def test_what_cannot_be_read_is_told_until_somebody_took_note(boss: User) -> None:
    bring_mails(actor=actor(boss), files=_files(empty_eml=b" "))
    read_mail()
    [bad] = news(actor(boss)).unreadable
    note_unreadable(actor=actor(boss), one=bad)
    assert news(actor(boss)).unreadable == []


def test_what_cannot_be_read_in_a_colleagues_mailbox_is_the_colleagues(boss: User) -> None:
    li, wang = person("Li"), person("Wang")
    box = Mailbox.objects.create(address="wang@kehu.example", login="w", host="m", holder=wang)
    one = Unreadable.objects.create(mailbox=box, name="Private", why="mail_empty")
    assert [news(actor(who)).unreadable for who in (li, wang, boss)] == [[], [one], [one]]


def test_ten_thousand_parts_stop_nothing(boss: User) -> None:
    part = b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"
    many = b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + part * 10_000
    bring_mails(actor=actor(boss), files=_files(many_eml=many, good_eml=raw(DETAILED)))
    read_mail()
    assert [one.why for one in Unreadable.objects.all()] == ["mail_too_many_parts"]
    assert Mail.objects.count() == 1


def test_attachments_are_named_and_not_opened(boss: User) -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = MARIA, "Drawings"
    mail.set_content(DETAILED)
    mail.add_attachment(b"PK\x03\x04 not a zip", "application", "zip", filename="drawings.zip")
    [kept] = came(mail.as_bytes())
    assert [one["name"] for one in kept.attachments] == ["drawings.zip"]


def test_files_that_are_no_mail_are_all_named(boss: User) -> None:
    with pytest.raises(ValidationError) as error:
        bring_mails(actor=actor(boss), files=_files(a_pdf=b"x", b_docx=b"x"))
    assert len(error.value.messages) == 2


def test_a_reader_brings_nothing(boss: User) -> None:
    with pytest.raises(NotAllowed):
        bring_mails(actor=actor(person("Eve", Role.READER)), files=_files(a_eml=raw(DETAILED)))


def test_a_bringing_that_ends_its_process_each_time_is_given_up(boss: User) -> None:
    one = bring_mails(actor=actor(boss), files=_files(a_eml=raw(DETAILED)))
    Bringing.objects.filter(pk=one.pk).update(state=Bringing.State.UNPACKING, attempts=3)
    read_mail()
    one.refresh_from_db()
    assert one.state == Bringing.State.FAILED


def test_unpacking_goes_on_where_it_was_killed(boss: User) -> None:
    two = _mbox(raw("Price list please", key="a"), raw(DETAILED, key="b"))
    one = bring_mails(actor=actor(boss), files=_files(box_mbox=two))
    came(raw("Price list please", key="a"))
    Bringing.objects.filter(pk=one.pk).update(state=Bringing.State.UNPACKING, attempts=1)
    read_mail()
    one.refresh_from_db()
    assert (one.known_before, Mail.objects.count()) == (1, 2)


def test_a_mail_whose_file_is_gone_stops_no_other(boss: User, settings: Settings) -> None:
    lost = receive(raw("Hello", key="lost"), Way(Mail.Source.UPLOAD))
    assert lost is not None
    (Path(settings.MEDIA_ROOT) / lost.file).unlink()
    [other] = came(raw(DETAILED, key="other"))
    assert other.reading.facts["kind"] == "inquiry_detailed"
    assert Unreadable.objects.get().why == "mail_file_gone"
    with pytest.raises(KehuError):
        bytes_of(lost)


# ---- whom a mail may be taken for --------------------------------------------------------------


def test_an_encoded_name_is_no_address(boss: User) -> None:
    customer = a_customer()
    forged = (
        b"From: =?utf-8?q?maria=40novaluz=2Ecom=2Ebr?= <eve@evil.example>\r\nSubject: Order\r\n"
        b"\r\nPlease quote 2,000 pcs GL-2105.\r\n"
    )
    [mail] = came(forged)
    assert mail.sender_address == "eve@evil.example"
    assert again(mail.thread).customer != customer


@pytest.mark.parametrize(
    "written",
    ["maria@novaluz.com.br <eve@evil.example>", '"maria@novaluz.com.br" <eve@evil.example>'],
)
def test_an_address_as_a_name_is_a_name(boss: User, written: str) -> None:
    plain = f"From: {written}\r\nSubject: x\r\n\r\nPlease quote GL-2105.\r\n".encode()
    assert came(plain)[0].sender_address == "eve@evil.example"


def test_a_comma_in_an_encoded_name_splits_nothing(boss: User) -> None:
    plain = (
        b"From: =?utf-8?q?M=C3=BCller=2C_Hans?= <hans@buyer.example>\r\nSubject: x\r\n\r\n"
        b"Please quote GL-2105.\r\n"
    )
    mail = came(plain)[0]
    assert (mail.sender_name, mail.sender_address) == ("Müller, Hans", "hans@buyer.example")


def test_who_knows_a_message_id_alone_does_not_get_into_the_thread(boss: User) -> None:
    first, eve = came(
        raw(DETAILED, key="first", days=2),
        raw(
            "Send the offer to me.",
            sender="Maria <maria@nova1uz.example>",
            In_Reply_To="<first@mail.example>",
        ),
    )
    assert first.thread != eve.thread


def test_a_colleague_of_the_buyer_gets_into_the_thread(boss: User) -> None:
    first, ana = came(
        raw(DETAILED, key="first", days=2),
        raw("And in white?", sender="ana@novaluz.com.br", In_Reply_To="<first@mail.example>"),
    )
    assert first.thread == ana.thread


@pytest.mark.parametrize("sender", ["z@luz.com.br", "x@br", "q@aluz.com.br"])
def test_the_ending_of_a_domain_is_not_the_domain(boss: User, sender: str) -> None:
    first, other = came(
        raw(DETAILED, key="first", subject="LED bulbs", days=2),
        raw("Any news?", key="second", subject="Re: LED bulbs", sender=sender),
    )
    assert first.thread != other.thread


def test_a_form_sent_through_our_own_mailbox_is_the_visitors(boss: User) -> None:
    Mailbox.objects.create(
        address="sales@brightforge.com", login="s", secret="s", host="127.0.0.1", port=1
    )
    [mail] = came(
        raw(DETAILED + SIGNED, sender="sales@brightforge.com", Reply_To="maria@novaluz.com.br")
    )
    assert not mail.is_ours


def test_a_forged_mail_of_ours_hides_no_inquiry(boss: User) -> None:
    person("Li")
    first, _ = came(
        raw(DETAILED, key="first", days=2),
        raw(
            "Done.",
            sender="Li <li@kehu.example>",
            In_Reply_To="<first@mail.example>",
            Authentication_Results="mx.example; dmarc=fail header.from=kehu.example",
        ),
    )
    assert not Mail.objects.filter(is_ours=True).exists()
    assert again(first.thread).waits_since == first.at


def test_two_mails_of_a_thread_in_one_fetch_leave_their_facts(boss: User) -> None:
    customer = a_customer()
    first, _ = came(
        raw(DETAILED + SIGNED, key="first", days=1),
        raw(
            "I am out of office.",
            subject="Automatic reply: Inquiry",
            key="second",
            In_Reply_To="<first@mail.example>",
            Auto_Submitted="auto-replied",
        ),
    )
    assert again(first.thread).customer == customer
    assert Interaction.objects.filter(customer=customer).count() == 1


def test_a_mail_without_an_address_is_nobodys(boss: User) -> None:
    a_customer(email="")
    nameless = b"From: nobody\r\nSubject: x\r\n\r\nPlease quote 2,000 pcs GL-2105, CIF Santos.\r\n"
    [mail] = came(nameless)
    assert again(mail.thread).customer is None
