"""Looking back in a browser: asked for, waited for, read; in both languages, on every width."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from desk_scene import load, person
from django.core.cache import cache
from page_looks import nothing_is_wrong
from playwright.sync_api import Page, expect

from kehu.demo import write_ledger
from kehu.desk.accounts.roles import Role
from kehu.desk.core.models import Company
from kehu.desk.insights.backtests.jobs import run_backtest
from kehu.desk.insights.models import BackTest

pytestmark = pytest.mark.django_db(transaction=True)
_PASSWORD = "krQkAcp-Ozt1"
WORDS = {
    "en": {
        "empty": "There is too little history to look back on.", "look": "Look back",
        "not_yet": "Nobody has looked back on", "leave": "You may leave this page",
        "error": "Day of the next order", "table": "As a table", "show": "Show",
        "market": "Market: the 90 days after",
    },
    "zh-hans": {
        "empty": "历史数据还不够回顾。", "look": "开始回顾", "not_yet": "还没有回顾过",
        "leave": "可以离开本页", "error": "下次下单日", "table": "看表格",
        "show": "查看", "market": "：此后 90 天的表现",
    },
}  # fmt: skip


@pytest.fixture(scope="session")
def exporter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exporter")
    write_ledger(folder, customers=300)
    return folder


@pytest.fixture(params=WORDS)
def words(request: pytest.FixtureRequest) -> dict[str, str]:
    """A manager's house, and what its pages say in one of the languages."""
    cache.clear()
    Company.objects.create(pk=1, name="Lumen", base_currency="CNY")
    boss = person("Boss", Role.MANAGER)
    boss.language = request.param
    boss.set_password(_PASSWORD)
    boss.save()
    return WORDS[request.param]


@pytest.mark.parametrize("width", [1440, 390])
def test_a_manager_looks_back_and_reads_what_came_of_it(
    words: dict[str, str], log_in: Callable[..., Page], exporter: Path, width: int
) -> None:
    page = log_in("boss", _PASSWORD, width)
    expect(page.locator("h1")).to_be_visible()
    address = page.url.split("/today")[0] + "/segments/track-record/"
    page.goto(address)
    expect(page.locator("main")).to_contain_text(words["empty"])
    nothing_is_wrong(page)
    load(exporter)
    page.goto(address)
    expect(page.locator("main")).to_contain_text(words["not_yet"])
    nothing_is_wrong(page)
    page.get_by_role("button", name=words["look"], exact=True).click()
    expect(page.locator("#progress")).to_contain_text(words["leave"])
    nothing_is_wrong(page)
    run_backtest(BackTest.objects.get().pk)
    expect(page.locator(".track-figures")).to_contain_text(words["error"])
    expect(page.locator(".chart svg")).to_have_count(3)
    nothing_is_wrong(page)
    page.get_by_text(words["table"]).first.click()
    expect(page.locator("details[open] tbody tr").first).to_be_visible()
    page.select_option("#labels [name=by]", "market")
    page.get_by_role("button", name=words["show"], exact=True).click()
    expect(page.locator("#labels")).to_contain_text(words["market"])
    nothing_is_wrong(page)


def test_a_day_that_is_not_over_is_refused_in_words(
    words: dict[str, str], log_in: Callable[..., Page], exporter: Path
) -> None:
    load(exporter)
    page = log_in("boss", _PASSWORD)
    expect(page.locator("h1")).to_be_visible()
    page.goto(page.url.split("/today")[0] + "/segments/track-record/")
    last = page.get_attribute("#on", "max")
    assert last
    page.fill("#on", last)  # the newest day by 30 days, asked for by 180
    page.select_option("#days", "180")
    page.get_by_role("button", name=words["look"], exact=True).click()
    end = datetime.fromisoformat(last).replace(tzinfo=UTC) + timedelta(days=180)
    expect(page.locator(".alert-danger")).to_contain_text(f"{end:%Y-%m-%d}")
    nothing_is_wrong(page)
