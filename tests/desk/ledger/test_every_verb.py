"""Every verb of the ledger, by every role, on one's own and on somebody else's customer.

The verbs are found in the module, so that a new one without a case here is a failure.
"""

import inspect
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from desk_scene import a_rate, person
from django.core.exceptions import ValidationError

from kehu.desk.accounts.actor import THE_APPLICATION, Actor, NotAllowed
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Permission, Role
from kehu.desk.core.models import AuditEntry
from kehu.desk.core.versions import ChangedMeanwhile
from kehu.desk.ledger import actions, groups
from kehu.desk.ledger.models import (
    Changed,
    Customer,
    CustomerTag,
    Interaction,
    Order,
    Proforma,
    Tag,
)

pytestmark = pytest.mark.django_db

DAY = datetime(2026, 11, 1, 8, tzinfo=UTC)
APP = {"actor": THE_APPLICATION}


def an_order(customer: Customer) -> Order:
    a_rate()
    return actions.record_order(
        **APP, customer=customer, ordered_at=DAY, amount=Decimal("1000.5"), currency="USD"
    )


def a_proforma(customer: Customer) -> Proforma:
    return actions.issue_proforma(**APP, customer=customer, issued_at=DAY, amount=Decimal(5))


def a_tag_of(customer: Customer) -> Tag:
    tag = Tag.objects.create(name="fair")
    groups.tag_customers(**APP, customers=Customer.objects.filter(pk=customer.pk), tag=tag)
    return tag


# For each verb: what it is given beside the actor, made of a customer.
CASES: dict[str, Callable[[Customer], dict[str, Any]]] = {
    "add_customer": lambda c: {"name": "New", "owner": c.owner},
    "change_customer": lambda c: {
        "customer": c, "version": c.version, "details": {"city": "Riga"},
    },
    "assign_customer": lambda c: {"customer": c, "to": None},
    "add_contact": lambda c: {"customer": c, "name": "Ann", "email": "ann@lumen.example"},
    "record_order": lambda c: {"customer": c, "ordered_at": DAY, "amount": Decimal(5)},
    "deliver_order": lambda c: {"order": an_order(c), "delivered_at": DAY},
    "cancel_order": lambda c: {"order": an_order(c), "cancelled_at": DAY},
    "record_payment": lambda c: {"order": an_order(c), "due_at": DAY, "amount": Decimal(5)},
    "receive_payment": lambda c: {
        "payment": actions.record_payment(
            **APP, order=an_order(c), due_at=DAY, amount=Decimal(5)
        ),
        "paid_at": DAY,
    },
    "log_contact": lambda c: {
        "customer": c, "at": DAY, "direction": "in", "channel": "email", "topics": ("price",),
    },
    "record_inquiry": lambda c: {"customer": c, "at": DAY, "order_intent": True},
    "record_quotation": lambda c: {"customer": c, "at": DAY, "amount": Decimal(5)},
    "issue_proforma": lambda c: {"customer": c, "issued_at": DAY, "amount": Decimal(5)},
    "pay_proforma": lambda c: {"proforma": a_proforma(c), "paid_at": DAY},
    "cancel_proforma": lambda c: {"proforma": a_proforma(c), "cancelled_at": DAY},
    "request_sample": lambda c: {"customer": c, "requested_at": DAY},
    "move_sample": lambda c: {
        "sample": actions.request_sample(**APP, customer=c, requested_at=DAY), "sent_at": DAY,
    },
    "change_sample": lambda c: {
        "sample": actions.request_sample(**APP, customer=c, requested_at=DAY),
        "details": {"fee": Decimal(5)},
    },
    "withdraw_contact": lambda c: {
        "interaction": Interaction.objects.create(
            code="I", customer=c, at=DAY, direction="out", channel="email", recorded_by=c.owner
        ),
    },
    "take_back": lambda c: {"row": actions.record_inquiry(**APP, customer=c, at=DAY)},
    "judge": lambda c: {"customer": c, "at": DAY, "subject": "need", "value": "open"},
    "describe_tag": lambda c: {"name": "fair", "standard": "We met at a fair this year."},
    "assign_customers": lambda c: {"customers": Customer.objects.filter(pk=c.pk), "to": None},
    "tag_customers": lambda c: {
        "customers": Customer.objects.filter(pk=c.pk), "tag": Tag.objects.create(name="fair"),
    },
    "untag_customers": lambda c: {
        "customers": Customer.objects.filter(pk=c.pk), "tag": a_tag_of(c),
    },
}  # fmt: skip
ONLY_LEADERS = {"assign_customer", "assign_customers", "describe_tag"}
# Nothing that labels or plays read.
NO_FACT = {"tag_customers", "untag_customers", "describe_tag"}
# Pass over customers out of reach, since others of the group are within.
OF_MANY = {"assign_customers", "tag_customers", "untag_customers"}


def verbs() -> dict[str, Callable[..., Any]]:
    modules = (actions, groups)
    named = [one for module in modules for one in inspect.getmembers(module, inspect.isfunction)]
    return {
        name: verb for name, verb in named
        if not name.startswith("_") and "actor" in inspect.signature(verb).parameters
        and name != "customers_of"
    }  # fmt: skip


def customer_of(owner: User | None) -> Customer:
    return Customer.objects.create(code=f"C{Customer.objects.count()}", name="Acme", owner=owner)


def test_every_verb_has_a_case() -> None:
    assert verbs().keys() == CASES.keys()


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("verb", CASES)
def test_a_role_does_what_it_may_and_leaves_a_row_in_the_audit(verb: str, role: Role) -> None:
    someone = person("Someone", role)
    customer = customer_of(someone)
    given = CASES[verb](customer)
    Changed.objects.all().delete()
    AuditEntry.objects.all().delete()
    needed = Permission.ASSIGN if verb in ONLY_LEADERS else Permission.RECORD
    if Actor.of(someone).may(needed):
        verbs()[verb](actor=Actor.of(someone), **given)
        entry = AuditEntry.objects.get()
        assert (entry.actor, bool(entry.before or entry.after)) == (someone, True)
        assert Changed.objects.count() == (verb not in NO_FACT)
    else:
        with pytest.raises(NotAllowed):
            verbs()[verb](actor=Actor.of(someone), **given)
        assert not AuditEntry.objects.exists()
        assert not Changed.objects.exists()


@pytest.mark.parametrize("verb", sorted(OF_MANY))
def test_of_many_those_out_of_reach_are_left_alone(verb: str) -> None:
    boss, wang = person("Boss", Role.MANAGER), person("Wang")
    given = CASES[verb](customer_of(wang))
    tags = set(CustomerTag.objects.values_list("pk", flat=True))
    AuditEntry.objects.all().delete()
    assert not verbs()[verb](actor=Actor.of(boss), **given)
    assert Customer.objects.get().owner == wang
    assert set(CustomerTag.objects.values_list("pk", flat=True)) == tags
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("verb", [verb for verb in CASES if verb not in OF_MANY])
def test_nobody_touches_the_customers_of_others(verb: str) -> None:
    given = CASES[verb](customer_of(person("Wang")))
    with pytest.raises(NotAllowed):
        verbs()[verb](actor=Actor.of(person("Li")), **given)


def test_of_two_who_change_the_same_record_the_second_is_told() -> None:
    li = person("Li")
    customer = customer_of(li)
    seen = Customer.objects.get(pk=customer.pk)
    change = actions.change_customer
    change(actor=Actor.of(li), customer=customer, version=1, details={"city": "Riga"})
    with pytest.raises(ChangedMeanwhile):
        change(actor=Actor.of(li), customer=seen, version=1, details={"city": "Oslo"})
    assert Customer.objects.get(pk=customer.pk).city == "Riga"


def test_the_audit_tells_what_was_before_and_after() -> None:
    li = person("Li")
    customer = customer_of(li)
    actions.change_customer(
        actor=Actor.of(li), customer=customer, version=1, details={"city": "Riga"}
    )
    entry = AuditEntry.objects.get(verb="customer.changed")
    assert (entry.before, entry.after) == ({"city": ""}, {"city": "Riga"})


def test_what_is_wrong_is_refused_before_anything_is_written() -> None:
    li = person("Li")
    with pytest.raises(ValidationError) as refused:
        actions.log_contact(
            actor=Actor.of(li), customer=customer_of(li), at=DAY, direction="sideways",
            channel="email",
        )  # fmt: skip
    assert set(refused.value.message_dict) == {"direction"}
    assert not Changed.objects.exists()


def test_money_that_could_not_be_counted_is_refused() -> None:
    li = person("Li")
    given = {"customer": customer_of(li), "ordered_at": DAY, "amount": Decimal(5)}
    with pytest.raises(ValidationError) as refused:
        actions.record_order(actor=Actor.of(li), **given, currency="USD")
    assert set(refused.value.message_dict) == {"currency"}
    a_rate()
    actions.record_order(actor=Actor.of(li), **given, currency="USD")


@pytest.mark.parametrize(
    ("subject", "value"),
    [("order_time", "soon"), ("waiting_until", "2026-13-45"), ("prospects", "abc"),
     ("prospects", "nan"), ("prospects", "101"), ("need", "perhaps")],
)  # fmt: skip
def test_a_judgement_that_no_measure_could_read_is_refused(subject: str, value: str) -> None:
    given = {"customer": customer_of(None), "at": DAY, "subject": subject}
    with pytest.raises(ValidationError) as refused:
        actions.judge(**APP, **given, value=value)
    assert set(refused.value.message_dict) == {"value"}
    actions.judge(**APP, **given, value="-")


def test_a_manager_gives_a_customer_to_the_team_and_to_nobody_else() -> None:
    boss = person("Boss", Role.MANAGER)
    mine = customer_of(boss)
    with pytest.raises(NotAllowed):
        actions.assign_customer(actor=Actor.of(boss), customer=mine, to=person("Stranger"))
    actions.assign_customer(actor=Actor.of(boss), customer=mine, to=None)
    assert Customer.objects.get(pk=mine.pk).owner is None


def test_paying_a_proforma_forgets_nothing_that_happened_to_it() -> None:
    proforma = a_proforma(customer_of(None))
    actions.cancel_proforma(**APP, proforma=proforma, cancelled_at=DAY, cancel_reason="no money")
    actions.pay_proforma(**APP, proforma=proforma, paid_at=DAY)
    kept = Proforma.objects.get()
    assert (kept.cancelled_at, kept.cancel_reason, kept.paid_at) == (DAY, "no money", DAY)
