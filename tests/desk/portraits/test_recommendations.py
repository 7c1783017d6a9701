"""Recommendations come from orders and look-alikes; an answer closes one and teaches the next."""

from datetime import timedelta

import pytest
from desk_scene import person
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import override

from kehu.desk.accounts.actor import Actor, NotAllowed
from kehu.desk.accounts.roles import Role
from kehu.desk.core.languages import page_language
from kehu.desk.core.models import AuditEntry
from kehu.desk.core.versions import ChangedMeanwhile
from kehu.desk.ledger.models import Customer, OrderLine, Product
from kehu.desk.portraits.actions import accept_offer, refuse_offer, take_back_answer
from kehu.desk.portraits.in_force import offer_rules, trait_words
from kehu.desk.portraits.learning import rules_in_force, usual_shares
from kehu.desk.portraits.models import Offer, ProductPrice
from kehu.desk.portraits.offering import answers_so_far, offer_to
from kehu.desk.portraits.queries import offers_of
from kehu.desk.portraits.words import cards
from kehu.errors import KehuError

pytestmark = pytest.mark.django_db
State = Offer.State


@pytest.fixture
def boss(portrayed: None) -> Actor:
    return Actor.of(person("Boss", Role.ADMINISTRATOR))


def an_offer() -> Offer:
    return Offer.objects.filter(state=State.OPEN).order_by("-score", "pk")[0]


def open_products(customer: Customer) -> set[int]:
    rows = Offer.objects.filter(customer=customer, state=State.OPEN)
    return set(rows.values_list("product_id", flat=True))


def test_the_night_offers_what_was_not_bought_and_no_more_than_the_rules_say(boss: Actor) -> None:
    offers = list(Offer.objects.all())
    assert offers and {one.state for one in offers} == {State.OPEN}
    bought = set(
        OrderLine.objects.filter(order__cancelled_at=None, quantity__gt=0).values_list(
            "order__customer_id", "product_id"
        )
    )
    assert not {(one.customer_id, one.product_id) for one in offers} & bought
    most = max(Offer.objects.filter(customer=one.customer).count() for one in offers)
    assert 0 < most <= offer_rules().figures.most


def test_the_night_keeps_what_is_paid_and_how_many_buy(boss: Actor) -> None:
    assert ProductPrice.objects.count() == Product.objects.count()
    lines = OrderLine.objects.filter(order__cancelled_at=None, quantity__gt=0)
    price = ProductPrice.objects.filter(buyers__gt=0)[0]
    buyers = lines.filter(product=price.product_id).values("order__customer").distinct().count()
    assert price.buyers == buyers
    assert price.paid_low <= price.paid <= price.paid_high  # type: ignore[operator]
    assert 0 < usual_shares()[price.product.code] <= 1
    assert rules_in_force() is not None


def test_an_answered_recommendation_makes_room_for_another_and_is_not_made_again(
    boss: Actor,
) -> None:
    offer = an_offer()
    refuse_offer(actor=boss, offer=offer, version=1, reason="no_use", note="other sockets")
    offer.refresh_from_db()
    assert (offer.state, offer.reason, offer.note) == (State.REFUSED, "no_use", "other sockets")
    assert (offer.answered_by, offer.version) == (boss.user, 2)
    told = AuditEntry.objects.filter(verb="offer.refused", customer_id=offer.customer_id)
    assert told.count() == 1
    assert offer.product_id not in open_products(offer.customer)
    offer_to([offer.customer_id])
    assert offer.product_id not in open_products(offer.customer)


def test_a_refusal_that_ends_lets_the_product_come_again(boss: Actor) -> None:
    offer = an_offer()
    refuse_offer(actor=boss, offer=offer, version=1, reason="not_now")
    days = offer_rules().reasons["not_now"].again_after or 0
    long_ago = timezone.now() - timedelta(days=days + 1)
    Offer.objects.filter(pk=offer.pk).update(answered_at=long_ago)
    offer_to([offer.customer_id])
    assert offer.product_id in open_products(offer.customer)


def test_refusals_for_the_price_lower_a_product_for_other_customers(boss: Actor) -> None:
    product = an_offer().product
    others = list(Offer.objects.filter(product=product, state=State.OPEN).order_by("pk"))
    assert len(others) > 2
    before = others[-1].score
    for one in others[:-1]:
        refuse_offer(actor=boss, offer=one, version=1, reason="price")
    offer_to([others[-1].customer_id])
    again = Offer.objects.filter(customer=others[-1].customer, product=product, state=State.OPEN)
    assert not again or again[0].score < before
    [card] = cards([others[0]], answers_so_far(), trait_words("zh"))
    assert card.told.endswith("我方价格偏高")


def test_an_answer_is_taken_back_by_who_gave_it_within_a_day(boss: Actor) -> None:
    offer = an_offer()
    accept_offer(actor=boss, offer=offer, version=1)
    other = Actor.of(person("Other", Role.ADMINISTRATOR))
    with pytest.raises(KehuError, match="taken back"):
        take_back_answer(actor=other, offer=offer)
    take_back_answer(actor=boss, offer=offer)
    offer.refresh_from_db()
    assert (offer.state, offer.answered_by, offer.answered_at) == (State.OPEN, None, None)
    with pytest.raises(KehuError, match="taken back"):
        take_back_answer(actor=boss, offer=offer)


def test_of_two_answers_the_second_is_told(boss: Actor) -> None:
    first, second = an_offer(), an_offer()
    accept_offer(actor=boss, offer=first, version=1)
    with pytest.raises(ChangedMeanwhile):
        refuse_offer(actor=boss, offer=second, version=1, reason="price")
    with pytest.raises(KehuError, match="answered this"):
        accept_offer(actor=boss, offer=first, version=2)


def test_a_reason_must_be_one_of_the_rules(boss: Actor) -> None:
    with pytest.raises(ValidationError):
        refuse_offer(actor=boss, offer=an_offer(), version=1, reason="mood")


def test_one_answers_only_for_customers_within_reach(boss: Actor) -> None:
    offer, li = an_offer(), Actor.of(person("Li"))
    Customer.objects.filter(pk=offer.customer_id).update(owner=person("Wang"))
    offer = Offer.objects.get(pk=offer.pk)
    assert not offers_of(li).filter(pk=offer.pk)
    with pytest.raises(NotAllowed):
        accept_offer(actor=li, offer=offer, version=1)
    reader = Actor.of(person("Reader", Role.READER))
    with pytest.raises(NotAllowed):
        accept_offer(actor=reader, offer=offer, version=1)


@pytest.mark.parametrize(("lang", "ours"), [("en", "Our price ¥"), ("zh-hans", "我方价格 ¥")])
def test_every_card_says_why_and_at_what_price(boss: Actor, lang: str, ours: str) -> None:
    with override(lang):
        told = cards(list(offers_of(boss)[:40]), answers_so_far(), trait_words(page_language()))
    assert len(told) > 10
    for card in told:
        assert card.offer.product.name in card.why
        assert ours in card.price and "None" not in card.price
