"""A sheet goes through the wizard in a browser: columns, check, import, undo; axe on every step."""

from collections.abc import Callable
from pathlib import Path

import pytest
from desk_scene import graded_before, person
from page_looks import nothing_is_wrong
from playwright.sync_api import Page, expect
from pytest_django import Settings

from kehu.desk.accounts.roles import Role
from kehu.desk.core.models import Company
from kehu.desk.grading.jobs import work_on_sheets
from kehu.desk.intake.models import Run
from kehu.desk.ledger.models import Customer

pytestmark = pytest.mark.django_db(transaction=True)
_PASSWORD = "krQkAcp-Ozt1"
_SAID = {
    "en": ("Upload", "Check the rows", "Import 2 rows", "Undo this import", "Taken back"),
    "zh-hans": ("上传", "检查各行", "导入 2 行", "撤销这次导入", "已撤销"),
}
_SHEET = (
    "客户登记表,,,,,\n公司名称,国家,邮箱,电话,来源,c6\n"
    "Almaraz Jardín,西班牙,lucia(at)almaraz.es,963 123 456,展会,Madrid\n"
    "Baltic Lumen,EE,rein@balticlumen.ee,+372 5555 1234,,Tallinn\n,德国,,,,\n"
)


@pytest.fixture(params=["en", "zh-hans"])
def said(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> tuple[str, ...]:
    """A house with a salesperson, and what pages say in one of the languages."""
    settings.MEDIA_ROOT = tmp_path / "files"
    Company.objects.create(pk=1, name="Lumen")
    graded_before()
    li = person("Li", Role.SALESPERSON)
    li.language = request.param
    li.set_password(_PASSWORD)
    li.save()
    return _SAID[request.param]


@pytest.mark.parametrize("width", [1440, 390])
def test_a_sheet_is_imported_by_hand_and_taken_back(
    said: tuple[str, ...], log_in: Callable[..., Page], tmp_path: Path, width: int
) -> None:
    upload, check, take, undo, taken_back = said
    page = log_in("li", _PASSWORD, width)
    expect(page.locator("h1")).to_be_visible()
    file = tmp_path / "fair.csv"
    file.write_bytes(_SHEET.encode("gb18030"))
    page.goto(page.url.split("/today")[0] + "/data/sheets/new")
    nothing_is_wrong(page)
    page.set_input_files("[name=sheets]", file)
    page.get_by_role("button", name=upload, exact=True).click()
    expect(page.locator("progress")).to_be_visible()
    work_on_sheets()
    expect(page.locator("[name=preset-0]")).to_have_value("customer_list")
    nothing_is_wrong(page)
    # The kind changes the columns offered, and back; then a column that was not known is named.
    source = page.locator("[name=column-0-4] option[value='customers.source']")
    page.locator("[name=preset-0]").select_option("contacts")
    expect(source).to_have_count(0)
    _settled(page)
    page.locator("[name=preset-0]").select_option("customer_list")
    expect(source).to_have_count(1)
    _settled(page)
    page.locator("[name=column-0-5]").select_option("customers.city")
    page.get_by_role("button", name=check).click()
    expect(page.locator("progress")).to_be_visible()
    work_on_sheets()
    expect(page.get_by_role("button", name=take)).to_be_visible()
    nothing_is_wrong(page)
    assert not Customer.objects.exists()
    page.get_by_role("button", name=take).click()
    expect(page.locator("progress")).to_be_visible()
    work_on_sheets()
    expect(page.get_by_role("button", name=undo)).to_be_visible()
    nothing_is_wrong(page)
    assert set(Customer.objects.values_list("name", "country", "city", "owner__name")) == {
        ("Almaraz Jardín", "ES", "Madrid", "Li"), ("Baltic Lumen", "EE", "Tallinn", "Li"),
    }  # fmt: skip
    with page.expect_download() as download:
        page.locator("a[href$='returned.xlsx']").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    page.get_by_role("button", name=undo).click()
    expect(page.locator("progress")).to_be_visible()
    work_on_sheets()
    expect(page.locator("h2", has_text=taken_back)).to_be_visible()
    assert not Customer.objects.exists() and Run.objects.get().state == "undone"


def _settled(page: Page) -> None:
    """What was swapped in listens to changes."""
    expect(page.locator(".htmx-request, .htmx-settling, .htmx-added")).to_have_count(0)
