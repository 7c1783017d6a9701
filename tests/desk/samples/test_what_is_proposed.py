"""What the desk proposes: each rule on both sides of its cut, and why in both languages."""

from pathlib import Path
from typing import Any, get_args

import pytest
from desk_scene import graded_before, person
from inquiries.inbox_scene import asked as asked_by_mail
from pytest_django import Settings
from samples.samples_scene import (
    ago,
    asked,
    bare,
    customer,
    decided,
    lamp,
    mailbox,
    now,
    order,
    step,
    verified,
)

from kehu.desk.accounts.actor import THE_APPLICATION, Actor
from kehu.desk.accounts.roles import Role
from kehu.desk.grading.actions import regrade_changed
from kehu.desk.inquiries.actions.linking import link_customer, make_customer
from kehu.desk.inquiries.models import Mail
from kehu.desk.intake.blacklist.listing import blacklist
from kehu.desk.ledger import actions as ledger
from kehu.desk.ledger.models import Customer, Sample
from kehu.desk.samples import actions
from kehu.desk.samples.costs import case_of
from kehu.desk.samples.house import change_house
from kehu.desk.samples.in_force import sample_rules
from kehu.desk.samples.models import DecisionCode
from kehu.desk.samples.proposing import Proposal, proposal_for
from kehu.engine.rules.load import default_rulebook
from kehu.engine.rules.rules_reader import read_rules
from kehu.engine.rules.yaml_lines import shipped
from kehu.engine.samples import SampleRulesReader
from kehu.errors import InputFaults
from kehu.reading import decisions as reading

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house() -> None:
    graded_before()


def proposed(sample: Sample) -> Proposal:
    fresh = now(sample)
    return proposal_for(fresh, case_of(fresh))


def test_who_has_a_running_order_gets_it_free() -> None:
    acme = customer()
    made = order(acme, ago(20), delivered=False)
    found = proposed(asked(acme))
    assert (found.decision, found.rule.name) == ("send_free", "running_order")
    assert made.code in found.because["en"] and made.code in found.because["zh"]


def test_an_order_that_nobody_saw_delivered_for_half_a_year_is_not_running() -> None:
    acme = customer()
    order(acme, ago(200), delivered=False)
    assert proposed(asked(acme)).rule.name == "bought_before"


def test_an_order_that_was_cancelled_makes_nobody_an_existing_customer() -> None:
    acme = verified()
    ledger.cancel_order(actor=THE_APPLICATION, order=order(acme, ago(20)), cancelled_at=ago(10))
    assert proposed(asked(acme)).rule.name == "cheap_and_few"


def test_who_bought_before_pays_the_freight_and_the_reason_names_the_order() -> None:
    acme = customer()
    order(acme, ago(300))
    found = proposed(asked(acme))
    assert (found.decision, found.rule.name) == ("buyer_pays_freight", "bought_before")
    assert "1 order," in found.because["en"] and "1 单" in found.because["zh"]


def test_a_customer_of_tier_a_gets_it_free_and_the_reason_names_the_label() -> None:
    acme = customer()
    for days in (20, 110, 200, 290):
        order(acme, ago(days), "500000", cost="100000")
    ledger.judge(
        actor=THE_APPLICATION, customer=acme, at=ago(1), subject="label:profit_tier", value="A"
    )
    regrade_changed()
    found = proposed(asked(acme))
    assert (found.decision, found.rule.name) == ("send_free", "key_customers")
    assert "A" in found.because["en"].partition(".")[2]


@pytest.mark.parametrize(
    ("told", "rule", "decision"),
    [
        ({"product": None}, "nothing_definite", "quote_instead"),
        ({"is_definite": False}, "nothing_definite", "quote_instead"),
        ({"suggested": "decline"}, "suspicious_mail", "decline"),
        ({"suggested": "verify_first"}, "cheap_and_few", "buyer_pays_freight"),
        ({"pieces": 5}, "cheap_and_few", "buyer_pays_freight"),
        ({"pieces": 6}, "dear_or_many", "buyer_pays_sample_and_freight"),
    ],
)
def test_a_new_and_verified_customer(told: dict[str, Any], rule: str, decision: str) -> None:
    found = proposed(asked(verified(), **told))
    assert (found.rule.name, found.decision) == (rule, decision)


@pytest.mark.parametrize(("price", "rule"), [("30", "cheap_and_few"), ("30.01", "dear_or_many")])
def test_cheap_is_up_to_thirty_dollars(price: str, rule: str) -> None:
    assert proposed(asked(verified(), product=lamp(price))).rule.name == rule


def test_a_price_in_another_currency_is_exchanged() -> None:
    product = lamp("140")
    product.currency = ""  # 140 yuan are 20 dollars at 7
    product.save()
    found = proposed(asked(verified(), product=product))
    assert found.rule.name == "cheap_and_few"
    assert "USD 20.00" in found.because["en"]


def test_a_product_without_a_price_is_not_taken_for_cheap() -> None:
    product = lamp()
    product.list_price = None
    product.save()
    assert proposed(asked(verified(), product=product)).rule.name == "dear_or_many"


@pytest.mark.parametrize(
    ("address", "rule"),
    [("ann@acme.example", "cheap_and_few"), ("ann@gmail.com", "not_verified")],
)
def test_a_company_mailbox_verifies_and_a_free_one_does_not(address: str, rule: str) -> None:
    acme = customer()
    mailbox(acme, address)
    assert proposed(asked(acme)).rule.name == rule


def test_a_contact_without_an_address_does_not_hide_the_mailbox_of_another() -> None:
    acme = customer()
    mailbox(acme, "")
    mailbox(acme, "ann@acme.example")
    assert proposed(asked(acme)).rule.name == "cheap_and_few"


# ---- what a mail says of its writer ------------------------------------------------------------


@pytest.fixture
def mail(settings: Settings, tmp_path: Path) -> Mail:
    """Of a stranger with a mailbox that anybody may have, whose signature names a website."""
    settings.MEDIA_ROOT = tmp_path
    return asked_by_mail(sender="maria@gmail.com")


def made_of(mail: Mail, website: str) -> Customer:
    contact = {"name": "Maria Silva", "email": "maria@gmail.com"}
    details = {"name": "Nova Luz Ltda", "country": "BR", "website": website}
    return make_customer(
        actor=THE_APPLICATION, thread=mail.thread, details=details, contact=contact
    )


@pytest.mark.parametrize("website", ["novaluz.com.br", "https://WWW.Novaluz.com.br/br"])
def test_a_website_that_the_mail_itself_names_verifies_nobody(mail: Mail, website: str) -> None:
    found = proposed(asked(made_of(mail, website)))
    assert (found.rule.name, found.facts["verified"]) == ("not_verified", False)


def test_who_is_made_of_a_mail_is_verified_once_a_person_checked(mail: Mail) -> None:
    sample = asked(made_of(mail, "novaluz.com.br"))
    step(actions.note_checked, sample, checked="called the switchboard")
    found = proposed(sample)
    assert found.rule.name == "cheap_and_few"
    assert "novaluz" not in found.because["en"]


def test_a_website_that_a_colleague_found_instead_verifies(mail: Mail) -> None:
    found = proposed(asked(made_of(mail, "https://novaluz-iluminacao.com.br")))
    assert found.rule.name == "cheap_and_few"
    assert "novaluz-iluminacao.com.br" in found.because["en"]


def test_a_website_that_was_known_before_they_wrote_verifies(
    settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    known = customer(website="https://www.novaluz.com.br")
    mailbox(known, "maria@gmail.com")
    assert asked_by_mail(sender="maria@gmail.com").thread.customer == known
    assert proposed(asked(known)).rule.name == "cheap_and_few"


def test_a_website_of_our_own_list_verifies_though_their_mail_names_it_too(
    settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    mail = asked_by_mail(sender="maria@gmail.com")
    known = customer(website="https://www.novaluz.com.br")
    contact = {"name": "Maria Silva", "email": "maria@gmail.com"}
    link_customer(actor=THE_APPLICATION, thread=mail.thread, customer=known, contact=contact)
    assert proposed(asked(known)).rule.name == "cheap_and_few"


def test_a_domain_inside_another_is_not_named(mail: Mail) -> None:
    made = made_of(mail, "luz.com.br")
    assert proposed(asked(made)).rule.name == "cheap_and_few"


def test_who_is_still_not_verified_after_being_asked_pays_for_all() -> None:
    sample = asked(customer())
    assert proposed(sample).decision == "verify_first"
    decided(sample, "verify_first")
    found = proposed(sample)
    assert (found.rule.name, found.decision) == (
        "still_not_verified", "buyer_pays_sample_and_freight",
    )  # fmt: skip


def test_a_company_that_a_person_checked_is_verified() -> None:
    sample = asked(customer())
    step(actions.note_checked, sample, checked="called the switchboard")
    found = proposed(sample)
    assert found.rule.name == "cheap_and_few"
    assert "called the switchboard" in found.because["zh"]


def test_nobody_on_the_blacklist_is_proposed_a_sample_whatever_they_bought() -> None:
    acme = customer()
    sample = asked(acme)
    order(acme, ago(20), delivered=False)
    blacklist(actor=THE_APPLICATION, lines=[acme.name], reason="never paid", kind="company")
    assert proposed(sample).decision == "decline"


def test_a_sample_that_came_by_an_import_is_proposed_for_too() -> None:
    assert proposed(bare(verified(), product=lamp())).rule.name == "cheap_and_few"


def test_the_house_rule_decides_for_known_customers_and_limits_are_its_own() -> None:
    boss = Actor.of(person("Boss", Role.MANAGER))
    acme = customer()
    order(acme, ago(300))
    known, new = asked(acme), asked(verified())
    change_house(
        actor=boss, version=0, decisions={"bought_before": "send_free"}, cheap_up_to_usd=5,
        budget_month=None, few_up_to_pieces=None, converts_within_days=None,
    )  # fmt: skip
    assert proposed(known).decision == "send_free"
    assert proposed(new).rule.name == "dear_or_many"
    change_house(
        actor=boss, version=1, decisions={}, cheap_up_to_usd=None, budget_month=None,
        few_up_to_pieces=None, converts_within_days=None,
    )  # fmt: skip
    assert proposed(known).decision == "buyer_pays_freight"
    assert proposed(new).rule.name == "cheap_and_few"


def test_every_rule_says_why_in_both_languages_with_what_is_known() -> None:
    found = proposed(asked(verified()))
    for said in found.because.values():
        assert "https://acme.example" in said and "{" not in said


def test_decisions_are_those_of_the_mails_triage() -> None:
    assert set(sample_rules().decisions) == set(get_args(reading.SampleDecision))
    assert set(sample_rules().decisions) == set(DecisionCode.values)


def test_a_rule_about_what_nobody_knows_is_a_fault() -> None:
    document = shipped("samples.yaml")
    document.values["rules"]["bought_before"]["when"] = "bougth"
    document.values["rules"]["cheap_and_few"]["decision"] = "give_away"
    with pytest.raises(InputFaults) as refused:
        read_rules(SampleRulesReader, default_rulebook(), document)
    assert [fault.column for fault in refused.value.faults] == [
        "rules.bought_before.when", "rules.cheap_and_few.decision",
    ]  # fmt: skip
