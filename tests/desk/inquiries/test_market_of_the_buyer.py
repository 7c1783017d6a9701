"""What is known of the buyer's market: similar customers, what may be said of them."""

from datetime import timedelta
from decimal import Decimal

from desk_scene import person
from django.utils import timezone
from inbox_scene import DETAILED, SIGNED, a_customer, actor, again, asked

from kehu.desk.accounts.actor import THE_APPLICATION
from kehu.desk.accounts.models import User
from kehu.desk.grading.actions import regrade_changed
from kehu.desk.inquiries.catalogue import catalogue, products_of
from kehu.desk.inquiries.drafts import draft_of
from kehu.desk.inquiries.markets import Told, similar_won, told_of_market
from kehu.desk.inquiries.models import Mail
from kehu.desk.inquiries.understanding import market_share, understood
from kehu.desk.ledger import actions
from kehu.desk.ledger.models import Customer, Product


def _won(
    name: str, country: str, sku: str = "GL-2105", amount: int = 1000, **details: object
) -> Customer:
    customer = a_customer(name=name, email=f"x@{name.lower()}.example", **details)  # type: ignore[arg-type]
    Customer.objects.filter(pk=customer.pk).update(country=country)
    customer.refresh_from_db()
    product = Product.objects.get(sku=sku)
    at = timezone.now() - timedelta(days=40)
    order = actions.record_order(
        actor=THE_APPLICATION, customer=customer, ordered_at=at, amount=Decimal(amount),
        lines=((product, Decimal(10), Decimal(amount) / 10),),
    )  # fmt: skip
    actions.deliver_order(actor=THE_APPLICATION, order=order, delivered_at=at + timedelta(days=9))
    return customer


def _asks(customer: Customer, topic: str) -> None:
    actions.log_contact(
        actor=THE_APPLICATION, customer=customer, at=timezone.now() - timedelta(days=20),
        direction="in", channel="email", topics=(topic,),
    )  # fmt: skip


def test_similar_are_won_customers_of_the_market_those_of_the_country_first(boss: User) -> None:
    _won("Chile", "CL", amount=9000)
    _won("Brazil", "BR", amount=100)
    _won("Germany", "DE")
    a_customer(name="Asked", email="x@asked.example")
    regrade_changed()
    found = similar_won(actor(boss), "BR", {"Lighting"}, None)
    assert [(one.customer.name, one.same_country) for one in found] == [
        ("Brazil", True), ("Chile", False)
    ]  # fmt: skip
    assert all(one.same_goods for one in found)


def test_a_colleagues_customer_is_not_among_them(boss: User) -> None:
    _won("Brazil", "BR", owner=person("Li"))
    regrade_changed()
    assert similar_won(actor(person("Wang")), "BR", {"Lighting"}, None) == []


def test_nothing_is_said_of_a_market_that_few_stand_for(boss: User) -> None:
    for n in range(4):
        _asks(_won(f"C{n}", "BR"), "price")
    assert told_of_market("BR") == Told()


def test_a_stranger_is_told_what_the_market_asks_and_buys(boss: User) -> None:
    for n in range(5):
        _asks(_won(f"C{n}", "CL", sku="GL-2106"), "certificate")
    assert told_of_market("BR") == Told(("certificate",), ("LED bulb A60 12W E27 3000K",))
    mail = asked()
    told = understood(Mail.objects.select_related("reading", "thread__customer").get(pk=mail.pk))
    answer = draft_of(told, None, boss, None)
    assert answer is not None
    assert (
        "Customers in your market (Brazil) most often ask us about certificates"
        in answer.draft.body
    )
    assert "LED bulb A60 12W E27 3000K" in answer.draft.body


def test_a_customer_is_not_told_of_others(boss: User) -> None:
    for n in range(5):
        _asks(_won(f"C{n}", "CL"), "certificate")
    customer = a_customer()
    mail = asked()
    told = understood(Mail.objects.select_related("reading", "thread__customer").get(pk=mail.pk))
    answer = draft_of(told, customer, boss, None)
    assert answer is not None
    assert "your market" not in answer.draft.body


def test_the_market_counts_in_the_priority(boss: User) -> None:
    _won("Chile", "CL", amount=3000)
    _won("Germany", "DE", amount=1000)
    regrade_changed()
    assert (market_share("BR"), market_share("FR"), market_share("US")) == (0.75, 0.25, 0.0)
    assert market_share(None) == 0.0
    assert again(asked().thread).urgency > 0


def test_prices_are_told_in_dollars_with_what_the_market_asks(boss: User) -> None:
    product = Product.objects.create(
        code="X", name="球泡灯", category="Lighting", list_price=Decimal("70"), currency=""
    )
    customer, now = a_customer(), timezone.now()
    for price, days in (("63", 10), ("77", 20), ("700", 500)):
        actions.record_quotation(
            actor=THE_APPLICATION, customer=customer, at=now - timedelta(days=days),
            product=product, unit_price=Decimal("70"), market_price=Decimal(price),
        )  # fmt: skip
    told = products_of(["X"])["X"]
    assert (told.name_zh, told.name_en) == ("球泡灯", "")
    assert told.unit_price_usd == Decimal("10.00")
    assert told.market_avg_price_usd == Decimal("10.00")
    assert "GL-2105" in {one.sku for one in catalogue()}


def test_a_draft_says_only_what_mail_ledger_or_rulebook_say(boss: User) -> None:
    mail = asked(DETAILED + SIGNED)
    told = understood(Mail.objects.select_related("reading", "thread__customer").get(pk=mail.pk))
    answer = draft_of(told, None, boss, None)
    assert answer is not None
    figures = {
        word.strip(".,:;()") for word in answer.draft.body.split() if any(map(str.isdigit, word))
    }
    known = {"2,000", "GL-2105", "0.80", "A60", "9W", "E27", "3000K", "1", "2", "3", "4"}
    assert figures <= known
