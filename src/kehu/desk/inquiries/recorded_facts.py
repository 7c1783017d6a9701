"""Mails of customers as facts of the ledger: the contact made, and what was asked for.

Newsletters, bounces and the mail of strangers leave none; what a correction changes is recorded
anew.
"""

from dataclasses import dataclass

from kehu.desk.accounts.actor import Actor
from kehu.desk.inquiries.catalogue import kept_products
from kehu.desk.inquiries.models import Mail, Thread
from kehu.desk.inquiries.understanding import Understood, understood
from kehu.desk.ledger.actions import log_contact, record_inquiry, take_back
from kehu.desk.ledger.models import Contact, Customer, Inquiry, Interaction, Product
from kehu.reading.kinds import INQUIRIES

_KINDS = {
    **dict.fromkeys((*INQUIRIES, "sample_request"), Interaction.Kind.INQUIRY),
    "follow_up": Interaction.Kind.REPLY,
    "complaint": Interaction.Kind.COMPLAINT,
}
_ASKED = {
    "inquiry_generic": Inquiry.Kind.GENERIC,
    "inquiry_partial": Inquiry.Kind.PARTIAL,
    "inquiry_detailed": Inquiry.Kind.DETAILED,
}
_LONGEST = 20_000  # characters of a message that the ledger keeps


@dataclass(frozen=True)
class _Wanted:
    """What the ledger should say of a mail; `kind` empty: nothing."""

    customer: Customer | None = None
    contact: Contact | None = None
    kind: str = ""
    topics: tuple[str, ...] = ()
    asked: str = ""
    intends: bool | None = None
    products: tuple[Product, ...] = ()


def record_facts(*, actor: Actor, thread: Thread) -> None:
    """Have the ledger say of a thread's mails what is known of them now. Raises NotAllowed."""
    for mail in thread.mails.select_related("reading", "sending", "interaction", "inquiry"):
        mail.thread = thread
        record_mail(actor=actor, mail=mail)


def record_mail(*, actor: Actor, mail: Mail) -> None:
    """The same of one mail. Raises NotAllowed."""
    wanted = _wanted(mail)
    if not _is_recorded(mail, wanted):
        _forget(actor, mail)
        _record(actor, mail, wanted)


def _wanted(mail: Mail) -> _Wanted:
    thread = mail.thread
    if thread.customer is None:
        return _Wanted()
    if mail.is_ours:
        gone = not hasattr(mail, "sending") or mail.sending.state == mail.sending.State.SENT
        kind = Interaction.Kind.REPLY if gone else ""
        return _Wanted(thread.customer, thread.contact, kind)
    if not hasattr(mail, "reading"):
        return _Wanted()
    told = understood(mail)
    kind = _KINDS.get(told.facts.kind, "")
    if not kind:
        return _Wanted()
    return _Wanted(
        thread.customer, thread.contact, kind, tuple(mail.reading.topics), _asked(told),
        True if told.facts.kind == "inquiry_detailed" else None,
        tuple(kept_products(told.facts.skus).order_by("pk")),
    )  # fmt: skip


def _asked(told: Understood) -> str:
    """How definite what is asked for is; a sample is asked for of some goods or of none."""
    if told.facts.kind == "sample_request":
        return Inquiry.Kind.PARTIAL if told.facts.skus else Inquiry.Kind.GENERIC
    return _ASKED.get(told.facts.kind, "")


def _is_recorded(mail: Mail, wanted: _Wanted) -> bool:
    talk, asked = mail.interaction, mail.inquiry
    if not wanted.kind:
        return talk is None and asked is None
    if talk is None or (talk.customer, talk.contact, talk.kind, talk.topics) != (
        wanted.customer, wanted.contact, wanted.kind, ";".join(wanted.topics)
    ):  # fmt: skip
        return False
    if not wanted.asked or asked is None:
        return bool(wanted.asked) == (asked is not None)
    there = tuple(asked.products.order_by("pk"))
    return (asked.customer, asked.kind, there) == (wanted.customer, wanted.asked, wanted.products)


def _forget(actor: Actor, mail: Mail) -> None:
    for row in (mail.interaction, mail.inquiry):
        if row is not None:
            take_back(actor=actor, row=row)
    mail.interaction = mail.inquiry = None


def _record(actor: Actor, mail: Mail, wanted: _Wanted) -> None:
    if wanted.customer is not None and wanted.kind:
        mail.interaction = log_contact(
            actor=actor, customer=wanted.customer, at=mail.at, contact=wanted.contact,
            direction="out" if mail.is_ours else "in", channel="email", kind=wanted.kind,
            topics=wanted.topics, text=mail.text[mail.body_start :][:_LONGEST],
        )  # fmt: skip
        if wanted.asked:
            mail.inquiry = record_inquiry(
                actor=actor, customer=wanted.customer, at=mail.at, kind=wanted.asked,
                order_intent=wanted.intends, products=wanted.products,
            )  # fmt: skip
    mail.save(update_fields=["interaction", "inquiry"])
