"""Forecasts in the browser, in both languages: who will order, when, and how that is known."""

from collections.abc import Callable
from pathlib import Path

import pytest
from desk_scene import load_graded, person
from django.core.cache import cache
from django.db import transaction
from page_looks import nothing_is_wrong
from playwright.sync_api import Page, expect

from kehu.demo import write_ledger
from kehu.desk.accounts.roles import Role
from kehu.desk.grading.found import values_of
from kehu.desk.grading.models import Grade
from kehu.desk.insights.expecting import expecting_in_force
from kehu.engine.expecting import first_that_holds

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "krQkAcp-Ozt1"
WORDS = {
    "en": {
        "customers": "All customers", "list": "Orders expected", "missed": "Orders missed",
        "sum": "expected in the next 30 days", "next": "Next order expected",
        "table": "As a table", "why": "How is this known?", "rhythm": "Its own rhythm",
        "window": "expected", "rival": "A rival seems to deliver instead of us",
    },
    "zh-hans": {
        "customers": "全部客户", "list": "预计下单", "missed": "该下单未下单",
        "sum": "未来30天预计订单额", "next": "预计下次下单",
        "table": "看表格", "why": "这是怎么算出来的？", "rhythm": "自身节奏",
        "window": "预计下单", "rival": "订单可能被对手抢走",
    },
}  # fmt: skip


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    write_ledger(folder, customers=120)
    return folder


@pytest.fixture(params=WORDS)
def words(request: pytest.FixtureRequest, demo_folder: Path) -> dict[str, str]:
    """The demo exporter, graded, with an administrator who reads the language."""
    cache.clear()
    with transaction.atomic():  # rows that point at one another come in one table after the other
        load_graded(demo_folder)
    boss = person("Boss", Role.ADMINISTRATOR)
    boss.language = request.param
    boss.set_password(PASSWORD)
    boss.save(update_fields=["password", "language"])
    return WORDS[request.param]


def one_who(state: str | None, orders: int = 3) -> int:
    """A customer of so many order days at least who stands so by its forecast."""
    for grade in Grade.objects.select_related("shape").order_by("customer"):
        values = values_of(grade)
        found = first_that_holds(expecting_in_force().states, values)
        if values["order_days"] >= orders and (found.name if found else None) == state:
            return grade.customer_id
    raise AssertionError("the demo exporter has no such customer")


def test_from_the_list_to_a_customers_window_and_how_it_is_known(
    words: dict[str, str], log_in: Callable[..., Page]
) -> None:
    page = log_in("boss", PASSWORD)
    base = page.url.split("/today")[0]
    page.goto(f"{base}/customers/")
    page.get_by_role("link", name=words["list"], exact=True).click()
    expect(page.locator("h1")).to_have_text(words["list"])
    expect(page.locator("h2").first).to_contain_text(words["sum"])
    page.get_by_role("link", name=words["missed"], exact=True).click()
    expect(page.locator("h1")).to_have_text(words["missed"])
    page.goto(f"{base}/customers/{one_who(None)}")
    block = page.locator("#forecast")
    expect(block.locator("h2")).to_contain_text(words["next"])
    chart = block.locator("[data-chart]")
    expect(chart).to_have_accessible_name(chart.get_attribute("aria-label") or "-")
    expect(chart.locator("svg text", has_text=words["window"])).to_be_visible()
    block.get_by_text(words["table"]).click()
    expect(block.get_by_role("cell", name=words["window"])).to_be_visible()
    block.get_by_text(words["why"]).click()
    expect(block.get_by_text(words["rhythm"])).to_be_visible()


def test_a_rival_is_an_alarm_on_the_customers_page(
    words: dict[str, str], log_in: Callable[..., Page]
) -> None:
    page = log_in("boss", PASSWORD)
    page.goto(f"{page.url.split('/today')[0]}/customers/{one_who('rival', 1)}")
    expect(page.locator("#forecast h2")).to_contain_text(words["rival"])
    expect(page.locator("#forecast")).not_to_contain_text(words["next"])


@pytest.mark.parametrize("width", [1440, 390])
def test_no_page_of_forecasts_shuts_anybody_out(
    words: dict[str, str], log_in: Callable[..., Page], width: int
) -> None:
    page = log_in("boss", PASSWORD, width)
    expect(page.locator("h1")).to_be_visible()
    base = page.url.split("/today")[0]
    for path in (
        "/customers/expected", "/customers/missed", "/customers/expected?team=1&owner=0",
        *(f"/customers/{one_who(state, 1)}" for state in (None, "rival", "late", "doubtful")),
        f"/customers/{one_who(None, 0)}",
    ):  # fmt: skip
        page.goto(base + path)
        page.wait_for_load_state("networkidle")
        for summary in page.locator("#forecast summary").all():
            summary.click()
        nothing_is_wrong(page)
