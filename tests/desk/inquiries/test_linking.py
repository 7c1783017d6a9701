"""Whose a mail is, and what the ledger is told of it."""

import pytest
from desk_scene import person
from inbox_scene import DETAILED, SIGNED, a_customer, actor, again, asked, came, raw

from kehu.desk.accounts.actor import NotAllowed
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Role
from kehu.desk.inquiries.actions.correcting import correct, take_back_correction
from kehu.desk.inquiries.actions.linking import (
    give_thread,
    link_customer,
    make_customer,
    unlink_customer,
)
from kehu.desk.inquiries.models import Mail
from kehu.desk.ledger.models import Contact, Customer, Inquiry, Interaction
from kehu.errors import KehuError

NEW = {"name": "Nova Luz Ltda", "country": "BR"}
MARIA = {"name": "Maria Silva", "email": "maria@novaluz.com.br"}
NEWSLETTER = {"List_Unsubscribe": "<https://news.example/u>", "List_Id": "<news.example>"}


def test_a_known_address_links_and_records(boss: User) -> None:
    customer = a_customer()
    mail = asked()
    assert again(mail.thread).customer == customer
    talk, inquiry = Interaction.objects.get(), Inquiry.objects.get()
    assert (talk.customer, talk.direction, talk.channel, talk.kind) == (
        customer, "in", "email", "inquiry"
    )  # fmt: skip
    assert talk.at == mail.at
    assert "certificate" in talk.topics
    assert "lead_time" in talk.topics
    assert "2,000 pcs" in talk.text
    assert (inquiry.kind, inquiry.order_intent) == ("detailed", True)
    assert [one.sku for one in inquiry.products.all()] == ["GL-2105"]


def test_a_colleague_at_the_same_domain_is_the_same_customer(boss: User) -> None:
    customer = a_customer(email="office@novaluz.com.br")
    assert again(asked().thread).customer == customer


def test_the_website_tells_the_customer_too(boss: User) -> None:
    customer = a_customer(email="", website="https://www.novaluz.com.br/br")
    assert again(asked().thread).customer == customer


def test_people_of_a_free_provider_are_not_the_same_customer(boss: User) -> None:
    a_customer(email="somebody@gmail.com")
    assert again(asked(sender="maria@gmail.com").thread).customer is None


def test_of_two_customers_at_one_domain_nobody_guesses(boss: User) -> None:
    a_customer(email="office@novaluz.com.br")
    a_customer(name="Nova Luz Nordeste", email="sul@novaluz.com.br")
    assert again(asked().thread).customer is None


def test_strangers_leave_no_fact(boss: User) -> None:
    asked()
    assert not Interaction.objects.exists()
    assert not Inquiry.objects.exists()


def test_a_newsletter_of_a_customer_is_no_fact_and_never_a_lead(boss: User) -> None:
    a_customer()
    mail = asked("This month: three new lamps!\nUnsubscribe here.", **NEWSLETTER)
    assert not Interaction.objects.exists()
    with pytest.raises(KehuError) as error:
        make_customer(actor=actor(boss), thread=mail.thread, details=NEW, contact=MARIA)
    assert error.value.code == "no_lead"
    assert Customer.objects.count() == 1


def test_a_buyer_becomes_a_customer_with_contact_and_facts(boss: User) -> None:
    li = person("Li")
    mail = asked()
    customer = make_customer(actor=actor(li), thread=mail.thread, details=NEW, contact=MARIA)
    assert customer.owner == li
    assert Contact.objects.get().email == "maria@novaluz.com.br"
    assert Interaction.objects.get().contact == Contact.objects.get()
    assert Inquiry.objects.get().customer == customer
    assert again(mail.thread).customer == customer


def test_the_whole_thread_is_recorded(boss: User) -> None:
    first, _ = came(
        raw(DETAILED + SIGNED, key="first", days=2),
        raw("Thank you for the offer, when can you ship?", subject="Re: Inquiry",
            In_Reply_To="<first@mail.example>"),
    )  # fmt: skip
    make_customer(actor=actor(boss), thread=first.thread, details=NEW, contact=MARIA)
    kinds = Interaction.objects.order_by("at").values_list("kind", flat=True)
    assert list(kinds) == ["inquiry", "reply"]
    assert Inquiry.objects.count() == 1


def test_linking_adds_the_contact_once(boss: User) -> None:
    customer = a_customer(email="other@elsewhere.example")
    mail = asked()
    for _ in range(2):
        link_customer(actor=actor(boss), thread=mail.thread, customer=customer, contact=MARIA)
        unlink_customer(actor=actor(boss), thread=mail.thread)
    assert Contact.objects.filter(customer=customer, email=MARIA["email"]).count() == 1


def test_a_thread_that_is_somebodys_is_not_linked_over(boss: User) -> None:
    first, other = a_customer(), a_customer(name="Other", email="x@other.example")
    mail = asked()
    with pytest.raises(KehuError) as error:
        link_customer(actor=actor(boss), thread=mail.thread, customer=other, contact=MARIA)
    assert error.value.code == "linked_already"
    assert again(mail.thread).customer == first


def test_unlinking_takes_the_facts_back(boss: User) -> None:
    a_customer()
    mail = asked()
    unlink_customer(actor=actor(boss), thread=again(mail.thread))
    assert not Interaction.objects.exists()
    assert not Inquiry.objects.exists()
    assert again(mail.thread).customer is None


def test_who_was_said_to_be_somebody_else_is_not_linked_again(boss: User) -> None:
    a_customer()
    mail = asked(key="first", days=1)
    unlink_customer(actor=actor(boss), thread=again(mail.thread))
    came(raw("Any news?", subject="Re: Inquiry", In_Reply_To="<first@mail.example>"))
    assert again(mail.thread).customer is None
    assert not Interaction.objects.exists()


def test_a_thread_moves_from_one_customer_to_another_with_its_facts(boss: User) -> None:
    a_customer()
    other = a_customer(name="Other", email="x@other.example")
    mail = asked()
    unlink_customer(actor=actor(boss), thread=again(mail.thread))
    link_customer(actor=actor(boss), thread=again(mail.thread), customer=other, contact=MARIA)
    assert Interaction.objects.get().customer == other
    assert Inquiry.objects.get().customer == other


def test_a_correction_of_the_kind_changes_the_facts_and_can_be_taken_back(boss: User) -> None:
    a_customer()
    mail = asked()
    correct(actor=actor(boss), mail=mail, field="kind", value="not_inquiry")
    assert not Interaction.objects.exists()
    mail = Mail.objects.select_related("thread", "reading").get(pk=mail.pk)
    take_back_correction(actor=actor(boss), mail=mail, field="kind")
    assert Interaction.objects.count() == Inquiry.objects.count() == 1


def test_corrected_goods_are_recorded(boss: User) -> None:
    a_customer()
    mail = asked()
    lines = [{"skus": ["GL-2106"], "words": "", "quantity": 100, "unit": "pcs"}]
    correct(actor=actor(boss), mail=mail, field="wanted", value=lines)
    assert [one.sku for one in Inquiry.objects.get().products.all()] == ["GL-2106"]


def test_the_mail_of_a_colleagues_customer_is_not_mine_to_link(boss: User) -> None:
    li, wang = person("Li"), person("Wang")
    a_customer(owner=li)
    mail = asked()
    with pytest.raises(NotAllowed):
        unlink_customer(actor=actor(wang), thread=again(mail.thread))


def test_who_may_only_read_makes_no_customer(boss: User) -> None:
    mail = asked()
    eve = actor(person("Eve", Role.READER))
    with pytest.raises(NotAllowed):
        make_customer(actor=eve, thread=mail.thread, details=NEW, contact=MARIA)


def test_a_leader_gives_a_strangers_thread_away(boss: User) -> None:
    li = person("Li")
    mail = asked()
    give_thread(actor=actor(boss), thread=mail.thread, to=li)
    assert again(mail.thread).holder == li
    with pytest.raises(NotAllowed):
        give_thread(actor=actor(li), thread=again(mail.thread), to=boss)
