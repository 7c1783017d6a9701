"""A small house with a clock of its own: facts are recorded, days pass, the queue is looked at."""

from datetime import datetime, timedelta
from decimal import Decimal

from desk_scene import graded_before, person
from django.core.cache import caches

from kehu.desk.accounts.actor import THE_APPLICATION, Actor
from kehu.desk.core.models import Company
from kehu.desk.followups.models import FollowUp
from kehu.desk.followups.planning import plan_regraded
from kehu.desk.grading.actions import regrade_all, regrade_changed
from kehu.desk.ledger import actions
from kehu.desk.ledger.models import Customer, ExchangeRate

State = FollowUp.State
APP = {"actor": THE_APPLICATION}


class House:
    """What happens, in words. `now` is the clock that everything goes by."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        Company.objects.create(pk=1, name="Kehu Lighting", base_currency="CNY")
        ExchangeRate.objects.create(date="2025-01-01", currency="USD", rate=Decimal(7))
        self.li = person("Li")
        graded_before()

    @property
    def actor(self) -> Actor:
        return Actor.of(self.li)

    def ago(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def customer(self, name: str = "Acme", country: str = "DE", **more: object) -> Customer:
        owner = more.pop("owner", self.li)
        created = more.pop("created_at", self.ago(900))
        return actions.add_customer(
            **APP, name=name, country=country, owner=owner, created_at=created, **more
        )

    def order(self, customer: Customer, *days: float, paid: bool = True) -> None:
        for one in days:
            order = actions.record_order(
                **APP, customer=customer, ordered_at=self.ago(one), amount=Decimal(10_000),
                cost=Decimal(7_000),
            )  # fmt: skip
            actions.record_payment(
                **APP, order=order, due_at=self.ago(one), amount=Decimal(10_000),
                paid_at=self.ago(one) if paid else None,
            )  # fmt: skip

    def message(self, customer: Customer, days: float, direction: str, **more: object) -> None:
        channel = more.pop("channel", "email")
        actions.log_contact(
            **APP, customer=customer, at=self.ago(days), direction=direction, channel=channel,
            **more,
        )  # fmt: skip

    def proforma(self, customer: Customer, days: float, currency: str = "USD") -> None:
        actions.issue_proforma(
            **APP, customer=customer, issued_at=self.ago(days), amount=Decimal(5_000),
            currency=currency,
        )  # fmt: skip

    def look(self) -> None:
        """What a page does before it is shown."""
        regrade_changed()
        plan_regraded()

    def sleep(self, days: float) -> None:
        """Days pass, and the night is looked after."""
        self.now += timedelta(days=days)
        caches["process"].clear()
        regrade_all()
        plan_regraded()

    def open(self, customer: Customer) -> dict[str, FollowUp]:
        self.look()
        rows = FollowUp.objects.filter(customer=customer, state=State.OPEN)
        return {row.play: row for row in rows.select_related("customer__owner")}

    def one(self, customer: Customer, play: str) -> FollowUp:
        return self.open(customer)[play]
