"""The list of customers and one customer's page: who is shown to whom, and in which words."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from desk_scene import load_graded, person
from django.db.models import Count
from django.test import Client
from django.utils import timezone
from django_q.models import OrmQ
from pytest_django import DjangoAssertNumQueries

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Role
from kehu.desk.followups.planning import plan_regraded
from kehu.desk.grading.actions import regrade_all, regrade_changed
from kehu.desk.grading.models import Grade, LabelChange
from kehu.desk.ledger.actions import add_customer, judge, record_order, record_payment
from kehu.desk.ledger.models import Changed, Customer, Tag

pytestmark = pytest.mark.django_db
LIST, CUSTOMER = 17, 42  # queries


def logged_in(user: User, language: str = "en") -> Client:
    user.language = language
    user.save()
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def labels_on_page(client: Client, customer: Customer) -> dict[str, str]:
    client.get(f"/customers/{customer.pk}")
    address = f"/customers/{customer.pk}/why"
    names = ("stage", "deal_stars")
    return {name: client.get(f"{address}/{name}").context["reason"].code for name in names}


def test_who_is_not_logged_in_is_sent_to_the_log_in() -> None:
    for address in ("/", "/customers/", "/customers/1"):
        answer = Client().get(address, follow=True)
        assert answer.redirect_chain[-1][0].startswith("/account/login/")


def test_a_salesperson_is_shown_own_customers_and_the_pools() -> None:
    li, wang = person("Li"), person("Wang")
    mine, pools, other = (
        Customer.objects.create(code=name, name=name, owner=owner)
        for name, owner in (("Mine", li), ("Pools", None), ("Wangs", wang))
    )
    client = logged_in(li)
    shown = client.get("/customers/").content.decode()
    assert "Mine" in shown and "Pools" in shown and "Wangs" not in shown
    codes = [client.get(f"/customers/{one.pk}").status_code for one in (mine, pools, other)]
    assert codes == [200, 200, 404]


def test_names_are_escaped_and_found() -> None:
    li = person("Li")
    Customer.objects.create(code="X", name="<script>alert(1)</script>", owner=li)
    Customer.objects.create(code="Y", name="Baltic Lumen", owner=li)
    client = logged_in(li)
    everybody = client.get("/customers/").content.decode()
    assert "<script>alert" not in everybody
    assert "&lt;script&gt;alert" in everybody
    assert "Baltic" not in client.get("/customers/?q=script").content.decode()
    assert "Nobody here is called" in client.get("/customers/?q=nobody").content.decode()


def test_every_customer_is_on_exactly_one_page_of_the_list() -> None:
    li = person("Li")
    for number in range(120):
        Customer.objects.create(code=str(number), name=f"Same {number % 3}", owner=li)
    client, address, seen = logged_in(li), "", []
    while address is not None:
        context = client.get(f"/customers/?{address}").context
        seen += [int(line.pk) for line in context["lines"]]
        address = context["after"]
    assert len(seen) == 120
    assert set(seen) == set(Customer.objects.values_list("pk", flat=True))


def test_the_list_asks_the_database_as_often_for_fifty_as_for_one(
    demo_folder: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    load_graded(demo_folder)
    plan_regraded()
    client = logged_in(person("Boss", Role.ADMINISTRATOR))
    client.get("/customers/")  # reads the words of labels, once a process
    # The session, its person, marks of change and grading, rulebook, company; the book, which a
    # test reads anew (words, shapes, log, customers, grades, tags); salespeople for filter and
    # column, the rows; tags and views to choose from.
    for query in ("", "?stage=A&where=orders:1..&sort=-orders&page=1"):
        with django_assert_num_queries(LIST):
            client.get(f"/customers/{query}")


def test_a_customers_page_asks_the_database_as_often_for_a_busy_one_as_for_a_quiet_one(
    demo_folder: Path, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    load_graded(demo_folder)
    plan_regraded()
    client = logged_in(person("Boss", Role.ADMINISTRATOR))
    # What the list asks, the book included; the customer and everything of its page.
    busy = Customer.objects.annotate(count=Count("order")).order_by("-count")[:5]
    for one in busy:
        with django_assert_max_num_queries(CUSTOMER):
            client.get(f"/customers/{one.pk}")


def test_the_rail_marks_the_customers_on_the_pages_of_one() -> None:
    li = person("Li")
    customer = add_customer(actor=Actor.of(li), name="Fresh GmbH")
    for page in ("", "/change", "/record/contact"):
        rail = logged_in(li).get(f"/customers/{customer.pk}{page}").context["rail"]
        assert [place.page for place, is_here in rail if is_here] == ["customers"]


def test_a_recorded_order_shows_in_the_labels_of_the_next_page(demo_folder: Path) -> None:
    load_graded(demo_folder)
    li = person("Li")
    actor, day = Actor.of(li), timezone.now() - timedelta(days=1)
    customer = add_customer(actor=actor, name="Fresh GmbH")
    client = logged_in(li)
    assert labels_on_page(client, customer)["stage"] == "E"
    order = record_order(actor=actor, customer=customer, ordered_at=day, amount=Decimal(5000))
    record_payment(actor=actor, order=order, due_at=day, paid_at=day, amount=Decimal(5000))
    labels = labels_on_page(client, customer)
    assert (labels["stage"], labels["deal_stars"]) == ("A", "4")
    change = LabelChange.objects.get(customer=customer, dimension="stage")
    assert (change.before, change.after, change.rule) == ("E", "A", "A")


def test_labels_of_many_changed_customers_are_the_workers_and_no_page_waits() -> None:
    li = person("Li")
    for number in range(30):
        add_customer(actor=Actor.of(li), name=f"Fresh {number}")
    assert logged_in(li).get("/customers/").status_code == 200
    assert (Changed.objects.count(), Grade.objects.count()) == (30, 0)
    [asked] = OrmQ.objects.all()
    assert asked.func() == "kehu.desk.grading.actions.regrading.regrade_changed"
    regrade_changed()
    assert (Changed.objects.count(), Grade.objects.count()) == (0, 30)


@pytest.mark.parametrize(("language", "words"), [("en", "Stage"), ("zh-hans", "等级")])
def test_a_customers_page_tells_every_label_with_its_reason(
    demo_folder: Path, language: str, words: str
) -> None:
    load_graded(demo_folder)
    boss = logged_in(person("Boss", Role.ADMINISTRATOR), language)
    customer = Customer.objects.filter(order__isnull=False).first()
    assert customer is not None
    answer = boss.get(f"/customers/{customer.pk}")
    assert len(answer.context["page"].labels) == 31
    why = boss.get(f"/customers/{customer.pk}/why/stage").context["reason"]
    assert why.terms
    assert words in answer.content.decode()


def test_tags_with_their_standard_are_put_on_and_taken_off_on_the_page() -> None:
    li = person("Li")
    one = Customer.objects.create(code="C1", name="Acme", owner=li)
    tag = Tag.objects.create(name="fair", standard="Met at a fair in two years")
    client = logged_in(li)
    page = client.post(f"/customers/{one.pk}/tag", {"tag": tag.pk}, follow=True).content.decode()
    assert "Met at a fair in two years" in page
    assert one.tags.get() == tag
    client.post(f"/customers/{one.pk}/tag", {"tag": tag.pk, "off": "1"})
    assert not one.tags.exists()
    assert client.post(f"/customers/{one.pk}/tag", {"tag": "x"}).status_code == 404
    assert logged_in(person("Wang")).post(f"/customers/{one.pk}/tag").status_code == 404


def test_a_play_is_started_with_one_customer() -> None:
    li = person("Li")
    one = Customer.objects.create(code="C1", name="Acme", owner=li)
    regrade_all()
    client = logged_in(li)
    for _ in range(2):
        client.post(f"/customers/{one.pk}/start", {"play": "improved_model"})
    assert one.follow_ups.filter(play="improved_model", started_by=li).count() == 1
    assert client.post(f"/customers/{one.pk}/start", {"play": "dance"}).status_code == 422
    assert logged_in(person("Wang")).post(f"/customers/{one.pk}/start").status_code == 404


@pytest.mark.parametrize(
    ("language", "subject", "value", "told"),
    [
        ("zh-hans", "usual_payment_terms", "deposit", "常用付款方式：定金加尾款"),
        ("en", "usual_payment_terms", "deposit;lc", "Deposit and balance, Letter of credit"),
        ("en", "temperament", "shrewd", "Temperament: Shrewd"),
        ("en", "label:deal_stars", "2", "Deal stars: 2★ Asked about details"),
        ("en", "colour_of_our_own", "green", "colour_of_our_own: green"),
    ],
)
def test_what_was_judged_is_told_in_words(
    language: str, subject: str, value: str, told: str
) -> None:
    wang = person("Wang", Role.ADMINISTRATOR)
    customer = Customer.objects.create(code="C", name="C", owner=wang)
    judge(actor=Actor.of(wang), customer=customer, at=timezone.now(), subject=subject, value=value)
    lines = logged_in(wang, language).get(f"/customers/{customer.pk}").context["lines"]
    assert any(line.words.endswith(told) for line in lines), [line.words for line in lines]
