"""Letters go out to a real SMTP server; what became of them is told as far as it is known."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from mailing.free_ports import free_port
from mailing.post_office import PASSWORD, PostOffice

from kehu.errors import KehuError
from kehu.mailing.sending import Letter, composed, send
from kehu.mailing.servers import Server

US, BUYER = "li@brightforge.example", "sara@alnoor.example"
LETTER = Letter(
    sender=("王丽", US),
    to=("سارة, Al Noor", BUYER),
    subject="报价单 2026-118 – عرض سعر للمصابيح LED 9W E27, الكمية ٤٠٠ قطعة",
    body="您好，Sara：\n\n.\nFrom the list you sent:\nشكراً لاستفساركم.\n\n顺颂商祺\n王丽\n",
    message_id="<118@brightforge.example>",
    at=datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
    answers=("<first@alnoor.example>", "<second@alnoor.example>"),
)


def server_of(office: PostOffice) -> Server:
    return Server("127.0.0.1", office.port, "none", "li", PASSWORD)


def refusal(server: Server, letter: Letter = LETTER) -> KehuError:
    with pytest.raises(KehuError) as refused:
        send(server, composed(letter), US, letter.to[1])
    return refused.value


def test_a_letter_arrives_as_it_was_written(post_office: PostOffice) -> None:
    send(server_of(post_office), composed(LETTER), US, BUYER)
    assert post_office.taken_from == [(US, [BUYER])]
    letter = post_office.letters[0]
    assert letter["Subject"] == LETTER.subject
    assert letter.get_content().replace("\r\n", "\n") == LETTER.body
    assert (letter["From"], letter["To"]) == (f"王丽 <{US}>", f'"سارة, Al Noor" <{BUYER}>')
    assert letter["Date"].datetime == LETTER.at


def test_a_letter_stands_in_its_thread(post_office: PostOffice) -> None:
    send(server_of(post_office), composed(LETTER), US, BUYER)
    letter = post_office.letters[0]
    assert letter["Message-ID"] == "<118@brightforge.example>"
    assert letter["In-Reply-To"] == "<second@alnoor.example>"
    assert letter["References"].split() == ["<first@alnoor.example>", "<second@alnoor.example>"]


def test_a_letter_that_answers_none_names_none() -> None:
    alone = message_from_bytes(composed(replace(LETTER, answers=())), policy=policy.default)
    assert alone["In-Reply-To"] is None and alone["References"] is None


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028"])
def test_a_subject_makes_no_headers(post_office: PostOffice, end: str) -> None:
    subject = f"Offer{end}Bcc: thief@elsewhere.example{end}{end}Another text"
    name = f"Li{end}Bcc: thief@elsewhere.example"
    letter = replace(LETTER, subject=subject, sender=(name, US), to=(name, BUYER))
    send(server_of(post_office), composed(letter), US, BUYER)
    came = post_office.letters[0]
    assert came["Bcc"] is None and came["Subject"].startswith("Offer Bcc: thief@elsewhere.example")
    assert came.get_content().startswith("您好")
    assert post_office.taken_from == [(US, [BUYER])]


@pytest.mark.parametrize(
    "address",
    [
        "", "sara", "sara smith@alnoor.example", f"{BUYER}\r\nBcc: thief@elsewhere.example",
        f"{BUYER}>,<thief@elsewhere.example", "سارة@alnoor.example", "sara@النور.example",
    ],
)  # fmt: skip
def test_an_address_that_no_letter_can_go_to_is_told_before_it_is_tried(address: str) -> None:
    with pytest.raises(KehuError) as refused:
        composed(replace(LETTER, to=("Sara", address)))
    assert refused.value.code == "address_unfit_for_mail"
    assert refused.value.fields == {"address": address}


def test_a_recipient_whom_the_server_refuses_got_nothing(post_office: PostOffice) -> None:
    post_office.refuses = {BUYER}
    refused = refusal(server_of(post_office))
    assert refused.code == "mail_not_sent"
    assert refused.fields["why"] == "550 5.1.1 Nobody of that name lives here"
    assert post_office.letters == []


def test_a_server_that_breaks_off_behind_the_text_may_have_it(post_office: PostOffice) -> None:
    post_office.breaks_off_at = "DATA"
    assert refusal(server_of(post_office)).code == "mail_perhaps_sent"
    assert len(post_office.letters) == 1


@pytest.mark.parametrize("password", ["wrong", "茶壶"])
def test_a_wrong_password_sends_nothing(post_office: PostOffice, password: str) -> None:
    refused = refusal(replace(server_of(post_office), password=password))
    assert refused.code == "mail_not_sent"
    assert post_office.letters == []
    assert password not in refused.message("en")


def test_a_server_that_is_not_there_got_nothing() -> None:
    refused = refusal(Server("127.0.0.1", free_port(), "none", "li", PASSWORD))
    assert (refused.code, refused.fields["host"]) == ("mail_not_sent", "127.0.0.1")


@pytest.mark.parametrize("encryption", ["tls", "starttls"])
def test_a_server_that_does_not_encrypt_is_told_no_password(
    post_office: PostOffice, encryption: str
) -> None:
    server = replace(server_of(post_office), encryption=encryption)
    assert refusal(server).code == "mail_not_sent"
    assert post_office.letters == []


def test_a_letter_leaves_this_machine_encrypted_only(post_office: PostOffice) -> None:
    elsewhere = replace(server_of(post_office), host="smtp.brightforge.example")
    assert refusal(elsewhere).code == "mail_unencrypted"


def test_a_password_is_not_shown_where_a_server_is() -> None:
    assert PASSWORD not in repr(Server("127.0.0.1", 25, "none", "li", PASSWORD))
