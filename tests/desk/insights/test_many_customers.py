"""Views kept, customers changed many at once and put back, and lists taken out as files."""

import csv
from io import BytesIO, StringIO

import numpy as np
import pytest
from desk_scene import person
from django.test import Client
from django_q.models import OrmQ
from python_calamine import CalamineWorkbook

from kehu.desk.accounts.actor import THE_APPLICATION, Actor, NotAllowed
from kehu.desk.accounts.models import Team, User
from kehu.desk.accounts.roles import Permission, Role
from kehu.desk.core.models import AuditEntry
from kehu.desk.followups.actions import log_outcome
from kehu.desk.followups.models import FollowUp
from kehu.desk.grading.actions import regrade_all
from kehu.desk.insights.actions import bulk as doing
from kehu.desk.insights.actions.bulk import NEEDS, begin_bulk, go_on, undo_bulk
from kehu.desk.insights.actions.saved import save_view
from kehu.desk.insights.jobs import run_bulk
from kehu.desk.insights.models import BulkChange, SavedView
from kehu.desk.ledger.groups import describe_tag
from kehu.desk.ledger.models import Customer, CustomerTag, Tag
from kehu.errors import KehuError

pytestmark = pytest.mark.django_db
APP = {"actor": THE_APPLICATION}


def logged_in(user: User, language: str = "en") -> Client:
    user.language = language
    user.save()
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def some_customers(owners: list[User | None]) -> np.ndarray:
    made = [Customer.objects.create(code=f"C{n}", name=f"N{n}", owner=owner)
            for n, owner in enumerate(owners)]  # fmt: skip
    return np.array([one.pk for one in made], np.int64)


def owners() -> list[str | None]:
    return list(Customer.objects.order_by("pk").values_list("owner__name", flat=True))


# ---- many customers --------------------------------------------------------------------------


def test_customers_are_assigned_piece_by_piece_and_given_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(doing, "PIECE", 2)
    li, wang, boss = person("Li"), person("Wang"), person("Boss", Role.ADMINISTRATOR)
    numbers = some_customers([li, wang, None, li, wang])
    change = begin_bulk(actor=Actor.of(boss), verb="assign", customers=numbers, to=wang)
    assert [go_on(change.pk), go_on(change.pk), go_on(change.pk)] == [True, True, False]
    assert owners() == ["Wang"] * 5
    change.refresh_from_db()
    assert (change.done, change.changed) == (5, 3)
    assert AuditEntry.objects.filter(verb="customer.assigned", actor=boss).count() == 3
    Customer.objects.filter(pk=numbers[3]).update(owner=boss)  # somebody changed it since
    run_bulk(undo_bulk(actor=Actor.of(boss), change=change).pk)
    assert owners() == ["Li", "Wang", None, "Boss", "Wang"]


def test_who_goes_on_after_a_stop_does_no_customer_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doing, "PIECE", 2)
    boss, tag = person("Boss", Role.ADMINISTRATOR), Tag.objects.create(name="fair")
    numbers = some_customers([None] * 5)
    change = begin_bulk(actor=Actor.of(boss), verb="tag", customers=numbers, tag=tag)
    go_on(change.pk)
    run_bulk(change.pk)
    run_bulk(change.pk)
    assert AuditEntry.objects.filter(verb="customer.tagged").count() == 5
    assert CustomerTag.objects.count() == 5


def test_untagging_is_undone_for_those_alone_who_had_the_tag() -> None:
    boss, tag = person("Boss", Role.ADMINISTRATOR), Tag.objects.create(name="fair")
    numbers = some_customers([None] * 3)
    CustomerTag.objects.create(tag=tag, customer_id=numbers[1])
    change = begin_bulk(actor=Actor.of(boss), verb="untag", customers=numbers, tag=tag)
    run_bulk(change.pk)
    assert not CustomerTag.objects.exists()
    change.refresh_from_db()
    run_bulk(undo_bulk(actor=Actor.of(boss), change=change).pk)
    assert CustomerTag.objects.get().customer_id == numbers[1]


def test_a_change_is_undone_once_and_by_who_made_it() -> None:
    boss, other = person("Boss", Role.ADMINISTRATOR), person("Other", Role.ADMINISTRATOR)
    change = begin_bulk(
        actor=Actor.of(boss), verb="assign", customers=some_customers([None]), to=boss
    )
    run_bulk(change.pk)
    change.refresh_from_db()
    with pytest.raises(NotAllowed):
        undo_bulk(actor=Actor.of(other), change=change)
    undo_bulk(actor=Actor.of(boss), change=change)
    with pytest.raises(NotAllowed):
        undo_bulk(actor=Actor.of(boss), change=BulkChange.objects.get(pk=change.pk))


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("verb", [verb for verb in NEEDS if verb != "call_off"])
def test_a_role_changes_many_as_far_as_it_reaches(verb: str, role: Role) -> None:
    team = Team.objects.create(name="Europe")
    someone, wang = person("Someone", role, team), person("Wang")
    tag = Tag.objects.create(name="fair")
    numbers = some_customers([someone, wang])
    if verb == "untag":
        CustomerTag.objects.bulk_create(
            CustomerTag(tag=tag, customer_id=number) for number in numbers
        )
    if verb == "start":
        regrade_all()
    given = {"customers": numbers, "to": None, "tag": tag, "play": "wake_up"}
    actor = Actor.of(someone)
    if not actor.may(NEEDS[BulkChange.Verb(verb)]):
        with pytest.raises(NotAllowed):
            begin_bulk(actor=actor, verb=verb, **given)
        return
    change = begin_bulk(actor=actor, verb=verb, **given)
    run_bulk(change.pk)
    change.refresh_from_db()
    assert change.changed == (2 if role == Role.ADMINISTRATOR else 1)


def test_a_play_is_started_with_many_and_called_off_where_nobody_did_it() -> None:
    li, boss = person("Li"), person("Boss", Role.ADMINISTRATOR)
    numbers = some_customers([li, li, None])
    regrade_all()
    change = begin_bulk(
        actor=Actor.of(boss), verb="start", customers=numbers, play="improved_model"
    )
    run_bulk(change.pk)
    started = FollowUp.objects.filter(play="improved_model", started_by=boss, state="open")
    assert sorted(started.values_list("customer_id", flat=True)) == sorted(numbers.tolist())
    done = started.filter(customer_id=numbers[0]).get()
    log_outcome(actor=Actor.of(li), follow_up=done, version=1, outcome="sent", channel="email")
    change.refresh_from_db()
    assert change.changed == 3
    run_bulk(undo_bulk(actor=Actor.of(boss), change=change).pk)
    assert not started.exists()
    assert FollowUp.objects.get(pk=done.pk).state == "done"
    with pytest.raises(KehuError):
        begin_bulk(actor=Actor.of(boss), verb="start", customers=numbers, play="dance")


def test_who_lost_the_right_meanwhile_changes_nothing_more() -> None:
    boss = person("Boss", Role.ADMINISTRATOR)
    change = begin_bulk(
        actor=Actor.of(boss), verb="assign", customers=some_customers([None]), to=boss
    )
    User.objects.filter(pk=boss.pk).update(is_active=False)
    run_bulk(change.pk)
    change.refresh_from_db()
    assert (change.error, change.changed, owners()) == ("not_allowed", 0, [None])


def test_a_page_changes_the_chosen_and_offers_a_way_back() -> None:
    boss, li = person("Boss", Role.ADMINISTRATOR), person("Li")
    numbers = some_customers([None, None])
    client = logged_in(boss)
    sent = {"verb": "assign", "to": li.pk, "pick": [numbers[0]], "query": "stage=A"}
    page = client.post("/customers/bulk", sent, follow=True)
    assert page.redirect_chain[-1][0] == "/customers/?stage=A"
    assert owners() == ["Li", None]
    undo = f"/customers/bulk/{BulkChange.objects.get().pk}/undo"
    assert undo in page.content.decode()
    client.post(undo)
    assert owners() == [None, None]


def test_all_that_a_list_finds_means_all_within_reach() -> None:
    li, wang = person("Li"), person("Wang")
    some_customers([li, wang, None])
    tag = Tag.objects.create(name="fair")
    logged_in(li).post("/customers/bulk", {"verb": "tag", "tag": tag.pk, "whole": "1"})
    assert set(CustomerTag.objects.values_list("customer__owner__name", flat=True)) == {"Li", None}


def test_a_long_change_is_the_workers_and_its_page_tells_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kehu.desk.insights.jobs.PIECE", 2)
    some_customers([None] * 3)
    tag, client = Tag.objects.create(name="fair"), logged_in(person("Boss", Role.ADMINISTRATOR))
    page = client.post("/customers/bulk", {"verb": "tag", "tag": tag.pk, "whole": "1"}, follow=True)
    assert 'hx-trigger="every 1s"' in page.content.decode()
    [asked] = OrmQ.objects.all()
    assert asked.func() == "kehu.desk.insights.jobs.run_bulk"
    run_bulk(BulkChange.objects.get().pk)
    done = client.get(page.request["PATH_INFO"], headers={"hx-request": "true"}).content.decode()
    assert "every 1s" not in done and "3 of 3 looked at, 3 changed." in done


@pytest.mark.parametrize(
    "sent",
    [{"verb": "nothing"}, {"verb": "tag", "tag": "x"}, {"verb": "tag"},
     {"verb": "untag", "tag": "7"}, {"verb": "assign", "to": "²"},
     {"verb": "assign", "to": "9" * 30}],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(sent: dict[str, str]) -> None:
    some_customers([None])
    client = logged_in(person("Boss", Role.ADMINISTRATOR))
    assert client.post("/customers/bulk", {**sent, "whole": "1"}).status_code == 404
    assert not BulkChange.objects.exists()


@pytest.mark.parametrize(
    "query",
    ["owner=²", "tag=²", "owner=" + "9" * 30, "tag=x", "country=é", "q=\x00", "page=²",
     "where=orders:nan..inf"],
)  # fmt: skip
def test_an_address_that_somebody_made_up_shows_a_page(query: str) -> None:
    some_customers([None])
    client = logged_in(person("Boss", Role.ADMINISTRATOR))
    assert client.get(f"/customers/?{query}").status_code == 200


def test_nobody_looks_at_the_changes_of_others() -> None:
    boss = person("Boss", Role.ADMINISTRATOR)
    change = begin_bulk(
        actor=Actor.of(boss), verb="assign", customers=some_customers([None]), to=boss
    )
    client = logged_in(person("Other", Role.ADMINISTRATOR))
    assert client.get(f"/customers/bulk/{change.pk}").status_code == 404
    assert client.post(f"/customers/bulk/{change.pk}/undo").status_code == 404


# ---- views and tags --------------------------------------------------------------------------


def test_a_view_is_saved_renamed_removed_and_brought_back() -> None:
    client = logged_in(person("Li"))
    client.post("/customers/views", {"name": "Won", "query": "stage=A&nothing=1&page=3"})
    view = SavedView.objects.get()
    assert (view.name, view.query, view.shared) == ("Won", "stage=A", False)
    client.post(f"/customers/views/{view.pk}/rename", {"name": "Won ones"})
    page = client.post(f"/customers/views/{view.pk}/remove", follow=True).content.decode()
    assert "The view “Won ones” was removed." in page
    assert list(client.get("/customers/").context["views"]) == []
    client.post(f"/customers/views/{view.pk}/restore")
    assert client.get("/customers/?stage=A").context["views"] == [(view, True)]


def test_a_shared_view_is_in_everybodys_menu_and_changed_by_its_maker_alone() -> None:
    boss = person("Boss", Role.MANAGER)
    view = save_view(actor=Actor.of(boss), name="Won", query="stage=A", shared=True)
    save_view(actor=Actor.of(boss), name="Mine", query="")
    client = logged_in(person("Li"))
    assert client.get("/customers/").context["views"] == [(view, False)]
    for verb in ("rename", "remove", "restore"):
        assert client.post(f"/customers/views/{view.pk}/{verb}").status_code == 404


def test_a_salesperson_shares_no_view() -> None:
    with pytest.raises(NotAllowed):
        save_view(actor=Actor.of(person("Li")), name="Won", query="", shared=True)


def test_a_tag_has_its_standard_and_only_who_keeps_the_rules_writes_it() -> None:
    client = logged_in(person("Boss", Role.MANAGER))
    client.post("/customers/tags", {"name": "fair", "standard": "We met at a fair this year."})
    tag = Tag.objects.get()
    client.post(f"/customers/tags/{tag.pk}", {"name": "fair", "standard": "We met this year."})
    assert Tag.objects.get().standard == "We met this year."
    entry = AuditEntry.objects.get(verb="tag.described", before__isnull=False)
    assert entry.before["standard"] == "We met at a fair this year."
    again = client.post("/customers/tags", {"name": "fair", "standard": ""})
    assert "name" in again.context["form"].errors
    li = logged_in(person("Li"))
    assert "We met this year." in li.get("/customers/tags").content.decode()
    assert li.post("/customers/tags", {"name": "x"}).status_code == 403


def test_a_list_is_narrowed_by_tag_and_shows_tags() -> None:
    first, _ = some_customers([None, None])
    tag = describe_tag(**APP, name="fair", standard="")
    CustomerTag.objects.create(tag=tag, customer_id=first)
    page = logged_in(person("Li")).get(f"/customers/?tag={tag.pk}&column=tag")
    [line] = page.context["lines"]
    assert (line.pk, line.cells[0].text) == (str(first), "fair")


# ---- files -----------------------------------------------------------------------------------


def exported(client: Client, form: str, **given: object) -> list[list[object]]:
    answer = client.post("/customers/export", {"form": form, **given})
    content = b"".join(answer.streaming_content)
    if form == "csv":
        assert content.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(StringIO(content.decode("utf-8-sig"))))
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize(("language", "heading"), [("en", "City"), ("zh-hans", "城市")])
def test_a_file_holds_the_list_as_shown(form: str, language: str, heading: str) -> None:
    for name, city in (("黎明", "Riga"), ("Acme", "Oslo"), ("Baltic", "Riga")):
        Customer.objects.create(code=name, name=name, city=city)
    client = logged_in(person("Boss", Role.ADMINISTRATOR), language)
    rows = exported(client, form, query="column=city&column=code&sort=-name", whole="1")
    assert rows[0][1] == heading
    assert rows[1:] == [["黎明", "Riga", "黎明"], ["Baltic", "Riga", "Baltic"],
                        ["Acme", "Oslo", "Acme"]]  # fmt: skip
    told = AuditEntry.objects.get(verb="customers.exported").after
    assert (told["count"], told["form"]) == (3, form)
    assert "sort=-name" in told["filter"]


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_becomes_a_formula(begin: str) -> None:
    name = f"{begin}cmd|' /C calc'!A0"
    Customer.objects.create(code="C", name=name)
    client = logged_in(person("Boss", Role.ADMINISTRATOR))
    assert exported(client, "csv")[1][0] == f"'{name}"
    answer = client.post("/customers/export", {"form": "xlsx"})
    assert b"<f>" not in b"".join(answer.streaming_content)


def test_only_the_chosen_are_in_the_file_and_nobody_out_of_reach() -> None:
    boss, wang = person("Boss", Role.MANAGER), person("Wang")
    mine, pools, other = some_customers([boss, None, wang])
    client = logged_in(boss)
    assert [row[0] for row in exported(client, "csv", pick=[pools, other])[1:]] == ["N1"]
    assert len(exported(client, "csv", whole="1")) == 3
    assert mine


@pytest.mark.parametrize("role", Role)
def test_who_may_not_export_gets_no_file(role: Role) -> None:
    someone = person("Someone", role)
    answer = logged_in(someone).post("/customers/export", {"form": "csv"})
    may = Actor.of(someone).may(Permission.EXPORT)
    assert answer.streaming is may
    assert AuditEntry.objects.filter(verb="customers.exported").exists() is may
