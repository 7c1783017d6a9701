"""A salesperson's day in the browser, in both languages: the queue to its end, and an order."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from desk_scene import person
from django.core.cache import cache
from django.utils import timezone
from page_looks import nothing_is_wrong
from playwright.sync_api import Page, expect

from kehu.desk.accounts.actor import THE_APPLICATION
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Role
from kehu.desk.core.models import Company
from kehu.desk.followups.models import FollowUp
from kehu.desk.followups.planning import plan_regraded
from kehu.desk.grading.actions import regrade_all
from kehu.desk.grading.jobs import grade_by_version
from kehu.desk.grading.models import LabelChange, RulebookVersion
from kehu.desk.ledger import actions
from kehu.desk.ledger.models import Customer, Interaction

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = {
    "en": {
        "today": "Today", "sent": "Sent", "done": "All done for today.", "undo": "Undo",
        "stage": "Stage", "save": "Save", "won": "Stage: D Asked → A Won",
        "move": "3 of 3 customers would move", "from": "30 days overdue",
        "language": "en", "default": "the default",
        "saved": "and in force.", "back": "Go back to this",
    },
    "zh-hans": {
        "today": "今天", "sent": "已发送", "done": "今天的跟进都做完了。", "undo": "撤销",
        "stage": "等级", "save": "保存", "won": "等级: D 有询盘 → A 成交",
        "move": "3 位客户中有 3 位会变动", "from": "超过30天未联系",
        "language": "zh-hans", "default": "默认规则",
        "saved": "并生效。", "back": "恢复此版本",
    },
}  # fmt: skip


@pytest.fixture(params=WORDS)
def house(request: pytest.FixtureRequest) -> dict[str, str]:
    """Three customers who asked a month ago and were answered; all of them are due."""
    cache.clear()
    Company.objects.create(pk=1, name="Kehu Lighting", base_currency="CNY")
    li = person("Li")
    User.objects.filter(pk=li.pk).update(language=request.param)
    li.set_password("krQkAcp-Ozt1")
    li.save(update_fields=["password"])
    for name in ("Berlin Licht", "Porto Luz", "Riga Gaisma"):
        # Without a country it is never night there: the test runs at any hour.
        customer = actions.add_customer(actor=THE_APPLICATION, name=name, owner=li)
        for days, direction in ((41, "in"), (40, "out")):
            actions.log_contact(
                actor=THE_APPLICATION, customer=customer, direction=direction, channel="email",
                at=timezone.now() - timedelta(days=days), delivered=True,
            )  # fmt: skip
    regrade_all()
    plan_regraded()
    return WORDS[request.param]


def manager(login: str, language: str) -> None:
    boss = person(login.capitalize(), Role.ADMINISTRATOR)
    boss.language = language
    boss.set_password("krQkAcp-Ozt1")
    boss.save(update_fields=["password", "language"])


def test_the_queue_is_worked_to_its_end(house: dict[str, str], log_in: Callable[..., Page]) -> None:
    page = log_in("li", "krQkAcp-Ozt1")
    expect(page.locator("h1")).to_have_text(house["today"])
    for left in (3, 2, 1):
        expect(page.locator(".queue-line")).to_have_count(left)
        page.get_by_role("button", name=house["sent"], exact=True).click()
    expect(page.locator(".empty-title")).to_have_text(house["done"])
    assert Interaction.objects.filter(recorded_by__name="Li").count() == 3
    page.get_by_role("button", name=house["undo"]).click()
    expect(page.locator(".queue-line")).to_have_count(1)
    assert Interaction.objects.filter(recorded_by__name="Li").count() == 2
    assert not FollowUp.objects.filter(state="open").exclude(customer__isnull=False).exists()


def test_an_order_changes_the_labels_and_the_page_says_why(
    house: dict[str, str], log_in: Callable[..., Page]
) -> None:
    page = log_in("li", "krQkAcp-Ozt1")
    number = Customer.objects.get(name="Porto Luz").pk
    base = page.url.split("/today")[0]
    page.goto(f"{base}/customers/{number}/record/order")
    page.fill("[name=amount]", "120000")
    page.get_by_role("button", name=house["save"]).click()
    expect(page).to_have_url(f"{base}/customers/{number}")
    order = Customer.objects.get(pk=number).order_set.get()
    assert order.amount == Decimal(120_000)
    page.goto(f"{base}/customers/{number}/record/payment")
    page.select_option("[name=order]", str(order.pk))
    page.fill("[name=amount]", "120000")
    page.fill("[name=paid_at]", timezone.localdate().isoformat())
    page.get_by_role("button", name=house["save"]).click()
    expect(page.get_by_role("status").filter(has_text=house["won"])).to_be_visible()
    stage = page.locator("details.label").filter(has_text=house["stage"]).first
    stage.locator("summary").click()
    expect(stage.locator(".terms li").first).to_be_visible()


def test_a_threshold_is_tried_on_everybody_saved_and_taken_back(
    house: dict[str, str], log_in: Callable[..., Page]
) -> None:
    manager("boss", house["language"])
    page = log_in("boss", "krQkAcp-Ozt1")
    base = page.url.split("/today")[0]
    page.goto(f"{base}/rulebook/?at=follow_up")
    days = page.locator("input.rule-number[value='30']").last
    days.fill("60")
    days.press("Tab")
    trial = page.locator("#trying")
    expect(trial).to_contain_text(house["move"])
    expect(trial).to_contain_text(house["from"])
    assert not RulebookVersion.objects.exists()
    page.fill("[name=note]", "60")
    trial.locator(".rule-save button").click()
    expect(page.get_by_role("status").filter(has_text=house["saved"])).to_be_visible()
    grade_by_version(RulebookVersion.objects.get().pk)
    assert LabelChange.objects.filter(dimension="follow_up", after="overdue_7").count() == 3
    page.get_by_role("button", name=house["back"]).click()
    grade_by_version(RulebookVersion.objects.get(note__contains=house["default"]).pk)
    assert LabelChange.objects.filter(dimension="follow_up", after="overdue_30").count() == 3


@pytest.mark.parametrize("width", [1440, 390])
def test_no_page_shuts_anybody_out(
    house: dict[str, str], log_in: Callable[..., Page], width: int
) -> None:
    page = log_in("li", "krQkAcp-Ozt1", width)
    expect(page.locator("h1")).to_be_visible()
    base = page.url.split("/today")[0]
    number = Customer.objects.get(name="Porto Luz").pk
    for path in (
        "/today/", "/customers/", f"/customers/{number}", f"/customers/{number}/record/order",
        f"/customers/{number}/record/contact", f"/customers/{number}/decide/need",
        f"/customers/{number}/decide/label:stage", "/customers/new", "/segments/",
        "/settings/account", "/customers/tags", "/rulebook/?at=profit_tier", "/rulebook/file",
        "/rulebook/versions", "/customers/board", "/segments/plays",
        "/pool/", "/pool/leaving", "/pool/rules",
        f"/pool/{number}/release", "/segments/service", "/segments/review",
    ):  # fmt: skip
        page.goto(base + path)
        page.wait_for_load_state("networkidle")
        nothing_is_wrong(page)
