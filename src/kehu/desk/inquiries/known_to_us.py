"""What mails are held against: customers by their mailboxes, well-known companies, ourselves."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property

from kehu.cleaning.emails import is_free_mail
from kehu.cleaning.websites import registered_domain
from kehu.desk.accounts.models import User
from kehu.desk.inquiries.models import Mailbox
from kehu.desk.inquiries.tables import known_companies
from kehu.desk.intake.blacklist.asking import is_barred
from kehu.desk.ledger.models import Contact, Customer, Order
from kehu.reading.known import Known, KnownCustomer


def known() -> Known:
    """Everything a mail is held against, as it is now; customers are looked up when asked for."""
    return Known(own_domain(), known_companies(), _ByAddress(), _ByDomain())


def own_domain() -> str:
    """The domain of our own mailboxes; of people's addresses where no mailbox is connected."""
    mailboxes = Mailbox.objects.filter(is_active=True).values_list("address", flat=True)
    people = User.objects.filter(is_active=True).values_list("email", flat=True)
    for addresses in (mailboxes, people):
        hosts = [one.rpartition("@")[2].lower() for one in addresses if "@" in one]
        own = Counter(host for host in hosts if not is_free_mail(host))
        if own:
            host = own.most_common(1)[0][0]
            return registered_domain(host) or host
    return ""


def customers_at(address: str) -> list[Customer]:
    """Who may write from an address: whose contact has it, else whose contacts or website have its
    domain, unless that is a provider's."""
    if "@" not in address:
        return []
    by_contact = Customer.objects.filter(contacts__email__iexact=address).distinct()
    found = list(by_contact.order_by("pk")[:_FEW])
    return found or _of_domain(company_domain(address))


def company_domain(address: str) -> str:
    """The domain that a company has for itself; empty where anybody may have an address there."""
    domain = registered_domain(address.rpartition("@")[2].lower())
    return "" if is_free_mail(domain) else domain


def told_of(customer: Customer) -> KnownCustomer:
    """What reading wants to know of a customer."""
    orders = Order.objects.filter(customer=customer, cancelled_at=None)
    delivered = list(orders.values_list("delivered_at", flat=True))
    return KnownCustomer(
        customer.code, customer.name, customer.country or None,
        won=bool(delivered), running=None in delivered, blacklisted=is_barred(customer),
    )  # fmt: skip


_FEW = 5  # customers that share a mailbox or a domain


def _of_domain(domain: str) -> list[Customer]:
    if not domain or is_free_mail(domain):
        return []
    contacts = Customer.objects.filter(contacts__domain=domain)
    below = Customer.objects.filter(contacts__domain__endswith=f".{domain}")
    found = list(contacts.distinct().order_by("pk")[:_FEW])
    found = found or list(below.distinct().order_by("pk")[:_FEW])
    if found:
        return found
    sites = Customer.objects.filter(website__icontains=domain).order_by("pk")[:_FEW]
    return [one for one in sites if registered_domain(one.website) == domain]


class _ByAddress(Mapping[str, KnownCustomer]):
    """Customers by the addresses of their contacts."""

    def __getitem__(self, address: str) -> KnownCustomer:
        writing = Customer.objects.filter(contacts__email__iexact=address).order_by("pk")
        customer = writing.first() if "@" in address else None
        if customer is None:
            raise KeyError(address)
        return told_of(customer)

    def __iter__(self) -> Iterator[str]:
        rows = Contact.objects.exclude(email="").values_list("email", flat=True)
        return (one.lower() for one in rows.iterator())

    def __len__(self) -> int:
        return Contact.objects.exclude(email="").count()


class _ByDomain(Mapping[str, KnownCustomer]):
    """Customers by the domains of their contacts and websites. Gone through are those who ordered:
    nobody takes the trouble to be taken for a stranger."""

    def __getitem__(self, domain: str) -> KnownCustomer:
        found = _of_domain(registered_domain(domain))
        if not found:
            raise KeyError(domain)
        return told_of(found[0])

    def __iter__(self) -> Iterator[str]:
        return iter(self._worth_imitating)

    def __len__(self) -> int:
        return len(self._worth_imitating)

    @cached_property
    def _worth_imitating(self) -> list[str]:
        bought = Contact.objects.filter(customer__order__isnull=False).exclude(domain="")
        hosts = bought.values_list("domain", flat=True).distinct().order_by("domain")
        own = (registered_domain(host) or host for host in hosts if not is_free_mail(host))
        return list(dict.fromkeys(own))
