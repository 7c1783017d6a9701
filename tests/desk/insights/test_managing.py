"""Are high grades served better, and the monthly review: figures, reasons, pages, workbook."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from desk_scene import load_graded, person, with_ledger
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from kehu.desk.accounts.actor import THE_APPLICATION, Actor, NotAllowed
from kehu.desk.accounts.models import Team, User
from kehu.desk.accounts.roles import Role
from kehu.desk.core.models import AuditEntry
from kehu.desk.grading import measuring
from kehu.desk.grading.actions import regrade_all, regrade_past
from kehu.desk.grading.book import the_book
from kehu.desk.grading.codes import texts_of
from kehu.desk.grading.found import labels_of, measures_of
from kehu.desk.grading.models import Grade, LabelChange, Shape
from kehu.desk.grading.packing import packing_of
from kehu.desk.grading.queries import because, words_in
from kehu.desk.insights.actions.review import export_review
from kehu.desk.insights.listing.asked import Asked
from kehu.desk.insights.listing.queries import narrowed_for
from kehu.desk.insights.managing import managing_in_force
from kehu.desk.insights.review import Narrowing, Review, month_bounds
from kehu.desk.insights.segments import Segments
from kehu.desk.insights.service import Service, better_served, worst
from kehu.desk.ledger.models import Customer
from kehu.engine.rules.load import default_rulebook

pytestmark = pytest.mark.django_db
ENDS = [datetime(2026, month, day, 15, tzinfo=UTC) for month, day in ((8, 31), (9, 30), (10, 31))]
OCTOBER = date(2026, 10, 1)
WAITED = "days_since_last_outbound"
SERVICE, REVIEW = 13, 19  # queries


@pytest.fixture
def everybody(demo_folder: Path) -> None:
    load_graded(demo_folder)


@pytest.fixture
def history(demo_folder: Path) -> None:
    with_ledger(demo_folder, lambda: regrade_past(ENDS), *ENDS)


def logged_in(user: User, language: str = "en") -> Client:
    User.objects.filter(pk=user.pk).update(language=language)
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


# ---- M4: are high grades served better? ---------------------------------------------------------


def served(dimension: str = "stage") -> Service:
    words = words_in("en")
    narrowed = narrowed_for(THE_APPLICATION, Asked(), words.rulebook)
    return Service(narrowed, managing_in_force().standards[dimension], words)


def held_by_stage() -> dict[str, list[dict[str, Any]]]:
    """Measures of the held customers who are to hear from us, by stage, read one by one."""
    found: dict[str, list[dict[str, Any]]] = {}
    for grade in Grade.objects.select_related("shape", "customer"):
        one = measures_of(grade)
        closed = one["blacklisted"] or one["need"] == "closed"
        if grade.customer.owner_id and not closed and not (one["waiting_days_left"] or 0) > 0:
            found.setdefault(labels_of(grade)["stage"][0], []).append(one)
    return found


def test_the_figures_of_a_grade_are_those_of_its_customers(everybody: None) -> None:
    rows = {row.code: row for row in served().rows()}
    wanted = held_by_stage()
    assert rows.keys() == wanted.keys()
    for code, customers in wanted.items():
        row, standard = rows[code], managing_in_force().standards["stage"].days[code]
        waited = [one[WAITED] for one in customers if one[WAITED] is not None]
        assert (row.count, row.never) == (len(customers), len(customers) - len(waited))
        assert row.beyond == row.never + sum(days > standard for days in waited)
        assert sum(days <= (row.waited or 0) for days in waited) >= len(waited) / 2
        assert sum(days < (row.waited or 0) for days in waited) <= len(waited) / 2
        assert sum(days <= (row.waited_most or 0) for days in waited) >= 0.9 * len(waited)
    assert any(row.gap for row in rows.values())


def test_the_worst_grade_and_the_one_that_is_served_better_are_named(everybody: None) -> None:
    rows = served().rows()
    late = worst(rows)
    assert late and all(
        (row.waited or 0) / row.standard <= (late.waited or 0) / late.standard for row in rows
    )
    best, least = rows[0], min(rows, key=lambda row: row.waited or 0)
    better = better_served(rows)
    assert better == (least if (least.waited or 0) < (best.waited or 0) else None)


def test_those_named_as_waiting_too_long_do_and_who_bought_most_comes_first(
    everybody: None,
) -> None:
    found = served("profit_tier")
    row = next(row for row in found.rows() if row.beyond)
    count, late = found.late(row.code)
    assert count == row.beyond
    assert all(one.waited is None or one.waited > row.standard for one in late)
    assert all(one.holder is not None for one in late)
    bought = the_book().number("purchases_12m")
    rows = the_book().rows([one.customer.pk for one in late])
    values = {pk: bought[at] for pk, at in zip(the_book().pks[rows], rows, strict=True)}
    sums = [values[one.customer.pk] for one in late]
    assert sums == sorted(sums, reverse=True)


def test_a_salesperson_sees_how_own_customers_are_served(everybody: None) -> None:
    owner = Customer.objects.exclude(owner=None).select_related("owner").first().owner  # type: ignore[union-attr]
    shown = logged_in(owner).get("/segments/service").context["rows"]
    graded = Grade.objects.filter(customer__owner=owner)
    assert 0 < sum(row.count for row in shown) <= graded.count()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("by", ["stage", "deal_stars", "profit_tier", "value_tier", "nonsense"])
def test_the_page_says_it_in_a_sentence(everybody: None, by: str, language: str) -> None:
    boss = logged_in(person("Boss", Role.ADMINISTRATOR), language)
    shown = text(boss.get(f"/segments/service?by={by}&label=x"))
    said = ("No:", "Yes:") if language == "en" else ("没有：", "是的：")
    assert any(words in shown for words in said)


def test_nothing_is_said_of_a_house_without_grades() -> None:
    boss = logged_in(person("Boss", Role.ADMINISTRATOR))
    assert "Nothing to compare yet." in text(boss.get("/segments/service"))


def test_the_page_asks_the_database_as_often_whatever_is_shown(
    everybody: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = logged_in(person("Boss", Role.ADMINISTRATOR))
    client.get("/segments/service")
    for query in ("", "?by=profit_tier&label=D"):
        with django_assert_num_queries(SERVICE):
            client.get(f"/segments/service{query}")


# ---- the past -----------------------------------------------------------------------------------


def test_the_history_gives_each_day_the_labels_that_were_found_then(
    history: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    rulebook, packing = default_rulebook(), packing_of(Shape.objects.get())
    words = words_in("en")
    narrowed = narrowed_for(THE_APPLICATION, Asked(), words.rulebook)
    monkeypatch.setattr(measuring, "NOT_MANY", 0)  # found as the commands find it, by no plan
    [then] = list(measuring.find_everybody(ENDS[1], rulebook, "CNY").found(packing))
    at = packing.dimensions.index("profit_tier")
    codes = then.records["label"][:, at].tolist()
    of = Segments(narrowed, "profit_tier", words)
    told = of.at(ENDS[1] + timedelta(minutes=1))[of.book.rows(then.customer_ids)]
    texts = texts_of(codes)
    assert len(set(codes)) > 2
    assert [texts[code] for code in codes] == [of.book.texts[place] for place in told.tolist()]


def test_a_label_is_there_since_the_month_in_which_it_was_found(history: None) -> None:
    changes = LabelChange.objects.filter(dimension="profit_tier").order_by("-at", "-pk")
    assert {change.at for change in changes} <= set(ENDS[1:])
    newest = changes.first()
    assert newest is not None
    grade = Grade.objects.select_related("shape").get(customer_id=newest.customer_id)
    code, _, _, since = labels_of(grade)["profit_tier"]
    assert (code, since) == (newest.after, int(newest.at.timestamp()))
    count = LabelChange.objects.count()
    regrade_all()
    assert LabelChange.objects.filter(at__in=ENDS).count() == count


def test_who_was_not_known_yet_has_no_change_before(history: None) -> None:
    young = Customer.objects.filter(created_at__gt=ENDS[0]).values_list("pk", flat=True)
    for change in LabelChange.objects.filter(customer__in=young).select_related("customer"):
        assert change.customer.created_at and change.at > change.customer.created_at


# ---- M1: the review ------------------------------------------------------------------------------


def customer(name: str, owner: User | None = None) -> Customer:
    one = Customer.objects.create(code=name, name=name, owner=owner, created_at=ENDS[0])
    return one


def changed(one: Customer, day: int, before: str, after: str, dimension: str = "stage") -> None:
    LabelChange.objects.create(
        customer=one, dimension=dimension, before=before, after=after, rule=after,
        at=datetime(2026, 10, day, 8, tzinfo=UTC),
    )  # fmt: skip


def review(actor: Actor = THE_APPLICATION, month: date = OCTOBER, **more: Any) -> Review:
    return Review(actor, month, words_in("en"), **more)


def told(of: Review) -> list[tuple[str, str, str, str]]:
    names = dict(Customer.objects.values_list("pk", "name"))
    return sorted((names[one.customer_id], one.before, one.after, one.way) for one in of.moves)


def test_a_month_is_told_from_its_beginning_to_its_end() -> None:
    up, down, back, aside = (customer(name) for name in ("Up", "Down", "Back", "Aside"))
    changed(up, 3, "D", "C")
    changed(up, 20, "C", "A")
    changed(down, 4, "B", "D")
    changed(back, 5, "D", "C")
    changed(back, 6, "C", "D")
    changed(aside, 7, "loyal", "new", "loyalty")
    LabelChange.objects.create(customer=up, dimension="stage", before="A", after="E", rule="E",
                               at=datetime(2026, 11, 1, tzinfo=UTC))  # fmt: skip
    found = review()
    assert told(found) == [
        ("Aside", "loyal", "new", "aside"), ("Down", "B", "D", "fallen"),
        ("Up", "D", "A", "risen"),
    ]  # fmt: skip
    counts = {one.name: (one.risen, one.fallen, one.aside) for one in found.counts()}
    assert (counts["stage"], counts["loyalty"], counts["status"]) == (
        (1, 1, 0),
        (0, 0, 1),
        (0, 0, 0),
    )


def test_a_month_begins_and_ends_by_the_companys_clock() -> None:
    start, end = month_bounds(date(2026, 12, 15))
    assert start.isoformat() == "2026-12-01T00:00:00+08:00"
    assert end.isoformat() == "2027-01-01T00:00:00+08:00"


def test_who_came_and_who_was_lost_is_counted() -> None:
    lost = customer("Lost")
    changed(lost, 9, "active", "lost", "status")
    Customer.objects.create(code="N", name="New", created_at=datetime(2026, 10, 5, tzinfo=UTC))
    assert (review().new(), review().lost()) == (1, 1)


def test_a_salesperson_reviews_own_customers_and_a_manager_the_teams() -> None:
    east = Team.objects.create(name="East")
    li, wang = person("Li", team=east), person("Wang")
    boss = person("Boss", Role.MANAGER, east)
    for name, owner in (("Lis", li), ("Wangs", wang), ("Pools", None)):
        changed(customer(name, owner), 5, "D", "C")
    names = {
        user.name: [name for name, *_ in told(review(Actor.of(user)))] for user in (li, wang, boss)
    }
    assert names == {"Li": ["Lis"], "Wang": ["Wangs"], "Boss": ["Lis", "Pools"]}
    assert [name for name, *_ in told(review(Actor.of(boss), owner=li.pk))] == ["Lis"]


def test_what_is_asked_for_is_narrowed_and_the_most_valuable_comes_first(history: None) -> None:
    found = review()
    moves = found.narrowed(Narrowing())
    assert len(moves) == len(found.moves) > 10
    values = [move.value for move in moves]
    assert values == sorted(values, reverse=True) and values[0] > 0
    for move in found.narrowed(Narrowing("profit_tier", "fallen")):
        assert (move.dimension, move.way) == ("profit_tier", "fallen")


def test_every_move_has_its_reason(history: None) -> None:
    words = words_in("en")
    names = managing_in_force().review.dimensions
    changes = list(LabelChange.objects.filter(dimension__in=names))
    silent = [one for one in changes if not because(one, words)]
    assert changes and not silent
    fell = next(
        one for one in changes
        if one.dimension == "profit_tier" and (one.before, one.after) in (("B", "C"), ("C", "D"))
    )  # fmt: skip
    assert because(fell, words).startswith("no longer: purchases in 12 months CNY")


def test_the_workbook_holds_what_the_page_shows(history: None) -> None:
    boss = person("Boss", Role.ADMINISTRATOR)
    client = logged_in(boss)
    page = client.get("/segments/review?month=2026-10&dimension=stage").context
    answer = client.post("/segments/review/export", {"query": page["exported"]})
    assert "review-2026-10.xlsx" in answer.headers["Content-Disposition"]
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))
    assert book.sheet_names == ["Summary", "Moves"]
    rows = book.get_sheet_by_name("Moves").to_python()
    assert len(rows) == page["count"] + 1
    assert [row[0] for row in rows[1:51]] == [line["customer"].name for line in page["lines"]]
    assert all(row[6] for row in rows[1:])
    summary = book.get_sheet_by_name("Summary").to_python()
    assert len(summary) == len(managing_in_force().review.dimensions) + 1
    entry = AuditEntry.objects.get(verb="review.exported")
    assert (entry.actor, entry.after["count"], entry.after["dimension"]) == (  # type: ignore[index]
        boss, page["count"], "stage",
    )  # fmt: skip


@pytest.mark.parametrize("role", Role)
def test_only_who_may_export_takes_the_review_out(role: Role) -> None:
    someone = person("Someone", role)
    actor = Actor.of(someone)
    given = {"review": review(actor), "asked": Narrowing(), "words": words_in("en")}
    client = logged_in(someone)
    if role in (Role.MANAGER, Role.ADMINISTRATOR):
        export_review(actor=actor, **given).close()
        assert client.post("/segments/review/export", {"query": ""}).status_code == 200
    else:
        with pytest.raises(NotAllowed):
            export_review(actor=actor, **given)
        assert client.post("/segments/review/export", {"query": ""}).status_code == 403
        assert not AuditEntry.objects.exists()
    for path in ("/segments/review", "/segments/service"):
        assert client.get(path).status_code == 200


def test_the_page_says_honestly_how_far_back_labels_are_known() -> None:
    client = logged_in(person("Boss", Role.ADMINISTRATOR))
    assert "nothing to review yet" in text(client.get("/segments/review?month=2026-10"))
    changed(customer("Up"), 15, "D", "C")
    shown = text(client.get("/segments/review?month=2026-10"))
    assert "known since 2026-10-15" in shown
    assert "known since" not in text(client.get("/segments/review?month=2026-11"))


@pytest.mark.parametrize(
    "query", ["month=x", "month=2999-01", "month=0001-01", "dimension=no", "way=no", "owner=x",
              "owner=999999", "page=x", "page=99999"],
)  # fmt: skip
def test_what_nobody_understands_is_passed_over(query: str) -> None:
    changed(customer("Up"), 15, "D", "C")
    client = logged_in(person("Boss", Role.ADMINISTRATOR))
    answer = client.get(f"/segments/review?{query}")
    assert answer.status_code == 200
    assert answer.context["month"] <= timezone.localdate()
    assert QueryDict(answer.context["exported"])["month"]


def test_the_review_asks_the_database_as_often_for_a_page_as_for_one_move(
    history: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = logged_in(person("Boss", Role.ADMINISTRATOR))
    client.get("/segments/review?month=2026-10")
    for query in ("", "&dimension=stage&way=risen", "&page=2"):
        with django_assert_num_queries(REVIEW):
            client.get(f"/segments/review?month=2026-10{query}")
