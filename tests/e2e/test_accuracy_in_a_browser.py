"""A small sample is checked in a browser, by keyboard and by mouse, up to its results."""

import re
from collections.abc import Callable

import pytest
from desk_scene import graded_before, person
from page_looks import nothing_is_wrong
from playwright.sync_api import Page, expect

from kehu.desk.accounts.actor import THE_APPLICATION
from kehu.desk.accounts.roles import Role
from kehu.desk.core.models import Company
from kehu.desk.intake.models import AccuracyCheck, SampledRecord
from kehu.desk.ledger.actions import add_customer

pytestmark = pytest.mark.django_db(transaction=True)
_PASSWORD = "krQkAcp-Ozt1"
_SAID = {
    "en": ("Draw a sample", "Next record", "Finish and see the results", "Undo",
           "Of 100 cities 6 to 80 are wrong."),
    "zh-hans": ("抽取样本", "下一条", "结束并查看结果", "撤销",
                "城市：每 100 条中有 6 到 80 条错误。"),
}  # fmt: skip


@pytest.fixture(params=["en", "zh-hans"])
def said(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """A house with three customers, and what pages say in one of the languages."""
    Company.objects.create(pk=1, name="Lumen")
    graded_before()
    li = person("Li", Role.SALESPERSON)
    li.language = request.param
    li.set_password(_PASSWORD)
    li.save()
    for name in ("Almaraz", "Nordhavn", "Casa Luz"):
        add_customer(
            actor=THE_APPLICATION, name=name, city="Valencia", country="ES", website="x.es",
            owner=li,
        )  # fmt: skip
    return _SAID[request.param]


@pytest.mark.parametrize("width", [1440, 390])
def test_a_sample_is_ticked_through_and_says_how_much_is_wrong(
    said: tuple[str, ...], log_in: Callable[..., Page], width: int
) -> None:
    draw, onward, finish, undo, says = said
    page = log_in("li", _PASSWORD, width)
    expect(page.locator("h1")).to_be_visible()
    page.goto(page.url.split("/today")[0] + "/data/accuracy")
    nothing_is_wrong(page)
    page.get_by_role("button", name=draw).click()
    nothing_is_wrong(page)

    # By keyboard: one is at the first field; its mark is saved at once and the focus stays.
    first = page.locator("#mark-0-right")
    expect(first).to_be_focused()
    first.press("Space")
    expect(page.locator("#record-state")).to_contain_text(re.compile(r"1 .*4"))
    first.press("Tab")  # to the next field's marks
    page.locator("#mark-1-right").press("ArrowRight")
    expect(page.locator("#mark-1-wrong")).to_be_focused()
    expect(page.locator("#record-state")).to_contain_text(re.compile(r"2 .*4"))
    expect(page.locator("#mark-1-wrong")).to_be_focused()
    page.locator("#mark-1-wrong").press("ArrowLeft")
    page.keyboard.press("a")  # while the tick before is still being saved
    expect(page.locator("#check-progress")).to_contain_text("1 / 3")
    expect(page.get_by_role("link", name=onward)).to_be_focused()
    nothing_is_wrong(page)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"record=2$"))

    # By mouse: the city is wrong, then it is right after all.
    page.locator("label[for=mark-2-wrong]").click()
    expect(page.locator("#line-2 .chip-risk")).to_have_count(1)
    page.locator("label[for=mark-2-right]").click()
    expect(page.locator("#line-2 .chip-risk")).to_have_count(0)
    page.locator("[name=rest]").click()
    expect(page.locator("#check-progress")).to_contain_text("2 / 3")
    page.get_by_role("link", name=onward).click()
    page.locator("label[for=mark-2-wrong]").click()
    page.locator("[name=rest]").click()
    page.get_by_role("button", name=finish).click()
    expect(page.get_by_text(says)).to_be_visible()
    nothing_is_wrong(page)
    marks = list(SampledRecord.objects.order_by("number").values_list("marks", flat=True))
    assert [one["customers.city"] for one in marks] == ["right", "right", "wrong"]
    assert marks[0]["customers.country"] == "right"
    with page.expect_download() as download:
        page.locator("a[href$='results.csv']").click()
    assert download.value.suggested_filename == f"accuracy-{AccuracyCheck.objects.get().pk}.csv"
    page.get_by_role("button", name=undo, exact=True).click()
    expect(page.locator("#check-progress")).to_contain_text("3 / 3")
