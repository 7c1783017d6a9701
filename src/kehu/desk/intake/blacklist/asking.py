"""Reading the blacklist: who is on it, whom an entry names, and whether one may write to him."""

from collections.abc import Sequence

from django.db.models import Count, Q, QuerySet

from kehu.cleaning.emails import is_free_mail
from kehu.cleaning.websites import registered_domain
from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.roles import Permission
from kehu.desk.intake.models import Barred, BarredCustomer
from kehu.desk.ledger.models import Contact, Customer
from kehu.desk.ledger.queries import within_reach
from kehu.errors import KehuError


def entries_within(actor: Actor, search: str = "", kind: str = "") -> "QuerySet[Barred]":
    """Entries that stand, newest first, each with `named`, how many customers it means."""
    actor.must(Permission.SEE)
    entries = Barred.objects.filter(lifted_at=None)
    if search:
        entries = entries.filter(Q(value__icontains=search) | Q(reason__icontains=search))
    if kind:
        entries = entries.filter(kind=kind)
    return entries.select_related("by").annotate(named=Count("customers")).order_by("-at", "-pk")


def named_within(actor: Actor, entries: Sequence[Barred]) -> dict[int, list[Customer]]:
    """The customers that these entries mean and the actor may see, by the entry's number."""
    found: dict[int, list[Customer]] = {}
    rows = BarredCustomer.objects.filter(within_reach(actor, "customer__"), entry__in=entries)
    for row in rows.select_related("customer").order_by("customer__name"):
        found.setdefault(row.entry_id, []).append(row.customer)
    return found


def lines_about(customer: Customer) -> list[str]:
    """What one would put on the list of a customer: name, domain, mailboxes, telephones."""
    people = Contact.objects.filter(customer=customer).values_list("email", "phone", "whatsapp")
    ways = [one for person in people for one in person if one]
    domains = [registered_domain(one.rpartition("@")[2]) for one in ways if "@" in one]
    domains.append(registered_domain(customer.website))
    own = [one for one in domains if one and not is_free_mail(one)]
    return list(dict.fromkeys([customer.name, *own, *ways]))


def barred_by(customer: Customer) -> list[BarredCustomer]:
    """The entries that mean a customer, the oldest first."""
    rows = BarredCustomer.objects.filter(customer=customer).select_related("entry__by")
    return list(rows.order_by("entry__at"))


def barred_among(customers: "QuerySet[Customer]") -> "QuerySet[Customer]":
    """Those on the list, by an entry or by the ledger's own column."""
    listed = BarredCustomer.objects.values("customer")
    return customers.filter(Q(blacklisted_at__isnull=False) | Q(pk__in=listed))


def is_barred(customer: Customer) -> bool:
    return barred_among(Customer.objects.filter(pk=customer.pk)).exists()


def must_not_be_barred(customers: Sequence[Customer]) -> None:
    """Whoever writes to customers or sends them anything asks first.

    Raises KehuError `on_the_blacklist`, which names those that are.
    """
    some = Customer.objects.filter(pk__in=[one.pk for one in customers])
    names = list(barred_among(some).order_by("name").values_list("name", flat=True))
    if names:
        raise KehuError("on_the_blacklist", names="; ".join(names))
