"""The list of customers: narrowed, counted, sorted and written into its address."""

from pathlib import Path
from urllib.parse import parse_qs

import numpy as np
import pytest
from desk_scene import load_graded, person
from django.http import QueryDict
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kehu.desk.accounts.actor import THE_APPLICATION, Actor
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Role
from kehu.desk.grading.found import labels_of, measures_of
from kehu.desk.grading.models import Grade
from kehu.desk.grading.queries import words_in
from kehu.desk.insights.figures import shortened
from kehu.desk.insights.listing.asked import NUMBERS, Asked, Range
from kehu.desk.insights.listing.board import board
from kehu.desk.insights.listing.narrowed import Narrowed
from kehu.desk.insights.listing.queries import narrowed_for
from kehu.desk.ledger.models import Customer
from kehu.engine.rules.load import default_rulebook

pytestmark = pytest.mark.django_db
RULEBOOK = default_rulebook()


def asked(query: str) -> Asked:
    return Asked.read(QueryDict(query), RULEBOOK)


def found(query: str, actor: Actor = THE_APPLICATION) -> Narrowed:
    return narrowed_for(actor, asked(query), RULEBOOK)


def known() -> dict[int, dict[str, object]]:
    """Labels and measures of everybody, as the grades hold them."""
    return {
        grade.pk: {**measures_of(grade), **{n: kept[0] for n, kept in labels_of(grade).items()}}
        for grade in Grade.objects.select_related("shape")
    }


@pytest.fixture
def graded(demo_folder: Path) -> dict[int, dict[str, object]]:
    load_graded(demo_folder)
    return known()


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def test_labels_of_one_dimension_widen_and_of_two_narrow(
    graded: dict[int, dict[str, object]],
) -> None:
    wanted = {
        pk for pk, one in graded.items()
        if one["stage"] in ("A", "D") and one["market"] == "europe"
    }  # fmt: skip
    assert wanted
    assert set(found("stage=A&stage=D&market=europe").customer_ids().tolist()) == wanted


def test_bounds_are_included_and_what_is_unknown_fits_none(
    graded: dict[int, dict[str, object]],
) -> None:
    gaps = sorted(one["median_gap_days"] for one in graded.values() if one["median_gap_days"])
    low, high = gaps[1], gaps[-2]
    fitting = [gap for gap in gaps if low <= gap <= high]
    assert found(f"where=median_gap_days:{low}..{high}").count == len(fitting)
    assert found("where=median_gap_days:known").count == len(gaps)
    assert found("where=median_gap_days:unknown").count == len(graded) - len(gaps)


def test_a_count_says_how_many_choosing_it_gives(graded: dict[int, dict[str, object]]) -> None:
    counts = found("stage=A&market=europe").counts("stage")
    for stage, count in counts.items():
        assert found(f"stage={stage}&market=europe").count == count
    assert sum(counts.values()) == found("market=europe").count


def test_the_greatest_comes_first_and_the_unknown_last(
    graded: dict[int, dict[str, object]],
) -> None:
    order = found("sort=-median_gap_days").customer_ids().tolist()
    values = [graded[pk]["median_gap_days"] for pk in order]
    figures = [value for value in values if value is not None]
    assert figures == sorted(figures, reverse=True)  # type: ignore[type-var]
    assert values[len(figures) :] == [None] * (len(values) - len(figures))


def test_a_ladder_is_sorted_from_the_best(graded: dict[int, dict[str, object]]) -> None:
    order = [graded[pk]["stage"] for pk in found("sort=stage").customer_ids().tolist()]
    assert order == sorted(order)


def test_nobody_out_of_reach_is_listed_counted_or_summed() -> None:
    li, wang = person("Li"), person("Wang")
    for code, owner in (("A", li), ("B", wang), ("C", None)):
        Customer.objects.create(code=code, name=code, owner=owner)
    narrowed = found("", Actor.of(li))
    assert narrowed.count == 2
    assert narrowed.counts("owner") == {str(li.pk): 1, "pool": 1}
    assert found(f"owner={wang.pk}", Actor.of(li)).count == 0
    assert found("owner=me", Actor.of(li)).count == 1


def test_an_address_comes_back_as_it_was_read() -> None:
    query = (
        "stage=A&stage=B&where=purchases_12m%3A300000..&column=stage&column=orders&q=lumen"
        "&sort=-orders&owner=me"
    )
    assert parse_qs(asked(query).address()) == parse_qs(query)


@pytest.mark.parametrize(
    "query",
    ["where=orders", "where=orders:x..", "where=nothing:1..", "sort=nothing", "page=-1",
     "column=nothing", "nothing=1", "where=orders:..", "page=99999999999", "open=nothing"],
)  # fmt: skip
def test_what_nobody_understands_is_passed_over(query: str) -> None:
    assert asked(query) == Asked()


@pytest.mark.parametrize(
    ("text", "bounds"),
    [("orders:3..", Range("orders", low=3)), ("orders:..3", Range("orders", high=3)),
     ("orders:1..3", Range("orders", 1, 3)), ("orders:known", Range("orders", known=True))],
)  # fmt: skip
def test_bounds_are_read_and_written_alike(text: str, bounds: Range) -> None:
    assert Range.read(text) == bounds
    assert str(bounds) == text


def test_a_name_is_found_in_any_script_and_by_number() -> None:
    for code, name in (("C-17", "黎明照明"), ("C-18", "Löwe & Söhne"), ("C-19", "ООО Свет")):
        Customer.objects.create(code=code, name=name)
    for query, code in (
        ("liming", "C-17"), ("黎明", "C-17"), ("lowe", "C-18"), ("LÖWE", "C-18"), ("svet", "C-19"),
        ("c-19", "C-19"),
    ):  # fmt: skip
        ids = found(f"q={query}").customer_ids().tolist()
        assert [Customer.objects.get(pk=pk).code for pk in ids] == [code], query


def test_a_choice_swaps_the_list_and_the_counts_alone(
    graded: dict[int, dict[str, object]],
) -> None:
    client = logged_in(person("Boss", Role.ADMINISTRATOR))
    answer = client.get("/customers/?stage=A&low=&q=", headers={"hx-request": "true"})
    assert answer.headers["HX-Push-Url"] == "/customers/?stage=A"
    page = answer.content.decode()
    assert "<html" not in page
    assert 'id="found"' in page and 'id="n-stage-1" hx-swap-oob="true"' in page


def test_a_closed_dimension_opens_with_its_counts(graded: dict[int, dict[str, object]]) -> None:
    client = logged_in(person("Boss", Role.ADMINISTRATOR))
    facet = client.get("/customers/facet/market?stage=A").context["facet"]
    assert {option.value: option.count for option in facet.options if option.count} == dict(
        found("stage=A").counts("market")
    )
    assert client.get("/customers/facet/nothing").status_code == 404


def test_every_column_can_be_shown(graded: dict[int, dict[str, object]]) -> None:
    client = logged_in(person("Boss", Role.ADMINISTRATOR))
    names = [
        "code",
        "city",
        "owner",
        "country",
        "tag",
        *RULEBOOK.dimensions,
        *NUMBERS,
    ]
    page = client.get("/customers/", {"column": names})
    assert [heading.name for heading in page.context["headings"]] == names
    assert all(len(line.cells) == len(names) for line in page.context["lines"])


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [(0, "0", "0"), (999, "999", "999"), (1_240_000, "124万", "1.24M"), (9_990, "9,990", "9.99K"),
     (320_000_000, "3.2亿", "320M"), (12.345, "12.3", "12.3"), (99_999, "10万", "100K")],
)  # fmt: skip
def test_amounts_are_short_in_the_readers_units(value: float, zh: str, en: str) -> None:
    assert (shortened(value, "zh"), shortened(value, "en")) == (zh, en)


def test_sums_are_those_of_the_customers_found(graded: dict[int, dict[str, object]]) -> None:
    wanted = [one["purchases_12m"] for one in graded.values() if one["stage"] == "A"]
    assert found("stage=A").total("purchases_12m") == pytest.approx(np.sum(wanted))


# ---- the board -----------------------------------------------------------------------------------


def test_everybody_stands_in_one_column_of_the_board_and_the_best_on_top(
    graded: dict[int, dict[str, object]],
) -> None:
    columns = board(found(""), "stage", words_in("en"))
    assert sum(column.count for column in columns) == len(graded)
    assert [column.query for column in columns] == [
        f"stage={code}" for code in "ABCDE" if code in {one["stage"] for one in graded.values()}
    ]
    for column in columns:
        bought = [graded[card.pk]["purchases_12m"] or 0 for card in column.cards]
        assert bought == sorted(bought, reverse=True)
        assert len(column.cards) == min(column.count, 20)
    assert all(graded[card.pk]["stage"] == "A" for card in columns[0].cards)


def test_the_board_is_narrowed_like_the_list_and_asks_no_more_for_more_customers(
    graded: dict[int, dict[str, object]], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = logged_in(person("Boss", Role.ADMINISTRATOR))
    page = client.get("/customers/board?by=deal_stars&stage=A").content.decode()
    assert page.count("board-column") == len(
        {one["deal_stars"] for one in graded.values() if one["stage"] == "A"}
    )
    with django_assert_max_num_queries(15):
        client.get("/customers/board")
    assert client.get("/customers/board?by=nothing&q=zzzzz").status_code == 200
