"""A customer, a product with a price and a cost, and samples at each step."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from desk_scene import a_rate
from django.test import Client
from django.utils import timezone

from kehu.desk.accounts.actor import THE_APPLICATION, Actor
from kehu.desk.accounts.models import User
from kehu.desk.ledger import actions as ledger
from kehu.desk.ledger.models import Contact, Customer, Order, Product, Sample
from kehu.desk.samples import actions
from kehu.desk.samples.costs import case_of
from kehu.desk.samples.models import SampleCase

APP: dict[str, Any] = {"actor": THE_APPLICATION}
START = datetime(2026, 1, 5, 8, tzinfo=UTC)  # long before any test runs


def logged_in(user: User, language: str = "en") -> Client:
    User.objects.filter(pk=user.pk).update(language=language)
    client = Client()
    client.force_login(User.objects.get(pk=user.pk), "django.contrib.auth.backends.ModelBackend")
    return client


def ago(days: float) -> datetime:
    return timezone.now() - timedelta(days=days)


def customer(owner: User | None = None, **known: Any) -> Customer:
    number = Customer.objects.count() + 1
    told = {"code": f"C-{number}", "name": f"Acme {number}", "country": "DE", **known}
    return Customer.objects.create(owner=owner, **told)


def verified(owner: User | None = None) -> Customer:
    return customer(owner, website="https://acme.example")


def mailbox(of: Customer, address: str) -> Contact:
    return Contact.objects.create(code=f"K{Contact.objects.count()}", customer=of, email=address)


def lamp(price: str = "12", cost: str | None = "5") -> Product:
    a_rate()
    return Product.objects.get_or_create(
        code=f"GL-{price}-{cost}",
        defaults={"name": "Lamp", "category": "Lamps", "currency": "USD",
                  "list_price": Decimal(price), "cost": cost and Decimal(cost)},
    )[0]  # fmt: skip


def order(
    of: Customer, at: datetime, amount: str = "1000", *, cost: str = "0", delivered: bool = True
) -> Order:
    made = ledger.record_order(
        **APP, customer=of, ordered_at=at, amount=Decimal(amount), cost=Decimal(cost)
    )
    return ledger.deliver_order(**APP, order=made, delivered_at=at) if delivered else made


def asked(of: Customer, actor: Actor = THE_APPLICATION, **told: Any) -> Sample:
    """A request taken in; of a lamp where nothing else is said."""
    given = {"requested_at": ago(40), "product": lamp(), **told}
    return actions.take_in(actor=actor, customer=of, **given)


def now(sample: Sample) -> Sample:
    """The sample as it is now."""
    return Sample.objects.select_related("customer__owner", "product", "case").get(pk=sample.pk)


def version(sample: Sample) -> int:
    return case_of(now(sample)).version


def step(verb: Any, sample: Sample, actor: Actor = THE_APPLICATION, **told: Any) -> SampleCase:
    case: SampleCase = verb(actor=actor, sample=now(sample), version=version(sample), **told)
    return case


def decided(
    sample: Sample, decision: str = "send_free", why: str = "so it is", **told: Any
) -> Sample:
    step(actions.decide, sample, decision=decision, why=why, **told)
    return sample


def sent(of: Customer, **told: Any) -> Sample:
    sample = decided(asked(of))
    step(actions.send, sample, sent_at=ago(30), **told)
    return sample


def arrived(of: Customer, days: float = 20) -> Sample:
    sample = sent(of)
    step(actions.record_arrival, sample, arrived_at=ago(days))
    return sample


def bare(of: Customer, **told: Any) -> Sample:
    """A sample that came by an import: no case."""
    given = {"code": f"S{Sample.objects.count()}", "requested_at": ago(40), **told}
    return Sample.objects.create(customer=of, **given)
