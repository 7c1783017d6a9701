"""Portraits in the browser, in both languages: groups, what is in common, tags, offers answered."""

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
from kehu.desk.portraits.jobs import portray_everybody
from kehu.desk.portraits.models import Offer, SimilarGroup

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "krQkAcp-Ozt1"
WORDS = {
    "en": {
        "common": "What they have in common", "group": "What a group has in common",
        "here": "In this group", "soft": "Soft", "hand": "Set by Boss", "offers": "What to offer",
        "refuse": "Refuse", "no": "Does not fit", "undo": "Undo", "save": "Save",
        "standards": "Tags and standards", "manner": "Manner", "rename": "Rename",
    },
    "zh-hans": {
        "common": "他们有什么共性", "group": "群体共性", "here": "本组", "soft": "温和",
        "hand": "Boss 于", "offers": "推荐产品", "refuse": "否决", "no": "不合适",
        "undo": "撤销", "save": "保存", "standards": "标签与标准", "manner": "沟通风格",
        "rename": "重命名",
    },
}  # fmt: skip


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    write_ledger(folder, customers=150)
    return folder


@pytest.fixture(params=WORDS)
def words(request: pytest.FixtureRequest, demo_folder: Path) -> dict[str, str]:
    """The demo exporter, graded and portrayed, with an administrator who reads the language."""
    cache.clear()
    with transaction.atomic():  # rows that point at one another come in one table after the other
        load_graded(demo_folder)
    portray_everybody()
    boss = person("Boss", Role.ADMINISTRATOR)
    boss.language = request.param
    boss.set_password(PASSWORD)
    boss.save(update_fields=["password", "language"])
    return WORDS[request.param]


@pytest.mark.parametrize("width", [1440, 390])
def test_groups_and_any_list_say_what_they_have_in_common(
    words: dict[str, str], log_in: Callable[..., Page], width: int
) -> None:
    page = log_in("boss", PASSWORD, width)
    expect(page.locator("h1")).to_be_visible()
    base = page.url.split("/today")[0]
    page.goto(f"{base}/portraits/")
    assert (
        SimilarGroup.objects.filter(left_at=None).count() == page.locator(".cards h2").count() > 2
    )
    nothing_is_wrong(page)
    page.locator(".cards h2 a").first.click()
    expect(page.locator("tbody tr").first).to_be_visible()
    nothing_is_wrong(page)
    page.get_by_role("link", name=words["rename"], exact=True).click()
    page.fill("[name=name_zh]", "心头肉")
    page.fill("[name=name_en]", "Our darlings")
    nothing_is_wrong(page)
    page.get_by_role("button", name=words["save"], exact=True).click()
    expect(page.locator("h1")).to_have_text("心头肉" if words["soft"] == "温和" else "Our darlings")
    page.goto(f"{base}/customers/?stage=A")
    page.get_by_role("link", name=words["common"], exact=True).click()
    expect(page.locator("h2.card-title")).to_be_visible()
    expect(page.locator("h3.section-title").first).to_be_visible()
    nothing_is_wrong(page)
    for path in ("/portraits/in-common", "/portraits/standards"):
        page.goto(base + path)
        nothing_is_wrong(page)


@pytest.mark.parametrize("width", [1440, 390])
def test_a_tag_is_set_by_hand_and_a_recommendation_refused_and_taken_back(
    words: dict[str, str], log_in: Callable[..., Page], width: int
) -> None:
    page = log_in("boss", PASSWORD, width)
    expect(page.locator("h1")).to_be_visible()
    base = page.url.split("/today")[0]
    offer = Offer.objects.order_by("-score", "-pk")[0]
    page.goto(f"{base}/customers/{offer.customer_id}")
    page.goto(f"{base}/portraits/customers/{offer.customer_id}")
    expect(page.locator(".alikes li").first).to_be_visible()
    nothing_is_wrong(page)
    page.goto(f"{base}/portraits/customers/{offer.customer_id}/tags/manner")
    page.select_option("[name=values]", label=words["soft"])
    nothing_is_wrong(page)
    page.get_by_role("button", name=words["save"], exact=True).click()
    line = page.locator(".traits li", has_text=words["manner"])
    expect(line.locator(".chip")).to_have_text(words["soft"])
    line.locator("summary").click()
    expect(line).to_contain_text(words["hand"])
    page.goto(f"{base}/portraits/offers")
    card = page.locator(".offer").first
    name = card.locator("h3").inner_text()
    card.locator("summary", has_text=words["no"]).click()
    card.locator("[name=reason]").select_option("price")
    card.locator("[name=note]").fill("too dear")
    nothing_is_wrong(page)
    card.get_by_role("button", name=words["refuse"], exact=True).click()
    expect(page.locator(".alert-success")).to_be_visible()
    assert Offer.objects.get(state="refused").note == "too dear"
    page.get_by_role("button", name=words["undo"], exact=True).click()
    expect(page.locator(".offer h3").first).to_have_text(name)
    assert not Offer.objects.filter(state="refused")
