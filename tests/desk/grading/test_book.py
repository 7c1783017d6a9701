"""The book in memory holds what the database holds, for whoever may see it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from desk_scene import load_graded, person
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from kehu.desk.accounts.actor import THE_APPLICATION, Actor
from kehu.desk.accounts.models import Team
from kehu.desk.accounts.roles import Role
from kehu.desk.grading.actions import regrade, regrade_all
from kehu.desk.grading.book import Book, reached, the_book
from kehu.desk.grading.found import labels_of, measures_of
from kehu.desk.grading.models import Grade
from kehu.desk.grading.packing import is_word
from kehu.desk.ledger.actions import add_customer, assign_customer, change_customer
from kehu.desk.ledger.models import Customer, CustomerTag, Tag, Touched
from kehu.desk.ledger.queries import customers_of
from kehu.desk.ledger.touched import touch, touch_all

pytestmark = pytest.mark.django_db
APP = {"actor": THE_APPLICATION}


def said_of(book: Book, customer: int) -> dict[str, object]:
    """What the book says of a customer, by name of measure or dimension."""
    [row] = book.rows([customer])
    words = {n: int(book.words(n)[row]) for n in book.base.columns.words}
    numbers = {n: float(book.number(n)[row]) for n in book.numbers}
    return {
        **{name: book.texts[at] if at >= 0 else None for name, at in words.items()},
        **{name: None if np.isnan(value) else value for name, value in numbers.items()},
    }


def test_the_book_says_of_everybody_what_the_grades_say(demo_folder: Path) -> None:
    load_graded(demo_folder)
    book = the_book()
    assert len(book) == Customer.objects.count()
    for grade in Grade.objects.select_related("shape"):
        labels = {name: kept[0] for name, kept in labels_of(grade).items()}
        assert said_of(book, grade.pk) == {**measures_of(grade), **labels}
    assert book.base.columns.size < 2_000 * len(book)


def test_words_and_numbers_are_told_apart(demo_folder: Path) -> None:
    load_graded(demo_folder)
    assert {n for n in the_book().base.columns.words if is_word(n)} >= {"country", "main_category"}
    assert "orders" in the_book().numbers


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("in_a_team", [True, False])
@pytest.mark.parametrize("active", [True, False])
def test_the_book_reaches_whom_the_query_reaches(role: Role, in_a_team: bool, active: bool) -> None:
    europe, asia = Team.objects.create(name="Europe"), Team.objects.create(name="Asia")
    someone = person("Someone", role, europe if in_a_team else None)
    someone.is_active = active
    owners = [someone, person("Li", team=europe), person("Wang", team=asia), person("Zhao"), None]
    for number, owner in enumerate(owners):
        Customer.objects.create(code=f"C{number}", name="Acme", owner=owner)
    actor, book = Actor.of(someone), the_book()
    shown = set(book.pks[reached(book, actor)].tolist())
    assert shown == set(customers_of(actor).values_list("pk", flat=True))


@pytest.fixture
def kept(transactional_db: None) -> Iterator[Book]:
    """A book that the process keeps, of three customers."""
    for code, name in (("A", "Acme"), ("B", "Baltic"), ("C", "黎明照明")):
        add_customer(**APP, code=code, name=name)
    touch_all()
    yield the_book()


def numbers(book: Book) -> list[str]:
    """Customer numbers in the order of names."""
    return [book.codes()[row].decode() for row in book.by_name]


def test_names_stand_in_the_order_of_their_letters_whatever_the_script(kept: Book) -> None:
    assert numbers(kept) == ["A", "B", "C"]
    add_customer(**APP, code="D", name="Kwame Hardware")
    assert numbers(the_book()) == ["A", "B", "D", "C"]  # liming zhaoming
    assert the_book().pks[the_book().called("liming")].tolist() == [
        Customer.objects.get(code="C").pk
    ]


def test_a_change_is_in_the_next_book_and_not_in_the_one_at_hand(kept: Book) -> None:
    li, customer = person("Li"), Customer.objects.get(code="A")
    assign_customer(**APP, customer=customer, to=li)
    change_customer(**APP, customer=customer, version=2, details={"name": "Zeta"})
    after = the_book()
    [row] = after.rows([customer.pk])
    assert (after.owner()[row], kept.owner()[row]) == (li.pk, 0)
    assert (numbers(after), numbers(kept)) == (["B", "C", "A"], ["A", "B", "C"])
    assert after.called("zeta")[row] and not after.called("acme").any()


def test_what_has_not_changed_is_not_read_again(
    kept: Book, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert the_book() is kept
    touch([int(kept.pks[0])])
    with django_assert_num_queries(6):  # marks, again with the lock; customer, grade, shapes, tags
        assert the_book().base is kept.base


def test_what_is_rolled_back_was_never_in_the_book(kept: Book) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        add_customer(**APP, code="X", name="Xenon")
        assert len(the_book()) == 4
        raise ZeroDivisionError
    assert len(the_book()) == 3
    add_customer(**APP, code="Y", name="Ypsilon")
    assert numbers(the_book()) == ["A", "B", "C", "Y"]


def test_a_mark_that_shows_itself_late_is_not_missed(kept: Book) -> None:
    customer = Customer.objects.get(code="A")
    last = Touched.objects.latest("pk").pk
    Touched.objects.create(pk=last + 2, customer_id=customer.pk)
    the_book()
    Customer.objects.filter(pk=customer.pk).update(owner=person("Li"))
    Touched.objects.create(pk=last + 1, customer_id=customer.pk)
    assert the_book().owner()[the_book().rows([customer.pk])[0]] > 0


def test_a_log_that_was_cut_makes_the_book_read_everybody(kept: Book) -> None:
    Customer.objects.filter(code="A").update(owner=person("Li"))
    Touched.objects.all().delete()
    assert the_book().owner().any()


def test_tags_and_grades_come_in_by_themselves(kept: Book) -> None:
    regrade_all()
    customer = Customer.objects.get(code="B")
    assert the_book().graded().all()
    tag = Tag.objects.create(name="fair 2026")
    CustomerTag.objects.create(tag=tag, customer=customer)
    touch([customer.pk])
    assert the_book().pks[the_book().tagged(tag.pk)].tolist() == [customer.pk]
    add_customer(**APP, code="N", name="New", country="DE")
    new = Customer.objects.get(code="N")
    regrade([new.pk])
    assert said_of(the_book(), new.pk)["market"] == "europe"
