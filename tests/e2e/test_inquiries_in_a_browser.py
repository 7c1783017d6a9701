"""A mail is uploaded, read, set right, made into a customer and answered by hand in a browser; axe
on every page, and nothing that a stranger wrote is run or fetched."""

from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from desk_scene import person
from inquiries.inbox_scene import DETAILED, SIGNED, a_house, actor, raw
from page_looks import nothing_is_wrong
from playwright.sync_api import Page, expect
from pytest_django import Settings

from kehu.desk.accounts.models import User
from kehu.desk.inquiries.actions.answering import answer
from kehu.desk.inquiries.jobs import read_mail
from kehu.desk.inquiries.models import Mail, Mailbox, SecondLook, Sending, Thread
from kehu.desk.inquiries.receiving import Way, receive
from kehu.desk.inquiries.settling import newest_in
from kehu.desk.ledger.models import Customer, Inquiry
from kehu.reading.titles import title
from kehu.words import Lang

pytestmark = pytest.mark.django_db(transaction=True)
_PASSWORD = "krQkAcp-Ozt1"
_SAID = {
    "en": ("Upload mails", "Read them", "Make a customer", "I have answered", "Noted as answered.",
           "Will be sent in a moment."),
    "zh-hans": ("上传邮件", "开始识别", "建为客户", "我已回复", "已标记为已回复。", "即将发送。"),
}  # fmt: skip
_EVIL = """<html><head><script>window.hacked = 'head'</script>
<link rel="stylesheet" href="https://elsewhere.example/look.css"></head>
<body onload="window.hacked = 'load'" background="https://elsewhere.example/wall.gif">
<p>Dear Sir,</p><p>Please quote <b>2,000 pcs of GL-2105</b> LED bulb A60 9W, CIF Santos.</p>
<script src="https://elsewhere.example/run.js"></script>
<script>window.hacked = 'body'; fetch('https://elsewhere.example/told')</script>
<img src="https://elsewhere.example/pixel.gif" onerror="window.hacked = 'image'">
<iframe src="https://elsewhere.example/frame"></iframe>
<p>&lt;script&gt;window.hacked = 'shown'&lt;/script&gt;</p>
<p>&lt;img src=x onerror="window.hacked = 'shown image'"&gt;</p>
<p>Maria Silva<br>Nova Luz Ltda<br>Rua das Flores 12, Sao Paulo, Brazil<br>www.novaluz.com.br</p>
</body></html>"""


@pytest.fixture(params=["en", "zh-hans"])
def language(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    return chosen


@pytest.fixture
def li(language: str, settings: Settings, tmp_path: Path) -> User:
    """A salesperson in a house with goods."""
    settings.MEDIA_ROOT = tmp_path / "files"
    a_house()
    li = person("Li")
    li.language = language
    li.set_password(_PASSWORD)
    li.save()
    return li


def came(*mails: bytes, to: User) -> None:
    for one in mails:
        receive(one, Way(Mail.Source.UPLOAD, holder=to))
    read_mail()


def evil_mail() -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = "Maria Silva <maria@novaluz.com.br>", "sales@brightforge.com"
    mail["Subject"] = "<img src=x onerror=\"window.hacked = 'subject'\"> Inquiry"
    mail["Message-ID"] = "<evil@novaluz.com.br>"
    mail.set_content(_EVIL, subtype="html")
    return mail.as_bytes()


@pytest.fixture
def opened(li: User, log_in: Callable[..., Page]) -> Callable[..., Page]:
    """The board, in a browser that asks nobody but us."""
    elsewhere: list[str] = []

    def open_board(width: int = 1440) -> Page:
        page = log_in("li", _PASSWORD, width)
        expect(page.locator("h1")).to_be_visible()
        here = urlsplit(page.url)

        def note(address: str) -> None:
            asked = urlsplit(address)
            if asked.scheme in ("http", "https") and asked.netloc != here.netloc:
                elsewhere.append(address)

        page.on("request", lambda request: note(request.url))
        page.goto(f"{here.scheme}://{here.netloc}/inquiries/")
        open_board.elsewhere = elsewhere  # type: ignore[attr-defined]
        return page

    return open_board


def settled(page: Page) -> None:
    expect(page.locator(".htmx-request, .htmx-settling, .htmx-added")).to_have_count(0)


@pytest.mark.parametrize("width", [1440, 390])
def test_a_mail_is_uploaded_set_right_made_a_customer_and_answered(
    language: str, opened: Callable[..., Page], tmp_path: Path, width: int
) -> None:
    upload, read_them, make, answered, noted, _ = _SAID[language]
    lang: Lang = "zh" if language == "zh-hans" else "en"
    file = tmp_path / "inquiry.eml"
    file.write_bytes(raw(DETAILED + SIGNED, subject="Inquiry LED bulbs"))
    page = opened(width)
    nothing_is_wrong(page)
    page.locator("summary", has_text=upload).click()
    page.set_input_files("[name=mails]", file)
    page.get_by_role("button", name=read_them, exact=True).click()
    expect(page.locator("[role=status]")).to_be_visible()
    read_mail()
    card = page.locator("a.mail-card")  # the board looks for itself
    expect(card).to_contain_text("GL-2105")
    nothing_is_wrong(page)

    card.click()
    _set_right(page, lang)
    _make_a_customer(page, make)
    _answer_and_undo(page, answered, noted)
    assert opened.elsewhere == []  # type: ignore[attr-defined]


def _set_right(page: Page, lang: Lang) -> None:
    """What was read is marked in the mail; one click on what a code should be sets it right."""
    expect(page.locator("mark", has_text="GL-2105").first).to_be_visible()
    expect(page.locator("mark", has_text="Santos").first).to_be_visible()
    nothing_is_wrong(page)

    kind = page.locator("details.menu", has=page.locator("input[value=kind]"))
    expect(kind.locator("summary")).to_contain_text(title("kind", "inquiry_detailed", lang))
    kind.locator("summary").click()
    kind.locator("button[value=inquiry_partial]").click()
    expect(kind.locator("summary")).to_contain_text(title("kind", "inquiry_partial", lang))
    settled(page)

    sign = page.locator("li.sign", has_text=title("signals", "exact_model", lang))
    expect(sign).to_have_count(1)
    sign.get_by_role("button").click()
    expect(sign).to_have_count(0)
    settled(page)
    mail = Mail.objects.get()
    said = dict(mail.corrections.values_list("field", "value"))
    assert said["kind"] == "inquiry_partial"
    assert said["signals"] and "exact_model" not in said["signals"]


def _make_a_customer(page: Page, make: str) -> None:
    page.locator(".whose a[href$='/customer']").click()
    expect(page.locator("[name=customer-name]")).to_have_value("Nova Luz Ltda")
    nothing_is_wrong(page)
    page.get_by_role("button", name=make, exact=True).click()
    expect(page.locator(".whose a b")).to_have_text("Nova Luz Ltda")
    nothing_is_wrong(page)
    customer = Customer.objects.get()
    assert (customer.country, customer.owner) == ("BR", User.objects.get(name="Li"))
    assert [*Inquiry.objects.values_list("kind", flat=True)] == ["partial"]


def _answer_and_undo(page: Page, answered: str, noted: str) -> None:
    page.locator("#draft-body").fill("Dear Maria, 0.78 USD.\n此致")
    page.get_by_role("button", name=answered, exact=True).click()
    expect(page.locator("#work [role=status]")).to_contain_text(noted)
    nothing_is_wrong(page)
    assert Thread.objects.get().waits_since is None
    page.locator("button[data-key=u]").click()
    expect(page.locator("#draft-body")).to_have_value("Dear Maria, 0.78 USD.\n此致")
    assert Thread.objects.get().waits_since is not None
    assert not Mail.objects.filter(is_ours=True).exists()


def test_what_a_stranger_wrote_is_neither_run_nor_fetched(
    li: User, opened: Callable[..., Page]
) -> None:
    came(evil_mail(), to=li)
    page = opened()
    expect(page.locator("a.mail-card")).to_have_count(1)
    assert page.evaluate("window.hacked") is None
    page.locator("a.mail-card").click()
    shown = page.locator(".mail-text")
    expect(shown).to_contain_text("<script>window.hacked = 'shown'</script>")
    expect(shown).to_contain_text("<img src=x onerror=")
    expect(page.locator(".detail-head h2")).to_contain_text("<img src=x")
    expect(page.locator("mark", has_text="GL-2105").first).to_be_visible()
    nothing_is_wrong(page)
    assert page.evaluate("window.hacked") is None
    assert page.locator("iframe, .mail-text img, .mail-text script, .mail-text link").count() == 0
    with page.expect_download() as download:
        page.locator("a[href$='/raw']").click()
    assert Path(download.value.path()).read_bytes() == evil_mail()
    assert opened.elsewhere == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("width", [1440, 390])
def test_other_bank_details_are_looked_at_twice(
    li: User, language: str, opened: Callable[..., Page], width: int
) -> None:
    told = "Please note that our bank account has changed. Pay the invoice to the new account."
    came(raw(told + SIGNED, subject="Invoice"), to=li)
    page = opened(width)
    expect(page.locator(".alert-danger li")).to_have_count(1)
    nothing_is_wrong(page)
    page.locator(".alert-danger a").click()
    nothing_is_wrong(page)
    page.locator("[name=how]").fill("Called Maria at +55 11 2345 3119")
    page.locator("form", has=page.locator("[name=how]")).get_by_role("button").click()
    expect(page.locator("[name=how]")).to_have_count(0)
    look = SecondLook.objects.get()
    assert (look.how, look.taken_by) == ("Called Maria at +55 11 2345 3119", li)
    nothing_is_wrong(page)


def test_a_letter_is_sent_in_a_moment_and_held_back(
    li: User, language: str, opened: Callable[..., Page]
) -> None:
    Mailbox.objects.create(
        address="sales@brightforge.com", login="sales", secret="sales", host="127.0.0.1",
        smtp_host="127.0.0.1",
    )  # fmt: skip
    came(raw(DETAILED + SIGNED, key="1"), raw("Your price list, please." + SIGNED, key="2"), to=li)
    page = opened()
    page.locator("a.mail-card", has_text="GL-2105").click()
    page.locator("#draft-body").fill("Dear Maria, 0.78 USD.")
    page.locator("button[data-key=s]").click()
    expect(page.locator("#work [role=status]")).to_contain_text(_SAID[language][-1])
    assert Sending.objects.get().state == "waiting"
    expect(page.locator("#draft-body")).not_to_have_value("Dear Maria, 0.78 USD.")  # the next mail
    page.locator("button[data-key=u]").click()
    expect(page.locator("#draft-body")).to_have_value("Dear Maria, 0.78 USD.")
    assert not Sending.objects.exists()


@pytest.mark.parametrize("width", [1440, 390])
def test_the_other_lists_and_accuracy_shut_nobody_out(
    li: User, opened: Callable[..., Page], width: int
) -> None:
    came(
        raw(DETAILED + SIGNED, key="1"),
        raw("This week.", subject="Weekly", key="2", sender="News <news@weekly.example>",
            List_Unsubscribe="<https://weekly.example>"), to=li)  # fmt: skip
    thread = Thread.objects.get(step="quote")
    answer(actor=actor(li), thread=thread, seen=newest_in(thread), subject="Re", body="0.78 USD.",
           mailbox=None)  # fmt: skip
    page = opened(width)
    for shown, count in (("answered", 1), ("ignored", 1), ("done", 0)):
        page.locator(f"nav.switch a[href='?show={shown}']").click()
        expect(page.locator("a.queue-line")).to_have_count(count)
        nothing_is_wrong(page)
    page.locator("a[href$='/inquiries/accuracy']").click()
    expect(page.locator("table").first).to_be_visible()
    nothing_is_wrong(page)
