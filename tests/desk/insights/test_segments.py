"""Segments count, sum and move as the grades and their history say."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from desk_scene import load_graded, person
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from kehu.desk.accounts.actor import THE_APPLICATION
from kehu.desk.accounts.roles import Role
from kehu.desk.grading.found import labels_of, measures_of
from kehu.desk.grading.models import Grade, LabelChange
from kehu.desk.grading.queries import words_in
from kehu.desk.insights.listing.asked import Asked
from kehu.desk.insights.listing.narrowed import Narrowed
from kehu.desk.insights.listing.queries import narrowed_for
from kehu.desk.insights.segments import Segments, conflicts, crossed, known_conflicts, pareto

pytestmark = pytest.mark.django_db
SEGMENTS = 14  # queries


@pytest.fixture
def everybody(demo_folder: Path) -> Narrowed:
    load_graded(demo_folder)
    return narrowed_for(THE_APPLICATION, Asked(), words_in("en").rulebook)


def grades() -> list[dict[str, object]]:
    return [
        {**measures_of(one), **{name: kept[0] for name, kept in labels_of(one).items()}}
        for one in Grade.objects.select_related("shape")
    ]


def client_of(role: Role) -> Client:
    someone = person("Someone", role)
    someone.language = "en"
    someone.save()
    client = Client()
    client.force_login(someone, "django.contrib.auth.backends.ModelBackend")
    return client


def test_every_customer_is_in_one_segment_and_labels_crossed_add_up(everybody: Narrowed) -> None:
    now = timezone.now()
    of = Segments(everybody, "stage", words_in("en"))
    rows = of.rows(of.flows(now, now))
    assert sum(row.count for row in rows) == everybody.count
    assert [row.code for row in rows] == [c for c in "ABCDE" if c in {row.code for row in rows}]
    table = crossed(everybody, "stage", "profit_tier", words_in("en"))
    assert [sum(line) for line in table] == [row.count for row in rows]


def test_few_customers_bring_four_fifths_of_the_profit_and_one_fewer_does_not(
    everybody: Narrowed,
) -> None:
    profits = sorted((float(one["profit_12m"]) for one in grades()), reverse=True)  # type: ignore[arg-type]
    profits = [profit for profit in profits if profit > 0]
    found = pareto(everybody)
    assert found.many == len(profits)
    assert sum(profits[: found.few]) >= 0.8 * sum(profits) - 1e-6
    assert sum(profits[: found.few - 1]) < 0.8 * sum(profits)
    assert found.points[-1] == (len(profits), 1.0)


def test_the_past_is_todays_label_with_later_changes_taken_back(everybody: Narrowed) -> None:
    [customer] = [one.pk for one in Grade.objects.all() if labels_of(one)["stage"][0] == "A"][:1]
    day = datetime(2026, 3, 1, tzinfo=UTC)
    for n, (before, after) in enumerate((("E", "D"), ("D", "A"))):
        LabelChange.objects.create(
            customer_id=customer, dimension="stage", before=before, after=after, rule=after,
            at=day + timedelta(days=10 * n),
        )  # fmt: skip
    of = Segments(everybody, "stage", words_in("en"))
    [row] = of.book.rows([customer])
    at = [of.book.texts[of.at(day + timedelta(days=days))[row]] for days in (-1, 5, 15)]
    assert at == ["E", "D", "A"]
    flows = of.flows(day - timedelta(days=1), day + timedelta(days=15))
    assert (flows["E", "A"], sum(flows.values())) == (1, everybody.count)
    by_code = {one.code: one for one in of.rows(flows)}
    assert (by_code["A"].came, by_code["E"].went, by_code["D"].came) == (1, 1, 0)


def test_a_contradiction_counts_whom_its_list_shows(everybody: Narrowed) -> None:
    words = words_in("en")
    found = conflicts(THE_APPLICATION, everybody, words)
    for one in found:
        asked = Asked.read(QueryDict(one.query), words.rulebook)
        assert asked.narrowed, one.title
        assert narrowed_for(THE_APPLICATION, asked, words.rulebook).count == one.count
    stars = next(one for one in found if "Four stars" in one.title)
    wanted = [g for g in grades() if g["deal_stars"] == "4" and g["profit_tier"] == "D"]
    assert stars.count == len(wanted)


def test_contradictions_name_labels_that_the_rulebook_has() -> None:

    dimensions = words_in("en").rulebook.dimensions
    for one in known_conflicts().values():
        for name, codes in one["labels"].items():
            assert set(codes) <= set(dimensions[name].codes), one["title"]
        query = QueryDict(mutable=True)
        query.setlist("where", one.get("where", []))
        asked = Asked.read(query, words_in("en").rulebook)
        assert len(asked.ranges) == len(one.get("where", []))


def test_the_page_asks_the_database_as_often_whatever_is_shown(
    everybody: Narrowed, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(Role.ADMINISTRATOR)
    client.get("/segments/")
    for query in ("", "?by=market&with=stage&from=2020-01-01&to=2026-01-01"):
        with django_assert_num_queries(SEGMENTS):
            assert client.get(f"/segments/{query}").status_code == 200


@pytest.mark.parametrize("query", ["by=nothing", "from=2026-99-01", "to=x", "from=2999-01-01"])
def test_what_nobody_understands_shows_the_usual(everybody: Narrowed, query: str) -> None:
    assert client_of(Role.READER).get(f"/segments/?{query}").context["by"] == "stage"


def test_a_book_without_customers_says_what_belongs_here() -> None:
    page = client_of(Role.SALESPERSON).get("/segments/").content.decode()
    assert "Nothing to compare yet." in page
