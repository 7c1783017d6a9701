"""The worker's part: mails that came are read, linked to their customers, put on the board."""

import logging
import re
from collections.abc import Iterator, Sequence

from django.db import transaction
from django.db.models import F

from kehu.desk.accounts.actor import THE_APPLICATION, Actor
from kehu.desk.inquiries.known_to_us import company_domain, customers_at, own_domain
from kehu.desk.inquiries.models import Mail, Reading, Sending, Thread, Unreadable
from kehu.desk.inquiries.reading_desk import reading_desk
from kehu.desk.inquiries.receiving import message_of
from kehu.desk.inquiries.recorded_facts import record_facts, record_mail
from kehu.desk.inquiries.second_looks import demand_looks
from kehu.desk.inquiries.settling import settle
from kehu.desk.inquiries.waiting import MOST_ATTEMPTS, waiting_mails
from kehu.desk.ledger.models import Contact, Customer
from kehu.errors import KehuError
from kehu.reading.facts import as_plain
from kehu.reading.highlights import highlights
from kehu.reading.message.disowned import disowned
from kehu.reading.message.forms import notifies
from kehu.reading.message.machines import machine
from kehu.reading.message.newest import split
from kehu.reading.message.parts import Message
from kehu.reading.triage import Inquiry

_TOGETHER = 32  # mails whose sentences are encoded in one go
_SURE = 0.5
_log = logging.getLogger(__name__)
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,400}>")
_TOPICS = {"asks_offer": "price", "asks_sample": "sample", "complains": "quality"}


def read_waiting_mails() -> int:
    """Read all mails that were not read yet, the first that came first; how many were read.

    One that breaks the reading, or ends its process again and again, is put aside and named; the
    others go on.
    """
    read = 0
    while some := _next():
        # Written down before: who is killed while reading leaves word of what it was at.
        Mail.objects.filter(pk__in=[mail.pk for mail in some]).update(attempts=F("attempts") + 1)
        read += _read_each(some)
    return read


def _next() -> list[Mail]:
    """Some that were never tried, together; of those that were, one alone."""
    rows = waiting_mails().select_related("thread__customer", "mailbox", "bringing").order_by("pk")
    return list(rows.filter(attempts=0)[:_TOGETHER]) or list(rows[:1])


def _read_each(mails: Sequence[Mail]) -> int:
    try:
        return _read(mails)
    except Exception as error:
        _log.exception("mails %s", [mail.pk for mail in mails])
        if len(mails) == 1:
            _put_aside(mails[0], KehuError("mail_breaks_reading", why=type(error).__name__))
        return 0  # of several each comes again alone


def _put_aside(mail: Mail, error: KehuError) -> None:
    Mail.objects.filter(pk=mail.pk).update(attempts=MOST_ATTEMPTS)
    told = {"why": error.code, "why_fields": {k: str(v) for k, v in error.fields.items()}}
    Unreadable.objects.create(name=mail.subject or mail.file, mailbox=mail.mailbox,
                              bringing=mail.bringing, **told)  # fmt: skip


def _read(mails: Sequence[Mail]) -> int:
    taken = list(_messages(mails))
    inquiries = reading_desk().read_all([message for _, message in taken])
    for (mail, message), inquiry in zip(taken, inquiries, strict=True):
        with transaction.atomic():
            _keep(mail, message, inquiry)
    return len(taken)


def _messages(mails: Sequence[Mail]) -> Iterator[tuple[Mail, Message]]:
    for mail in mails:
        try:
            yield mail, message_of(mail)
        except KehuError as lost:
            _put_aside(mail, lost)


def _keep(mail: Mail, message: Message, inquiry: Inquiry) -> None:
    # Another mail of the same thread may have been placed since this one was fetched, or another
    # worker may have read this one.
    mail.thread = Thread.objects.select_for_update(of=("self",)).get(pk=mail.thread_id)
    if Reading.objects.filter(mail=mail).exists():
        return
    text = inquiry.text
    mail.text, mail.body_start = text.whole, text.body_start
    mail.signature_start = text.signature_start
    mail.quoted = message.text if inquiry.form else split(message.text, message.subject).quoted
    mail.answer_to = inquiry.sender.mailbox.address[:320]
    mail.save(update_fields=["text", "body_start", "signature_start", "quoted", "answer_to"])
    evidence = {"kind": inquiry.judged.evidence, "authenticity": inquiry.verdict.evidence}
    Reading.objects.create(
        mail=mail, facts=as_plain(inquiry.facts), topics=_topics(inquiry),
        highlights=[[one.field, one.start, one.end] for one in highlights(inquiry)],
        evidence=evidence | {one.code: one.evidence for one in inquiry.signals},
    )  # fmt: skip
    _place(mail, message)


def _place(mail: Mail, message: Message) -> None:
    """Into its thread's course: whose it is, what the ledger is told, where it stands."""
    thread = mail.thread
    customer = None if disowned(message) else _writing(mail)
    if customer is not None:
        people = Contact.objects.filter(customer=customer, email__iexact=mail.answer_to)
        thread.customer, thread.contact = customer, people.order_by("pk").first()
        thread.save(update_fields=["customer", "contact"])
    _note_return(mail, message)
    demand_looks(mail)
    if customer is not None:
        record_facts(actor=THE_APPLICATION, thread=thread)
    else:
        record_mail(actor=THE_APPLICATION, mail=mail)
    settle(thread)
    if thread.closed_at is not None and thread.told == mail and mail.came_at > thread.closed_at:
        thread.closed_at = thread.closed_by = None  # nobody saw it when the thread was closed
        thread.save(update_fields=["closed_at", "closed_by"])
        settle(thread)


def _writing(mail: Mail) -> Customer | None:
    """The customer who writes from there, where there is just one and the thread is nobody's yet:
    of those that who brought the mail may see; never of a newsletter."""
    thread, kind = mail.thread, mail.reading.facts["kind"]
    if thread.customer or thread.linked_by_hand or kind == "not_inquiry" or not _says_who(mail):
        return None
    found = customers_at(mail.answer_to)
    reachable = mail.by is None or all(Actor.of(mail.by).reaches(one.owner) for one in found)
    return found[0] if len(found) == 1 and reachable else None


def _says_who(mail: Mail) -> bool:
    """Does who sent it say whose it is? The buyer or a colleague of his, or what tells us of
    visitors; what a stranger fills into a form of his own proves nothing."""
    sender, buyer = mail.sender_address, mail.answer_to
    return (
        sender == buyer
        or company_domain(sender) == company_domain(buyer) != ""
        or notifies(sender.rpartition("@")[2], own_domain())
    )


def _note_return(mail: Mail, message: Message) -> None:
    """A letter of ours that a returned mail names did not go out: it is to be answered again."""
    mark = machine(message)
    if mark is None or mark.kind != "bounce":
        return
    named = {*message.answers, *_MESSAGE_ID.findall(message.text)}
    gone = Sending.objects.filter(mail__message_id__in=named, state=Sending.State.SENT)
    for one in gone.filter(mail__thread=mail.thread_id).select_related("mail__interaction"):
        one.state, one.why = Sending.State.FAILED, "mail_came_back"
        one.why_fields = {"said": mail.subject}
        one.save(update_fields=["state", "why", "why_fields"])
        one.mail.thread = mail.thread
        record_mail(actor=THE_APPLICATION, mail=one.mail)


def _topics(inquiry: Inquiry) -> list[str]:
    """Topics of the ledger that the mail speaks of."""
    terms, acts = inquiry.terms, inquiry.acts
    told = {
        "certificate": bool(terms.certificates), "lead_time": terms.time is not None,
        "payment_terms": terms.payment is not None, "price": terms.target_price is not None,
    }  # fmt: skip
    said = [topic for topic, there in told.items() if there]
    said += [topic for act, topic in _TOPICS.items() if acts.best(act)[0] > _SURE]
    if "bank_change" in inquiry.facts.signals:
        said.append("payment_terms")
    return sorted(set(said))
