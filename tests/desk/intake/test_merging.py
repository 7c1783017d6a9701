"""Two customers are made one, and two again: every row is where it was, whatever came between."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from desk_scene import load_graded, person
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kehu.desk.accounts.actor import THE_APPLICATION, Actor, NotAllowed
from kehu.desk.accounts.roles import Role
from kehu.desk.core.models import AuditEntry
from kehu.desk.grading.actions import regrade_changed
from kehu.desk.insights.searching import search
from kehu.desk.intake.merging.merge import judge_pair, merge_customers, undo_merge
from kehu.desk.intake.merging.rows import pointing_models
from kehu.desk.intake.models import Merge, Verdict
from kehu.desk.intake.runs.known import everybody as known_to_imports
from kehu.desk.ledger.actions import (
    add_contact,
    add_customer,
    judge,
    log_contact,
    record_inquiry,
    record_order,
)
from kehu.desk.ledger.groups import tag_customers
from kehu.desk.ledger.models import Contact, Customer, FormerCustomer, Interaction, Order, Tag
from kehu.errors import KehuError

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, tzinfo=UTC)
_ROOMS = ("ledger", "grading", "portraits", "followups", "insights", "intake")
# What says that something happened, and not what stands.
_TOLD = {"Changed", "Touched", "Regraded", "Merge", "Taking"}


def everything(without: str = "version") -> dict[str, list[dict[str, Any]]]:
    """Every row of every room, but for how often it was written."""
    found = {}
    for model in apps.get_models():
        if model._meta.app_label in _ROOMS and model.__name__ not in _TOLD:
            rows = model._base_manager.order_by("pk").values()
            found[model.__name__] = [
                {name: value for name, value in row.items() if name != without} for row in rows
            ]
    return found


@pytest.fixture
def two(demo_folder: Path) -> tuple[Customer, Customer]:
    """Two of the demo's customers with orders, messages, grades and plays."""
    load_graded(demo_folder)
    busy = Customer.objects.filter(order__isnull=False).distinct().order_by("pk")
    return busy[0], busy[1]


def merged(two: tuple[Customer, Customer], **how: Any) -> Merge:
    return merge_customers(actor=THE_APPLICATION, kept=two[0], gone=two[1], **how)


def test_everything_about_both_is_on_one(two: tuple[Customer, Customer]) -> None:
    kept, gone = two
    orders = Order.objects.filter(customer__in=two).count()
    talks = Interaction.objects.filter(customer__in=two).count()
    people = Contact.objects.filter(customer__in=two).count()
    merged(two)
    assert not Customer.objects.filter(pk=gone.pk).exists()
    assert Order.objects.filter(customer=kept).count() == orders
    assert Interaction.objects.filter(customer=kept).count() == talks
    assert kept.contacts.count() == people
    assert FormerCustomer.objects.get(code=gone.code).customer == kept


def test_fields_are_taken_as_chosen_and_where_there_was_none(
    two: tuple[Customer, Customer],
) -> None:
    Customer.objects.filter(pk=two[0].pk).update(city="Aarhus", website="", extra={"a": 1})
    Customer.objects.filter(pk=two[1].pk).update(
        city="Odense", website="x.dk", country="DK", extra={"a": 2, "b": 3}
    )
    merged(two, of_gone=frozenset({"city"}))
    one = Customer.objects.get(pk=two[0].pk)
    assert (one.city, one.website, one.name) == ("Odense", "x.dk", two[0].name)
    assert one.extra == {"a": 1, "b": 3}


def test_undone_at_once_every_row_is_as_it_was(two: tuple[Customer, Customer]) -> None:
    before = everything()
    merge = merged(two, of_gone=frozenset({"name", "city", "country"}))
    assert everything() != before
    assert undo_merge(actor=THE_APPLICATION, merge=merge) == 0
    after = everything()
    for name, rows in before.items():
        assert after[name] == rows, name


def test_labels_of_both_are_found_anew(two: tuple[Customer, Customer]) -> None:
    merge = merged(two)
    regrade_changed()
    undo_merge(actor=THE_APPLICATION, merge=merge)
    regrade_changed()
    assert Customer.objects.filter(pk__in=[one.pk for one in two], grade__isnull=False).count() == 2


def test_the_other_can_be_parted_only_while_the_first_stands(
    two: tuple[Customer, Customer],
) -> None:
    third = add_customer(actor=THE_APPLICATION, name="Third", owner=None)
    first = merged(two)
    second = merge_customers(actor=THE_APPLICATION, kept=third, gone=two[0])
    assert FormerCustomer.objects.get(code=two[1].code).customer == third
    with pytest.raises(KehuError, match="merged since"):
        undo_merge(actor=THE_APPLICATION, merge=first)
    undo_merge(actor=THE_APPLICATION, merge=second)
    undo_merge(actor=THE_APPLICATION, merge=first)
    assert Customer.objects.filter(pk__in=[one.pk for one in two]).count() == 2
    with pytest.raises(KehuError, match="undone already"):
        undo_merge(actor=THE_APPLICATION, merge=first)


def test_who_does_not_reach_both_merges_neither(two: tuple[Customer, Customer]) -> None:
    li, wang = person("Li Li"), person("Wang Wang")
    Customer.objects.filter(pk=two[0].pk).update(owner=li)
    Customer.objects.filter(pk=two[1].pk).update(owner=wang)
    with pytest.raises(NotAllowed):
        merge_customers(actor=Actor.of(li), kept=two[0], gone=two[1])
    with pytest.raises(NotAllowed):
        merge_customers(actor=Actor.of(person("R", Role.READER)), kept=two[0], gone=two[1])
    assert not Merge.objects.exists() and not AuditEntry.objects.filter(verb="customer.merged")


def test_a_verdict_on_two_is_remembered_once(two: tuple[Customer, Customer]) -> None:
    judge_pair(actor=THE_APPLICATION, one=two[1], other=two[0], says="different")
    judge_pair(actor=THE_APPLICATION, one=two[0], other=two[1], says="group")
    verdict = Verdict.objects.get()
    assert (verdict.one_id, verdict.other_id, verdict.says) == (two[0].pk, two[1].pk, "group")
    with pytest.raises(KehuError):
        judge_pair(actor=THE_APPLICATION, one=two[0], other=two[0], says="different")


def test_every_model_with_a_customer_is_moved_or_put_away() -> None:
    known = {model.__name__ for model, _, _ in pointing_models()}
    assert known >= {"Order", "Interaction", "Contact", "Grade", "FollowUp", "Portrait", "Holding"}


def test_no_model_points_at_a_customer_where_a_merge_does_not_see_it() -> None:
    # A pointer with related_name="+" is no related object: its rows would stay behind.
    every = Customer._meta.get_fields(include_hidden=True)
    assert [one for one in every if one.auto_created and getattr(one, "hidden", False)] == []


# ---- any history ---------------------------------------------------------------------------------

Happens = Callable[[Customer, int], object]
HAPPENINGS: dict[str, Happens] = {
    "order": lambda one, n: record_order(
        actor=THE_APPLICATION, customer=one, ordered_at=NOW + timedelta(n), amount=Decimal(n + 1),
        lines=(),
    ),
    "talk": lambda one, n: log_contact(
        actor=THE_APPLICATION, customer=one, at=NOW + timedelta(n), direction="out",
        channel="phone", kind="follow_up",
    ),
    "person": lambda one, n: add_contact(actor=THE_APPLICATION, customer=one, name=f"P{n}"),
    "inquiry": lambda one, n: record_inquiry(
        actor=THE_APPLICATION, customer=one, at=NOW + timedelta(n)
    ),
    "tag": lambda one, n: tag_customers(
        actor=THE_APPLICATION, customers=Customer.objects.filter(pk=one.pk),
        tag=Tag.objects.get_or_create(name=f"T{n % 3}")[0],
    ),
    "judged": lambda one, n: judge(
        actor=THE_APPLICATION, customer=one, subject="need", value="open", at=NOW + timedelta(n)
    ),
    "city": lambda one, n: Customer.objects.filter(pk=one.pk).update(city=f"City {n}"),
}  # fmt: skip
history = st.lists(
    st.tuples(st.sampled_from(sorted(HAPPENINGS)), st.booleans(), st.integers(0, 20)), max_size=8
)


def of_customer(pk: int) -> dict[str, list[int]]:
    return {
        model.__name__: sorted(
            model._default_manager.filter(**{name: pk}).values_list("pk", flat=True)
        )
        for model, name, alone in pointing_models()
        if not alone
    }


@settings(max_examples=25, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(
    before=history, between=history, chosen=st.sets(st.sampled_from(["name", "city", "owner_id"]))
)
def test_after_any_history_each_has_what_it_had_and_what_came_stays(
    db: None, before: list[Any], between: list[Any], chosen: set[str]
) -> None:
    with transaction.atomic():
        kept = add_customer(actor=THE_APPLICATION, name="Kept", owner=None, city="Here")
        gone = add_customer(actor=THE_APPLICATION, name="Gone", owner=None)
        for what, at_kept, n in before:
            HAPPENINGS[what](kept if at_kept else gone, n)
        had = of_customer(kept.pk), of_customer(gone.pk)
        fields = Customer.objects.filter(pk__in=[kept.pk, gone.pk]).order_by("pk")
        stood = list(fields.values_list("name", "city", "code", "folded"))
        merge = merge_customers(
            actor=THE_APPLICATION, kept=kept, gone=gone, of_gone=frozenset(chosen)
        )
        for what, _, n in between:
            HAPPENINGS[what](kept, n)
        cities = [n for what, _, n in between if what == "city"]
        undo_merge(actor=THE_APPLICATION, merge=merge)
        now = of_customer(kept.pk), of_customer(gone.pk)
        assert now[1] == had[1]
        assert all(set(numbers) <= set(now[0][name]) for name, numbers in had[0].items())
        # A city that reads as the merge left it is the merge's, whoever wrote it again.
        if cities and merge.after.get("city") != f"City {cities[-1]}":
            stood[0] = (stood[0][0], f"City {cities[-1]}", *stood[0][2:])
        assert list(fields.values_list("name", "city", "code", "folded")) == stood
        transaction.set_rollback(True)


def test_both_numbers_lead_to_the_one_that_stands(two: tuple[Customer, Customer]) -> None:
    kept, gone = two
    merged(two)
    boss = person("Boss", Role.ADMINISTRATOR)
    client = Client()
    client.force_login(boss, "django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/customers/{gone.pk}")
    assert page.headers["Location"] == f"/customers/{kept.pk}"
    hits = search(Actor.of(boss), gone.code).customers
    assert [hit.pk for hit in hits] == [kept.pk]
    assert client.get(f"/api/customers/{gone.pk}").json()["id"] == kept.pk
    with pytest.raises(ValidationError, match=gone.code):
        add_customer(actor=THE_APPLICATION, name="Again", code=gone.code, owner=None)
    assert known_to_imports().customer_by_number(gone.code) == kept.code
