"""The list of customers and one customer's page: who is shown to whom, and in which words."""

from pathlib import Path

import pytest
from desk_scene import load, person
from django.test import Client

from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Role
from kehu.desk.grading.actions import regrade_all
from kehu.desk.ledger.models import Customer

pytestmark = pytest.mark.django_db


def logged_in(user: User, language: str = "en") -> Client:
    user.language = language
    user.save()
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def test_who_is_not_logged_in_is_sent_to_the_log_in() -> None:
    for address in ("/", "/customers/", "/customers/1"):
        answer = Client().get(address, follow=True)
        assert answer.redirect_chain[-1][0].startswith("/account/login/")


def test_a_salesperson_is_shown_own_customers_and_the_pools() -> None:
    li, wang = person("Li"), person("Wang")
    mine, pools, other = (
        Customer.objects.create(code=name, name=name, owner=owner)
        for name, owner in (("Mine", li), ("Pools", None), ("Other", wang))
    )
    client = logged_in(li)
    shown = client.get("/customers/").content.decode()
    assert "Mine" in shown and "Pools" in shown and "Other" not in shown
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
    client, address, seen = logged_in(li), "/customers/", []
    while address:
        context = client.get(address).context
        seen += [customer.pk for customer, _ in context["lines"]]
        address = f"/customers/?after={context['after']}" if context["after"] else ""
    assert len(seen) == 120
    assert set(seen) == set(Customer.objects.values_list("pk", flat=True))


def test_the_list_asks_the_database_as_often_for_fifty_as_for_one(
    demo_folder: Path, django_assert_num_queries: object
) -> None:
    load(demo_folder)
    regrade_all()
    client = logged_in(person("Boss", Role.ADMINISTRATOR))
    # The session, its person, the rows, their grades, the rulebook's version, the company.
    with django_assert_num_queries(6):  # type: ignore[operator]
        client.get("/customers/")


@pytest.mark.parametrize(("language", "words"), [("en", "Stage"), ("zh-hans", "等级")])
def test_a_customers_page_tells_every_label_with_its_reason(
    demo_folder: Path, language: str, words: str
) -> None:
    load(demo_folder)
    regrade_all()
    boss = logged_in(person("Boss", Role.ADMINISTRATOR), language)
    customer = Customer.objects.filter(order__isnull=False).first()
    assert customer is not None
    answer = boss.get(f"/customers/{customer.pk}")
    assert len(answer.context["reasons"]) == 31
    assert words in answer.content.decode()
