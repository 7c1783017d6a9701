"""What the worker does for portraits, and what is done before one is read."""

from kehu.desk.grading.models import Grade
from kehu.desk.ledger.models import Customer
from kehu.desk.portraits.grouping import group_everybody
from kehu.desk.portraits.learning import last_night, learn_from_orders
from kehu.desk.portraits.models import Portrait
from kehu.desk.portraits.offering import offer_to, offer_to_the_best
from kehu.desk.portraits.taking import take_portraits


def portray_everybody() -> None:
    """Everybody's tags, the groups, what goes together, and what to offer to whom."""
    take_portraits()
    group_everybody()
    learn_from_orders()
    offer_to_the_best()


def freshen_portrait(customer: Customer) -> None:
    """Before a portrait is read: take it anew where facts came since, with what to offer."""
    changed = Grade.objects.filter(customer=customer).values_list("changed_at", flat=True).first()
    if changed is None:
        return
    if not Portrait.objects.filter(customer=customer, as_of__gte=changed).exists():
        take_portraits(Customer.objects.filter(pk=customer.pk))
        if last_night() is not None:
            offer_to([customer.pk])
