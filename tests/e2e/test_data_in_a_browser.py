"""Tables uploaded in a browser: the bar moves by itself to what became of them; axe everywhere."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from desk_scene import person
from page_looks import nothing_is_wrong
from playwright.sync_api import Page, expect
from pytest_django import Settings

from kehu.desk.accounts.roles import Role
from kehu.desk.core.models import Company
from kehu.desk.grading.jobs import import_ledgers
from kehu.desk.ledger.models import Customer, ExchangeRate, Import

pytestmark = pytest.mark.django_db(transaction=True)
_PASSWORD = "krQkAcp-Ozt1"
_SAID = {
    "en": ("Upload", "2 faults", "Loaded: 2 rows"),
    "zh-hans": ("上传", "共 2 处错误", "已导入 2 行"),
}


@pytest.fixture(params=["en", "zh-hans"])
def said(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> tuple[str, ...]:
    """An administrator's house, and what its pages say in one of the languages."""
    settings.MEDIA_ROOT = tmp_path / "files"
    Company.objects.create(pk=1, name="Lumen")
    boss = person("Boss", Role.ADMINISTRATOR)
    boss.language = request.param
    boss.set_password(_PASSWORD)
    boss.save()
    ExchangeRate.objects.create(currency="USD", date=date(2026, 9, 1), rate=Decimal("7.12"))
    return _SAID[request.param]


@pytest.mark.parametrize("width", [1440, 390])
def test_tables_come_in_and_every_page_of_data_is_open_to_everybody(
    said: tuple[str, ...], log_in: Callable[..., Page], tmp_path: Path, width: int
) -> None:
    upload, faults, loaded = said
    page = log_in("boss", _PASSWORD, width)
    expect(page.locator("h1")).to_be_visible()
    base = page.url.split("/today")[0]
    for text, told in (
        ("customer_id,name,country\nC1,Acme,XX\nC2,,DE\n", faults),
        ("customer_id,name,country\nC1,Acme,DE\nC2,Baltic,LV\n", loaded),
    ):
        file = tmp_path / "customers.csv"
        file.write_text(text)
        page.goto(f"{base}/data/import")
        page.set_input_files("[name=tables]", file)
        page.get_by_role("button", name=upload, exact=True).click()
        expect(page.locator("progress")).to_be_visible()
        nothing_is_wrong(page)
        import_ledgers()
        expect(page.locator("#progress")).to_contain_text(told)
        nothing_is_wrong(page)
    assert Customer.objects.count() == 2
    for path in (
        "/data/",
        "/data/ledger",
        "/data/sheets/new",
        "/data/rates",
        "/data/rates/USD",
        "/data/import",
        "/settings/account",
    ):
        page.goto(base + path)
        nothing_is_wrong(page)
    assert Import.objects.count() == 2
