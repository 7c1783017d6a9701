"""A small house that mails come to: its goods, its people, and mails in words."""

from datetime import datetime, timedelta
from decimal import Decimal
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from desk_scene import a_rate, graded_before, person
from django.utils import timezone

from kehu.desk.accounts.actor import THE_APPLICATION, Actor
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Role
from kehu.desk.core.models import Company
from kehu.desk.inquiries.models import Mail, Thread
from kehu.desk.inquiries.reading_mail import read_waiting_mails
from kehu.desk.inquiries.receiving import Way, receive
from kehu.desk.ledger import actions
from kehu.desk.ledger.models import Customer, Product

SIGNED = (
    "\n\nBest regards,\nMaria Silva\nNova Luz Ltda\nRua das Flores 12, 01310-100 São Paulo, "
    "Brazil\n"
    "Tel: +55 11 2345 3119\nwww.novaluz.com.br"
)
MARIA = "Maria Silva <maria@novaluz.com.br>"
DETAILED = (
    "Dear Sir,\n\nPlease quote 2,000 pcs of GL-2105 LED bulb A60 9W, CIF Santos, with INMETRO "
    "certificate. We need delivery in March."
)
_GOODS = (
    ("GL-2105", "LED bulb A60 9W E27 3000K", "0.80"),
    ("GL-2106", "LED bulb A60 12W E27 3000K", "0.95"),
    ("FL-50-40K", "LED flood light 50W 4000K IP66", "6.20"),
)


def a_house() -> User:
    """The company with goods, graded once, and its administrator."""
    Company.objects.create(pk=1, name="Brightforge")
    graded_before()
    a_rate("USD", 7)
    for sku, name, price in _GOODS:
        Product.objects.create(code=sku, sku=sku, name=name, category="Lighting", unit="pcs",
                               list_price=Decimal(price), currency="USD")  # fmt: skip
    return person("Boss", Role.ADMINISTRATOR)


def actor(user: User) -> Actor:
    return Actor.of(user)


def raw(
    body: str, *, sender: str = MARIA, subject: str = "Inquiry", days: float = 0.5,
    key: str = "", html: str = "", **headers: str,
) -> bytes:  # fmt: skip
    """A mail; headers by name with `_` for `-`; `key` names it for those that answer it."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, "sales@brightforge.com", subject
    mail["Date"] = format_datetime(timezone.now() - timedelta(days=days))
    mail["Message-ID"] = f"<{key or abs(hash((body, subject, sender, days)))}@mail.example>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(body)
    if html:
        mail.add_alternative(html, subtype="html")
    return mail.as_bytes()


def came(*mails: bytes, holder: User | None = None, **way: Any) -> list[Mail]:
    """Mails that came and were read, in their order."""
    kept = [receive(one, Way(Mail.Source.UPLOAD, holder=holder, **way)) for one in mails]
    read_waiting_mails()
    numbers = [one.pk for one in kept if one is not None]
    found = Mail.objects.select_related("thread__customer", "reading").in_bulk(numbers)
    return [found[number] for number in numbers]


def asked(body: str = DETAILED + SIGNED, **given: Any) -> Mail:
    """One mail that came and was read."""
    return came(raw(body, **given))[0]


def a_customer(
    name: str = "Nova Luz Ltda", email: str = "maria@novaluz.com.br", owner: User | None = None,
    **details: Any,
) -> Customer:  # fmt: skip
    """A customer with one contact."""
    customer = actions.add_customer(
        actor=THE_APPLICATION, name=name, country="BR", owner=owner, **details
    )
    actions.add_contact(actor=THE_APPLICATION, customer=customer, name="Maria", email=email)
    return customer


def again(thread: Thread) -> Thread:
    """A thread as it is now."""
    return Thread.objects.select_related("customer").get(pk=thread.pk)


def ago(days: float) -> datetime:
    return timezone.now() - timedelta(days=days)
