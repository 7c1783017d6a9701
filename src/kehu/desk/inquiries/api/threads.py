"""Threads: the board, one in full, whose it is, the answer."""

from typing import Annotated, Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Schema, Status
from pydantic import Field

from kehu.desk.accounts.requests import ActorsRequest
from kehu.desk.core.api import Asked, At, Country, Given, Listed, Number, Text, Words
from kehu.desk.core.languages import page_language
from kehu.desk.core.paging import page_by_time, place_behind, told_until
from kehu.desk.inquiries.actions import answering, linking
from kehu.desk.inquiries.api.router import router
from kehu.desk.inquiries.models import Mail, Mailbox, Thread
from kehu.desk.inquiries.queries.board import SHOWN, WAITING, ranked_waiting, shown_threads
from kehu.desk.inquiries.queries.card import Card, card_of, in_full
from kehu.desk.inquiries.reach import mailboxes_of, threads_of
from kehu.desk.inquiries.settling import newest_in
from kehu.desk.inquiries.showing import contact_of
from kehu.desk.ledger.api.seen import seen_customer
from kehu.reading.facts import as_plain


class ThreadOut(Schema):
    """A thread: its next step and its priority now, which waiting raises."""

    id: int
    subject: str
    sender_name: str
    customer_id: int | None
    holder_id: int | None
    step: str
    priority: int
    last_at: At
    waits_since: At | None
    closed_at: At | None


class ThreadsAsked(Asked):
    """Which threads: those that wait for us (the most pressing first), answered, left, done."""

    show: Annotated[str, Field(pattern=f"^({'|'.join(SHOWN)})?$")] = WAITING
    step: Annotated[Text, Field(max_length=20)] = ""


class AnswerDraftOut(Schema):
    """A draft in the buyer's language, and how it reads in Chinese (null where it is Chinese)."""

    language: str
    subject: str
    body: str
    reading: str | None


class MailOut(Schema):
    """A mail of a thread."""

    id: int
    is_ours: bool
    sender_name: str
    sender_address: str
    at: At
    text: str
    sending: str | None


class ThreadInFullOut(ThreadOut):
    """A thread with its newest mail to us as it is understood now, and a draft of the answer.

    `facts` hold what corrections left of what was read; `evidence` the words of the mail by code;
    `missing` what must be asked before a firm quote; `mails` are the newest of `mail_count`.
    """

    mail_id: int | None
    last_mail_id: int
    facts: dict[str, Any]
    evidence: dict[str, list[str]]
    missing: list[str]
    sample_decision: str | None
    parts: dict[str, float]
    draft: AnswerDraftOut | None
    mails: list[MailOut]
    mail_count: int
    looks: list[int]


class BuyerIn(Given):
    """A buyer as a new customer; empty fields are taken from the mail."""

    name: Annotated[Text, Field(max_length=300)] = ""
    country: Country = ""
    website: Annotated[Text, Field(max_length=300)] = ""
    contact_name: Annotated[Text, Field(max_length=200)] = ""


class LinkIn(Given):
    """Which customer wrote."""

    customer_id: Number


class AnswerIn(Given):
    """An answer: through a mailbox, in a moment; without one it is noted as sent another way.
    `last_mail_id` as the thread told it: where another came since, it is refused (409)."""

    last_mail_id: Number
    subject: Annotated[Text, Field(max_length=500)] = ""
    body: Annotated[Words, Field(max_length=50_000)]
    mailbox_id: Number | None = None


class SeenIn(Given):
    """The thread's last mail, as the thread told it."""

    last_mail_id: Number


class AnsweredOut(Schema):
    """The mail that was made of an answer, and where its sending is: `by_hand` or a state."""

    mail_id: int
    state: str


@router.get(
    "/threads", response=Listed[ThreadOut], summary="The board, or threads that do not wait"
)
def board(request: ActorsRequest, asked: Query[ThreadsAsked]) -> dict[str, Any]:
    now = timezone.now()
    shown = asked.show or WAITING
    if shown == WAITING:
        ranked = ranked_waiting(request.actor, now, asked.step)
    else:
        rows = shown_threads(request.actor, shown).order_by("-last_at", "-pk")
        rows = rows.filter(step=asked.step) if asked.step else rows
        ranked = [(number, 0) for number in rows.values_list("pk", flat=True)]
    numbers = [number for number, _ in ranked]
    start = place_behind(numbers, asked.cursor)
    some = ranked[start : start + asked.limit]
    threads = Thread.objects.in_bulk([number for number, _ in some])
    items = [_row(threads[number], priority) for number, priority in some if number in threads]
    return {"items": items, "next": told_until(numbers, start + len(some))}


@router.get("/threads/{number}", response=ThreadInFullOut, summary="A thread in full")
def thread(request: ActorsRequest, number: Number) -> dict[str, Any]:
    return _in_full(request, _thread(request, number))


@router.get("/threads/{number}/mails", response=Listed[MailOut],
            summary="All mails of a thread, the newest first")  # fmt: skip
def mails(request: ActorsRequest, number: Number, asked: Query[Asked]) -> dict[str, Any]:
    rows = _thread(request, number).mails.select_related("sending")
    page = page_by_time(rows, "at", asked.cursor, asked.limit)
    return {"items": [_mail(one) for one in page.rows], "next": page.after}


@router.post("/threads/{number}/customer", response={201: ThreadInFullOut},
             summary="Make a customer of who wrote")  # fmt: skip
def customer(request: ActorsRequest, number: Number, given: BuyerIn) -> Status[dict[str, Any]]:
    one = _thread(request, number)
    card = _card(request, one)
    facts, contact = card.told.facts, contact_of(card)
    details = {
        "name": given.name or facts.company or contact["name"] or contact["email"],
        "country": given.country or facts.country or "",
        "website": given.website or facts.website or "",
    }
    contact["name"] = given.contact_name or contact["name"]
    linking.make_customer(actor=request.actor, thread=one, details=details, contact=contact)
    return Status(201, _in_full(request, one))


@router.post("/threads/{number}/link", response=ThreadInFullOut, summary="Say which customer wrote")
def link(request: ActorsRequest, number: Number, given: LinkIn) -> dict[str, Any]:
    one = _thread(request, number)
    linking.link_customer(
        actor=request.actor, thread=one, customer=seen_customer(request.actor, given.customer_id),
        contact=contact_of(_card(request, one)),
    )  # fmt: skip
    return _in_full(request, one)


@router.post("/threads/{number}/unlink", response=ThreadInFullOut, summary="It was somebody else")
def unlink(request: ActorsRequest, number: Number) -> dict[str, Any]:
    one = _thread(request, number)
    linking.unlink_customer(actor=request.actor, thread=one)
    return _in_full(request, one)


@router.post("/threads/{number}/answer", response={201: AnsweredOut}, summary="Answer")
def answer(request: ActorsRequest, number: Number, given: AnswerIn) -> Status[dict[str, Any]]:
    mailbox: Mailbox | None = None
    if given.mailbox_id is not None:
        mailbox = get_object_or_404(mailboxes_of(request.actor), pk=given.mailbox_id)
    mail = answering.answer(actor=request.actor, thread=_thread(request, number),
                            seen=given.last_mail_id, subject=given.subject, body=given.body,
                            mailbox=mailbox)  # fmt: skip
    state = mail.sending.state if mailbox else "by_hand"
    return Status(201, {"mail_id": mail.pk, "state": state})


@router.post("/threads/{number}/close", response=ThreadInFullOut, summary="Nothing to answer")
def close(request: ActorsRequest, number: Number, given: SeenIn) -> dict[str, Any]:
    one = _thread(request, number)
    answering.close_thread(actor=request.actor, thread=one, seen=given.last_mail_id)
    return _in_full(request, one)


@router.post("/threads/{number}/reopen", response=ThreadInFullOut, summary="Something to answer")
def reopen(request: ActorsRequest, number: Number) -> dict[str, Any]:
    one = _thread(request, number)
    answering.reopen_thread(actor=request.actor, thread=one)
    return _in_full(request, one)


_NOTHING_READ: dict[str, Any] = {
    "mail_id": None, "facts": {}, "evidence": {}, "missing": [], "sample_decision": None,
    "parts": {}, "draft": None, "mails": [], "mail_count": 0, "looks": [],
}  # fmt: skip


def _thread(request: ActorsRequest, number: int) -> Thread:
    return get_object_or_404(in_full(threads_of(request.actor)), pk=number)


def _card(request: ActorsRequest, one: Thread) -> Card:
    card = card_of(request.actor, one, page_language(), timezone.now())
    if card is None:
        raise Http404
    return card


def _row(one: Thread, priority: int) -> dict[str, Any]:
    return {
        "id": one.pk, "subject": one.subject, "sender_name": one.sender_name,
        "customer_id": one.customer_id, "holder_id": one.holder_id, "step": one.step,
        "priority": priority, "last_at": one.last_at, "waits_since": one.waits_since,
        "closed_at": one.closed_at,
    }  # fmt: skip


def _mail(mail: Mail) -> dict[str, Any]:
    return {
        "id": mail.pk, "is_ours": mail.is_ours, "sender_name": mail.sender_name,
        "sender_address": mail.sender_address, "at": mail.at, "text": mail.text,
        "sending": mail.sending.state if hasattr(mail, "sending") else None,
    }  # fmt: skip


def _in_full(request: ActorsRequest, one: Thread) -> dict[str, Any]:
    one.refresh_from_db(from_queryset=in_full(Thread.objects.all()))
    card = card_of(request.actor, one, page_language(), timezone.now())
    if card is None:
        return _row(one, 0) | _NOTHING_READ | {"last_mail_id": newest_in(one)}
    answered = card.draft(request.actor.user, None) if request.actor.user else None
    return {
        **_row(one, card.priority.total), "mail_id": card.mail.pk,
        "last_mail_id": newest_in(one),
        "facts": as_plain(card.told.facts), "evidence": card.mail.reading.evidence,
        "missing": list(card.told.decision.missing),
        "sample_decision": card.told.decision.sample, "parts": vars(card.priority),
        "draft": answered and {
            "language": answered.draft.language, "subject": answered.draft.subject,
            "body": answered.draft.body,
            "reading": answered.reading.body if answered.reading else None},
        "mails": [_mail(mail) for mail in card.mails], "mail_count": card.mail_count,
        "looks": [look.pk for look in card.looks if look.taken_at is None],
    }  # fmt: skip
