"""Tags follow facts and people; the night and a single customer's page find the same."""

from pathlib import Path

import pytest
from desk_scene import load_graded, person
from django.core.exceptions import ValidationError
from django.utils import timezone

from kehu.desk.accounts.actor import THE_APPLICATION, Actor, NotAllowed
from kehu.desk.accounts.roles import Role
from kehu.desk.grading.actions import regrade_changed
from kehu.desk.grading.book import the_book
from kehu.desk.grading.bridge import customers_tables, shared_tables
from kehu.desk.ledger.actions import log_contact
from kehu.desk.ledger.models import Customer
from kehu.desk.portraits.actions import lift_tag, set_tag
from kehu.desk.portraits.in_force import portrait_in_force
from kehu.desk.portraits.jobs import freshen_portrait
from kehu.desk.portraits.kept import the_gallery, told_of
from kehu.desk.portraits.models import Portrait
from kehu.desk.portraits.queries import TagLine, tag_lines
from kehu.desk.portraits.taking import take_portraits
from kehu.engine.backends.arrow import arrow_ledger
from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.portraits.facts import facts_of
from kehu.engine.rules.load import default_rulebook

pytestmark = pytest.mark.django_db


def line(customer: Customer, tag: str) -> TagLine:
    [found] = [one for one in tag_lines(customer, "en") if one.tag.name == tag]
    return found


def said_saso(customer: Customer) -> None:
    log_contact(
        actor=THE_APPLICATION, customer=customer, at=timezone.now(), direction="in",
        channel="email", text="Please send the SASO certificate.",
    )  # fmt: skip
    regrade_changed()


def test_the_book_tells_the_same_tags_as_the_ledger_itself(demo_folder: Path) -> None:
    load_graded(demo_folder)
    take_portraits()
    rulebook, portrait = default_rulebook(), portrait_in_force()
    with DuckDB() as engine:
        ledger = arrow_ledger(engine, {**customers_tables(), **shared_tables()}, "CNY")
        facts = facts_of(ledger, timezone.now(), rulebook, portrait)
    ids = facts.values["customer_id"].combine_chunks()
    book = the_book()
    kept = told_of(book, the_gallery.portraits()).kinds(portrait, ids)
    assert book.graded().sum() == len(ids) > 50
    for mine, theirs in zip(kept, facts.kinds[-len(kept) :], strict=True):
        assert mine.name == theirs.name and list(mine.values) == list(theirs.values)
        assert (mine.matrix()[0] == theirs.matrix()[0]).all(), mine.name
        assert (mine.matrix()[1] == theirs.matrix()[1]).all(), mine.name


def test_a_customer_taken_alone_is_as_in_the_night(portrayed: None) -> None:
    before = {one.pk: (one.tags, one.heard, one.bought) for one in Portrait.objects.all()}
    for one in Customer.objects.order_by("pk")[:20]:
        take_portraits(Customer.objects.filter(pk=one.pk))
    after = {one.pk: (one.tags, one.heard, one.bought) for one in Portrait.objects.all()}
    assert after == before


def test_a_new_message_is_in_the_portrait_when_it_is_next_looked_at(portrayed: None) -> None:
    customer = next(
        c for c in Customer.objects.all() if "saso" not in line(c, "certificates").codes
    )
    said_saso(customer)
    freshen_portrait(customer)
    [held] = [one for one in line(customer, "certificates").held if one.code == "saso"]
    assert (held.evidence, held.heard) == (1, True)
    assert "saso" in the_gallery.portraits()[customer.pk].tags["certificates"]


def test_a_person_goes_before_the_facts_until_the_facts_are_asked_again(portrayed: None) -> None:
    customer = Customer.objects.order_by("pk")[0]
    said_saso(customer)
    freshen_portrait(customer)
    actor = Actor.of(person("Boss", Role.ADMINISTRATOR))
    set_tag(actor=actor, customer=customer, tag="certificates", values=["ce", "ul"], why="told us")
    assert {*line(customer, "certificates").codes} == {"ce", "ul"}
    by_hand = line(customer, "certificates").by_hand
    assert by_hand is not None and (by_hand.by, by_hand.why) == ("Boss", "told us")
    set_tag(actor=actor, customer=customer, tag="certificates", values=[])
    assert line(customer, "certificates").nothing
    lift_tag(actor=actor, customer=customer, tag="certificates")
    assert line(customer, "certificates").by_hand is None
    assert "saso" in line(customer, "certificates").codes


@pytest.mark.parametrize(
    ("tag", "values"), [("manner", ["soft", "rough"]), ("manner", ["kind"]), ("faith", ["any"])]
)
def test_a_tag_takes_only_what_its_standard_knows(
    portrayed: None, tag: str, values: list[str]
) -> None:
    customer = Customer.objects.order_by("pk")[0]
    with pytest.raises(ValidationError):
        set_tag(actor=THE_APPLICATION, customer=customer, tag=tag, values=values)


def test_who_only_reads_sets_no_tag(portrayed: None) -> None:
    customer = Customer.objects.order_by("pk")[0]
    for someone in (person("Reader", Role.READER), person("Stranger")):
        Customer.objects.filter(pk=customer.pk).update(owner=person(f"Owner {someone.name}"))
        customer.refresh_from_db()
        with pytest.raises(NotAllowed):
            set_tag(actor=Actor.of(someone), customer=customer, tag="manner", values=["soft"])


@pytest.mark.django_db(transaction=True)
def test_a_taking_that_ends_after_a_newer_one_is_not_overlooked(
    portrayed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = next(c for c in Customer.objects.all() if "saso" not in line(c, "certificates").codes)
    said_saso(late)
    began = timezone.now()
    take_portraits(Customer.objects.exclude(pk=late.pk))
    assert "saso" not in the_gallery.portraits()[late.pk].tags.get("certificates", ())
    monkeypatch.setattr("kehu.desk.portraits.taking.timezone.now", lambda: began)
    take_portraits(Customer.objects.filter(pk=late.pk))
    assert "saso" in the_gallery.portraits()[late.pk].tags["certificates"]
