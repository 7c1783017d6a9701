"""Mails that a colleague passed on count as their first sender's."""

import pytest
from mail_scene import mail

from kehu.reading.message.forwards import passed_on
from kehu.reading.message.parts import read_message

_HEADINGS = {
    "gmail": "---------- Forwarded message ---------\nFrom: Maria Silva <maria@novaluz.com.br>\n"
    "Date: Mon, 9 Nov 2026 10:00:00 -0300\nSubject: LED bulbs\nTo: <li@brightforge.com>\n\n",
    "outlook": "From: Maria Silva <maria@novaluz.com.br>\nSent: Monday, November 9, 2026 10:00\n"
    "To: Li <li@brightforge.com>\nSubject: LED bulbs\n\n",
    "outlook zh": "发件人: Maria Silva <maria@novaluz.com.br>\n发送时间: 2026年11月9日 10:00\n"
    "收件人: Li <li@brightforge.com>\n主题: LED bulbs\n\n",
    "foxmail": "-------------------- 转发邮件 --------------------\n发件人：Maria Silva [maria@novaluz.com.br]\n"
    "发送日期：2026-11-09\n主题：LED bulbs\n\n",
    "german": "Von: Maria Silva <maria@novaluz.com.br>\nGesendet: Montag, 9. November 2026 10:00\n"
    "An: Li <li@brightforge.com>\nBetreff: LED bulbs\n\n",
}
BODY = "Please quote 2,000 pcs GL-2105.\n\nMaria Silva\nNova Luz Ltda"


@pytest.mark.parametrize("heading", _HEADINGS.values(), ids=_HEADINGS)
@pytest.mark.parametrize("note", ["", "Please have a look, Li.\n\n"])
def test_the_first_sender_subject_and_text_are_found(heading: str, note: str) -> None:
    raw = mail(note + heading + BODY, sender="Li <li@brightforge.com>", subject="FW: LED bulbs")
    inner = passed_on(read_message(raw))
    assert inner is not None
    assert (inner.sender.name, inner.sender.address) == ("Maria Silva", "maria@novaluz.com.br")
    assert inner.subject == "LED bulbs"
    assert inner.text.strip() == BODY


def test_a_forward_as_an_attachment_is_one_too() -> None:
    raw = (
        b"From: li@brightforge.com\r\nSubject: Fwd: LED bulbs\r\n"
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n"
        b"See attached.\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
        b"From: Maria Silva <maria@novaluz.com.br>\r\nDate: Mon, 9 Nov 2026 10:00:00 -0300\r\n"
        b"Subject: LED bulbs\r\nTo: li@brightforge.com\r\n\r\nPlease quote.\r\n--b--\r\n"
    )
    inner = passed_on(read_message(raw))
    assert inner is not None
    assert inner.sender.address == "maria@novaluz.com.br"
    assert inner.text.strip() == "Please quote."


def test_the_first_date_is_kept_where_it_can_be_read() -> None:
    raw = mail(_HEADINGS["gmail"] + BODY, subject="Fwd: LED bulbs")
    inner = passed_on(read_message(raw))
    assert inner is not None
    assert inner.at is not None
    assert inner.at.isoformat() == "2026-11-09T10:00:00-03:00"


@pytest.mark.parametrize(
    ("body", "subject"),
    [
        (BODY, "Fwd: LED bulbs"),
        (f"Thank you.\n\n{_HEADINGS['outlook']}{BODY}", "Re: LED bulbs"),
        ("---------- Forwarded message ---------\nSubject: x\n\nHello", "Fwd: x"),
    ],
)
def test_what_names_no_sender_or_is_an_answer_passes_nothing_on(body: str, subject: str) -> None:
    assert passed_on(read_message(mail(body, subject=subject))) is None
