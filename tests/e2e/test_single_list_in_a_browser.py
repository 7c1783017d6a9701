"""Duplicates are decided, somebody is barred and a table is brought in a browser, with axe."""

from collections.abc import Callable
from pathlib import Path

import pytest
from desk_scene import graded_before, person
from page_looks import nothing_is_wrong
from playwright.sync_api import Page, expect
from pytest_django import Settings

from kehu.desk.accounts.actor import THE_APPLICATION
from kehu.desk.accounts.roles import Role
from kehu.desk.core.models import Company
from kehu.desk.grading.actions import regrade_changed
from kehu.desk.intake.duplicates.finding import look_for_duplicates
from kehu.desk.intake.models import Barred, Merge, ReferenceTable, Verdict
from kehu.desk.ledger.actions import add_contact, add_customer
from kehu.desk.ledger.models import Customer

pytestmark = pytest.mark.django_db(transaction=True)
_PASSWORD = "krQkAcp-Ozt1"
_WORDS = {
    "en": {
        "look": "Look again", "merge": "Merge", "undo": "Undo", "different": "Not the same",
        "bar": "Put on the blacklist", "off": "Take off", "bring": "Look at it",
        "use": "Put to use", "barred": "On the blacklist", "taken": "Take the table away",
    },
    "zh-hans": {
        "look": "重新检查", "merge": "合并", "undo": "撤销", "different": "不是同一家",
        "bar": "加入黑名单", "off": "移出", "bring": "上传并查看", "use": "启用",
        "barred": "在黑名单上", "taken": "移除参考表",
    },
}  # fmt: skip


@pytest.fixture(params=["en", "zh-hans"])
def words(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> dict[str, str]:
    """A house with two spellings of two companies each, and what pages say in a language."""
    settings.MEDIA_ROOT = tmp_path / "files"
    Company.objects.create(pk=1, name="Lumen")
    graded_before()
    boss = person("Boss", Role.ADMINISTRATOR)
    boss.language = request.param
    boss.set_password(_PASSWORD)
    boss.save()
    for name, email, country in (
        ("Almaraz Jardín S.A.", "lucia@almaraz.es", "ES"),
        ("ALMARAZ JARDIN SA", "lucia@almaraz.es", "ES"),
        ("Nordhavn Belysning ApS", "mette@nordhavn.dk", "DK"),
        ("Nordhavn Belysning", "mette@nordhavn.dk", "DK"),
    ):
        one = add_customer(actor=THE_APPLICATION, name=name, country=country, owner=None)
        add_contact(actor=THE_APPLICATION, customer=one, email=email)
    return _WORDS[request.param]


@pytest.mark.parametrize("width", [1440, 390])
def test_pairs_are_decided_one_after_the_other(
    words: dict[str, str], log_in: Callable[..., Page], width: int
) -> None:
    page = _at(log_in, width, "/data/duplicates")
    page.get_by_role("button", name=words["look"]).click()
    look_for_duplicates()
    page.goto(page.url)
    expect(page.locator(".pair-list li")).to_have_count(2)
    nothing_is_wrong(page)
    shown = page.locator(".two-customers thead a").first.inner_text()
    page.get_by_role("button", name=words["merge"], exact=True).click()
    expect(page.locator(".pair-list li")).to_have_count(1)
    assert Merge.objects.get().kept_name == shown and Customer.objects.count() == 3
    page.get_by_role("button", name=words["different"]).click()
    expect(page.locator(".pair-list li")).to_have_count(0)
    assert Verdict.objects.get().says == "different"
    page.goto(page.url + "/merges")
    nothing_is_wrong(page)
    page.get_by_role("button", name=words["undo"]).click()
    expect(page.get_by_role("button", name=words["undo"])).to_have_count(0)
    assert Customer.objects.count() == 4


@pytest.mark.parametrize("width", [1440, 390])
def test_a_customer_is_barred_from_its_page_and_let_off_again(
    words: dict[str, str], log_in: Callable[..., Page], width: int
) -> None:
    customer = Customer.objects.get(name="Almaraz Jardín S.A.")
    page = _at(log_in, width, f"/customers/{customer.pk}")
    page.get_by_role("link", name=words["bar"]).click()
    expect(page.locator("[name=lines]")).to_have_value(
        "Almaraz Jardín S.A.\nalmaraz.es\nlucia@almaraz.es"
    )
    nothing_is_wrong(page)
    page.locator("[name=lines]").fill("almaraz.es\ngmail.com")
    page.locator("[name=reason]").fill("never paid")
    page.get_by_role("button", name=words["bar"], exact=True).click()
    expect(page.locator("[role=alert]", has_text="gmail.com")).to_be_visible()
    page.locator("[name=lines]").fill("almaraz.es")
    page.get_by_role("button", name=words["bar"], exact=True).click()
    expect(page.locator("td", has_text="never paid")).to_be_visible()
    nothing_is_wrong(page)
    page.locator("td a", has_text=customer.name).click()
    expect(page.locator("[role=alert]", has_text=words["barred"])).to_contain_text("never paid")
    nothing_is_wrong(page)
    page.go_back()
    page.locator("td form button").click()
    expect(page.locator("td", has_text="never paid")).to_have_count(0)
    assert Barred.objects.get().lifted_at is not None


@pytest.mark.parametrize("width", [1440, 390])
def test_a_table_of_places_is_brought_and_taken_away(
    words: dict[str, str], log_in: Callable[..., Page], tmp_path: Path, width: int
) -> None:
    page = _at(log_in, width, "/data/reference")
    nothing_is_wrong(page)
    file = tmp_path / "power.csv"
    file.write_text("国家,购买力指数\n西班牙,98.5\n丹麦,131\n亚特兰蒂斯,1\n", "gb18030")
    page.set_input_files("[name=file]", file)
    page.locator("[name=title]").fill("Index 2026")
    page.locator("[name=as_of]").fill("2026-01-01")
    page.get_by_role("button", name=words["bring"]).click()
    expect(page.locator("[name=name-0]")).to_have_value("goumailizhishu")
    nothing_is_wrong(page)
    page.locator("[name=name-0]").fill("purchasing_power")
    page.get_by_role("button", name=words["use"]).click()
    expect(page.locator("code", has_text="purchasing_power")).to_be_visible()
    regrade_changed()
    assert Customer.objects.filter(extra={"purchasing_power": 131.0}).count() == 2
    page.goto(page.url)
    nothing_is_wrong(page)
    page.get_by_role("button", name=words["taken"]).click()
    expect(page.locator("[name=file]")).to_be_attached()
    assert not ReferenceTable.objects.exists()


def _at(log_in: Callable[..., Page], width: int, path: str) -> Page:
    page = log_in("boss", _PASSWORD, width)
    expect(page.locator("h1")).to_be_visible()
    page.goto(page.url.split("/today")[0] + path)
    return page
