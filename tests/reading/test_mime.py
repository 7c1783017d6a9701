"""Mail in any shape and charset, and mail that is broken."""

import base64
from contextlib import suppress
from email.message import EmailMessage

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mail_scene import mail

from kehu.errors import KehuError
from kehu.reading.message.charsets import decoded, header_text
from kehu.reading.message.html import text_of
from kehu.reading.message.parts import LARGEST, read_message

WORDS = {
    "gb2312": "你好，请报价", "big5": "請報價，謝謝", "windows-1251": "Добрый день, пришлите цены",
    "koi8-r": "Пришлите прайс", "iso-8859-9": "Fiyat teklifi istiyoruz, teşekkürler",
    "windows-1256": "نرجو إرسال الأسعار", "shift_jis": "お見積りをお願いします", "iso-8859-1": "Größe für 40 Stück",
}  # fmt: skip


@pytest.mark.parametrize(("charset", "words"), WORDS.items())
def test_words_are_read_in_the_charset_that_is_named(charset: str, words: str) -> None:
    raw = (f"From: a@b.com\r\nContent-Type: text/plain; charset={charset}\r\n"
           "Content-Transfer-Encoding: base64\r\n\r\n").encode()  # fmt: skip
    raw += base64.encodebytes(words.encode(charset))
    assert read_message(raw).text.strip() == words


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_words_are_read_where_no_charset_is_named(charset: str) -> None:
    words = "您好，我们需要LED球泡灯两千只，请报FOB宁波价格，谢谢"
    assert words in read_message(b"From: a@b.com\r\n\r\n" + words.encode(charset)).text


def test_a_charset_that_does_not_exist_loses_nothing() -> None:
    assert decoded(b"plain words", "no-such-charset") == "plain words"


@pytest.mark.parametrize(
    ("raw", "words"),
    [("=?gb2312?B?xOO6ww==?= =?utf-8?q?caf=C3=A9?=", "你好café"), ("=?broken", "=?broken"),
     ("a\r\n b", "a b"), (None, "")],
)  # fmt: skip
def test_headers_are_read_as_people_see_them(raw: str | None, words: str) -> None:
    assert header_text(raw) == words


def test_the_page_is_read_where_the_plain_half_stands_in_for_it() -> None:
    message = EmailMessage()
    message["From"] = "a@b.com"
    message.set_content("View this mail in a browser.")
    message.add_alternative("<p>We need <b>two thousand</b> LED bulbs of nine watts, please quote.</p>",
                            subtype="html")  # fmt: skip
    assert "two thousand LED bulbs" in read_message(message.as_bytes()).text


def test_the_plain_half_is_read_where_it_says_the_same() -> None:
    message = EmailMessage()
    message["From"] = "a@b.com"
    message.set_content("Please quote 400 pcs of GL-2105.")
    message.add_alternative("<p>Please quote 400 pcs of <i>GL-2105</i>.</p>", subtype="html")
    assert read_message(message.as_bytes()).text.strip() == "Please quote 400 pcs of GL-2105."


def test_of_a_page_nothing_runs_and_nothing_hidden_is_read() -> None:
    page = (
        "<html><head><style>p{}</style></head><body><script>evil()</script>"
        "<div style='display: none'>hidden words</div><img src='http://track.example/x.gif'>"
        "<table><tr><td>GL-2105</td><td>400</td></tr><tr><td>CH16W</td><td>50</td></tr></table>"
        "<p>Thanks</p><blockquote>old words<br>more</blockquote></body></html>"
    )
    assert text_of(page) == "GL-2105\t400\nCH16W\t50\n\nThanks\n\n> old words\n> more"


def test_attachments_are_named_and_never_opened() -> None:
    message = EmailMessage()
    message["From"] = "a@b.com"
    message.set_content("see attached")
    message.add_attachment(b"PK\x03\x04" + b"0" * 500, "application", "zip", filename="询价.zip")
    read = read_message(message.as_bytes())
    assert [(one.name, one.media_type) for one in read.attachments] == [
        ("询价.zip", "application/zip")
    ]
    assert read.text.strip() == "see attached"


def test_lines_that_flow_are_joined() -> None:
    raw = (b"From: a@b.com\r\nContent-Type: text/plain; format=flowed\r\n\r\n"
           b"Please quote \r\n400 pcs\r\nThanks")  # fmt: skip
    assert read_message(raw).text == "Please quote 400 pcs\nThanks"


def test_broken_base64_is_read_as_far_as_it_goes() -> None:
    raw = b"From: a@b.com\r\nContent-Transfer-Encoding: base64\r\n\r\nUGxlYXNlIHF1b3Rl!!!=="
    assert "Please quote" in read_message(raw).text


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "mail_empty"),
        (b"From: a@b.com\r\n\r\n" + b"x" * (LARGEST + 1), "mail_too_large"),
        (b"From: a@b.com\r\nX: " + b"y" * 400_000, "mail_header_endless"),
        (b"From: a@b.com\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
         + b"--b\r\n\r\nx\r\n" * 10_000 + b"--b--", "mail_too_many_parts"),
    ],
)  # fmt: skip
def test_what_is_no_mail_is_refused_by_name(raw: bytes, code: str) -> None:
    with pytest.raises(KehuError) as refused:
        read_message(raw)
    assert refused.value.code == code


def test_parts_inside_each_other_without_end_are_refused() -> None:
    depth = 3_000
    raw = b"From: a@b.com\r\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(depth)
    )
    with pytest.raises(KehuError) as refused:
        read_message(raw)
    assert refused.value.code in ("mail_too_nested", "mail_header_endless", "mail_too_many_parts")


_SEED = mail("Please quote 400 pcs of GL-2105 FOB Ningbo.\n\nOn Monday, X <x@y.z> wrote:\n> old")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.integers(0, len(_SEED) - 1), st.binary(min_size=0, max_size=9)), max_size=12
    )
)
def test_mails_with_changed_bytes_never_crash(changes: list[tuple[int, bytes]]) -> None:
    raw = bytearray(_SEED)
    for place, put in changes:
        raw[place : place + len(put) // 2] = put
    with suppress(KehuError):
        read_message(bytes(raw))
