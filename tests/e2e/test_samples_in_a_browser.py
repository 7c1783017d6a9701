"""The sample desk in a browser, in both languages: a request of an inquiry's link goes its way to
an order's credit, a mistake is taken back, the house rule is changed; axe at every step."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from desk_scene import a_rate, graded_before, person
from django.utils import timezone
from page_looks import nothing_is_wrong
from playwright.sync_api import Page, expect

from kehu.desk.accounts.actor import THE_APPLICATION
from kehu.desk.accounts.roles import Role
from kehu.desk.core.models import Company
from kehu.desk.intake.blacklist.listing import blacklist
from kehu.desk.ledger.actions import record_order
from kehu.desk.ledger.models import Customer, Product, Sample
from kehu.desk.samples.models import HouseRule, SampleCase

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "krQkAcp-Ozt1"
WORDS = {
    "en": {
        "take": "Take it in", "proposed": "Proposed: Verify the buyer first",
        "still": "Proposed: Buyer pays sample and freight", "decide": "Decide",
        "all": "Buyer pays sample and freight", "free": "Send it, we pay all", "paid": "Paid",
        "send": "It is sent", "arrived": "It arrived", "feedback": "Feedback came", "undo": "Undo",
        "conclude": "Conclude", "credit": "Credit", "empty": "Nobody has asked for a sample yet.",
        "save": "Save",
    },
    "zh-hans": {
        "take": "登记", "proposed": "建议: 先核实客户", "still": "建议: 样品费、运费都由客户付",
        "decide": "决定", "all": "样品费、运费都由客户付", "free": "免费寄样", "paid": "付款",
        "send": "已寄出", "arrived": "已签收", "feedback": "收到反馈", "undo": "撤销",
        "conclude": "结案", "credit": "抵扣", "empty": "还没有样品申请。", "save": "保存",
    },
}  # fmt: skip


@pytest.fixture(params=WORDS)
def words(request: pytest.FixtureRequest) -> dict[str, str]:
    """An administrator's house with one customer of whom nothing is known, and one product."""
    Company.objects.create(pk=1, name="Lumen")
    graded_before()
    a_rate()
    Customer.objects.create(code="C-1", name="Nordhavn Lys", country="DK")
    Product.objects.create(
        code="GL-2105", name="Garden lamp", category="Lamps", list_price=Decimal(12),
        cost=Decimal(5), currency="USD",
    )  # fmt: skip
    boss = person("Boss", Role.ADMINISTRATOR)
    boss.language = request.param
    boss.set_password(PASSWORD)
    boss.save()
    return WORDS[request.param]


def press(page: Page, name: str) -> None:
    """A page goes on only when the step is recorded and its answer is shown."""
    with page.expect_navigation():
        page.locator(".btn-primary", has_text=name).click()


@pytest.mark.parametrize("width", [1440, 390])
def test_a_sample_goes_from_an_inquirys_link_to_the_credit(
    words: dict[str, str], log_in: Callable[..., Page], width: int
) -> None:
    page = log_in("boss", PASSWORD, width)
    expect(page.locator("h1")).to_be_visible()
    base = page.url.split("/today")[0]
    for path in ("/samples/", "/samples/budget"):
        page.goto(base + path)
        nothing_is_wrong(page)
    page.goto(f"{base}/samples/")
    expect(page.locator(".empty-title")).to_have_text(words["empty"])
    page.goto(f"{base}/samples/new?customer=C-1&product=GL-2105&pieces=2&decision=verify_first")
    nothing_is_wrong(page)
    press(page, words["take"])
    expect(page.locator(".split-detail")).to_contain_text(words["proposed"])
    nothing_is_wrong(page)
    press(page, words["decide"])
    expect(page.locator(".split-detail")).to_contain_text(words["still"])
    expect(page.locator(".decide-fee")).to_be_visible()
    page.fill("[name=freight]", "30")
    nothing_is_wrong(page)
    press(page, words["decide"])
    press(page, words["paid"])
    page.fill("[name=courier]", "DHL")
    page.fill("[name=tracking_number]", "JD014600")
    page.fill("[name=goods_cost]", "80")
    nothing_is_wrong(page)
    press(page, words["send"])
    expect(page.locator(".split-detail")).to_contain_text("JD014600")
    page.locator(".alert").get_by_role("button", name=words["undo"], exact=True).click()
    expect(page.locator(".split-detail")).not_to_contain_text("JD014600")
    press(page, words["send"])
    press(page, words["arrived"])
    nothing_is_wrong(page)
    page.fill("[name=text]", "Bright enough; we order in May.")
    press(page, words["feedback"])
    record_order(
        actor=THE_APPLICATION, customer=Customer.objects.get(), amount=Decimal(9000),
        ordered_at=timezone.now() + timedelta(seconds=1), code="O-1",
    )  # fmt: skip
    page.reload()
    expect(page.locator(".split-detail")).to_contain_text("O-1")
    nothing_is_wrong(page)
    page.locator("form[action$='/credit']").get_by_role(
        "button", name=words["credit"], exact=True
    ).click()
    expect(page.locator(".alert-success")).to_be_visible()
    case, sample = SampleCase.objects.get(), Sample.objects.get()
    assert (case.credited, sample.fee, sample.freight) == (24, 24, 30)
    assert case.decision == "buyer_pays_sample_and_freight"
    page.goto(f"{base}/samples/budget")
    expect(page.locator("[data-chart=budget] svg")).to_be_visible()
    nothing_is_wrong(page)


@pytest.mark.parametrize("width", [1440, 390])
def test_otherwise_than_proposed_asks_why_and_the_blacklist_stops_it(
    words: dict[str, str], log_in: Callable[..., Page], width: int
) -> None:
    page = log_in("boss", PASSWORD, width)
    expect(page.locator("h1")).to_be_visible()
    base = page.url.split("/today")[0]
    page.goto(f"{base}/samples/new?customer=C-1&product=GL-2105")
    press(page, words["take"])
    expect(page.locator(".decide-why")).to_be_hidden()
    page.get_by_label(words["free"], exact=True).check()
    expect(page.locator(".decide-why")).to_be_visible()
    nothing_is_wrong(page)
    page.fill("[name=why]", "a fair next week")
    press(page, words["decide"])
    expect(page.locator(".split-detail")).to_contain_text("a fair next week")
    expect(page.locator("[name=sent_at]")).to_be_visible()
    blacklist(actor=THE_APPLICATION, lines=["Nordhavn Lys"], reason="never paid", kind="company")
    page.reload()
    expect(page.locator(".note-risk")).to_be_visible()
    expect(page.locator("[name=sent_at]")).to_have_count(0)
    nothing_is_wrong(page)
    page.goto(f"{base}/samples/house")
    nothing_is_wrong(page)
    page.select_option("[name=bought_before]", "send_free")
    page.fill("[name=budget_month]", "8000")
    press(page, words["save"])
    expect(page.locator(".alert-success")).to_be_visible()
    assert HouseRule.objects.get().decisions == {"bought_before": "send_free"}
