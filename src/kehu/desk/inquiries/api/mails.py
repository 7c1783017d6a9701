"""Mails: brought as files, what was read of them set right, looks taken twice."""

from typing import Annotated, Any

from django.shortcuts import get_object_or_404
from ninja import File, Schema, Status, UploadedFile
from pydantic import Field

from kehu.desk.accounts.requests import ActorsRequest
from kehu.desk.core.api import At, Given, Number, Text, Words
from kehu.desk.core.languages import page_language
from kehu.desk.inquiries.actions.bringing import bring_mails
from kehu.desk.inquiries.actions.correcting import (
    confirm_reading,
    correct,
    take_back_correction,
)
from kehu.desk.inquiries.actions.looking import take_look
from kehu.desk.inquiries.api.router import router
from kehu.desk.inquiries.models import Bringing, Mail, SecondLook, Unreadable
from kehu.desk.inquiries.queries.accuracy import FieldLine, field_lines
from kehu.desk.inquiries.reach import mails_of
from kehu.words import say

Field_ = Annotated[Text, Field(min_length=1, max_length=30)]


class UnreadableOut(Schema):
    """A mail that cannot be read, by its file, and why in words."""

    name: str
    why: str


class BroughtOut(Schema):
    """Files of mail that were brought: `waiting`, `unpacking`, `done` or `failed`; how many mails
    came in, how many were known before, and those that cannot be read."""

    id: int
    made_at: At
    files: list[str]
    state: str
    mails: int
    read: int
    known_before: int
    unreadable: list[UnreadableOut]


class CorrectionIn(Given):
    """A field and what it should be: a code, a text, a list, or for `wanted` a list of lines with
    `skus`, `quantity`, `unit`."""

    field: Field_
    value: str | bool | list[str] | list[dict[str, Any]] | None = None


class ReadingOut(Schema):
    """What a mail says: as it was read, and as it was set right."""

    id: int
    thread_id: int
    proposed: dict[str, Any]
    corrected: dict[str, Any]


class LookIn(Given):
    """How somebody made sure."""

    how: Annotated[Words, Field(max_length=500)]


class LookTakenOut(Schema):
    """A second look that was demanded, and who took it."""

    id: int
    mail_id: int
    why: str
    words: str
    demanded_at: At
    taken_at: At | None
    how: str


class FieldAccuracyOut(Schema):
    """How often a field was right in mails that people saw, between `low` and `high` (95 %)."""

    field: str
    seen: int
    corrected: int
    low: float
    high: float


@router.post("/mails", response={201: BroughtOut}, summary="Bring mails (.eml, .mbox)")
def bring(request: ActorsRequest, mails: File[list[UploadedFile]]) -> Status[dict[str, Any]]:
    return Status(
        201, _brought(bring_mails(actor=request.actor, files=mails, source=Mail.Source.API))
    )


@router.get("/mails/brought/{number}", response=BroughtOut, summary="How far it is with them")
def brought(request: ActorsRequest, number: Number) -> dict[str, Any]:
    mine = Bringing.objects.filter(by=request.actor.user)
    return _brought(get_object_or_404(mine, pk=number))


@router.post("/mails/{number}/correct", response=ReadingOut, summary="Set a field right")
def set_right(request: ActorsRequest, number: Number, given: CorrectionIn) -> dict[str, Any]:
    mail = _mail(request, number)
    correct(actor=request.actor, mail=mail, field=given.field, value=given.value)
    return _reading(mail)


@router.post("/mails/{number}/uncorrect/{field}", response=ReadingOut,
             summary="What was proposed counts again")  # fmt: skip
def uncorrect(request: ActorsRequest, number: Number, field: Field_) -> dict[str, Any]:
    mail = _mail(request, number)
    take_back_correction(actor=request.actor, mail=mail, field=field)
    return _reading(mail)


@router.post("/mails/{number}/confirm", response=ReadingOut, summary="What was read is right")
def confirm(request: ActorsRequest, number: Number) -> dict[str, Any]:
    mail = _mail(request, number)
    confirm_reading(actor=request.actor, mail=mail)
    return _reading(mail)


@router.post("/looks/{number}/take", response=LookTakenOut, summary="Record a second look")
def look(request: ActorsRequest, number: Number, given: LookIn) -> SecondLook:
    demanded = SecondLook.objects.filter(mail__in=mails_of(request.actor))
    one = get_object_or_404(demanded.select_related("mail__thread__customer"), pk=number)
    return take_look(actor=request.actor, look=one, how=given.how)


@router.get("/mails/accuracy", response=list[FieldAccuracyOut], summary="How right readings were")
def accuracy(request: ActorsRequest) -> list[FieldLine]:
    return field_lines(request.actor)


def _mail(request: ActorsRequest, number: int) -> Mail:
    rows = mails_of(request.actor).filter(reading__isnull=False)
    return get_object_or_404(rows.select_related("thread__customer", "reading"), pk=number)


def _reading(mail: Mail) -> dict[str, Any]:
    corrected = dict(mail.corrections.order_by("at", "pk").values_list("field", "value"))
    return {"id": mail.pk, "thread_id": mail.thread_id, "proposed": mail.reading.facts,
            "corrected": corrected}  # fmt: skip


def _brought(one: Bringing) -> dict[str, Any]:
    mails, lang = Mail.objects.filter(bringing=one), page_language()
    faults = Unreadable.objects.filter(bringing=one).order_by("pk")
    return {
        "id": one.pk, "made_at": one.made_at, "files": one.files, "state": one.state,
        "mails": mails.count(), "read": mails.filter(reading__isnull=False).count(),
        "known_before": one.known_before,
        "unreadable": [{"name": bad.name, "why": say(bad.why, lang, **bad.why_fields)}
                       for bad in faults],
    }  # fmt: skip
