"""One thread: the mail, what was read of it, the answer."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.languages import page_language
from kehu.desk.core.numbers import number_in
from kehu.desk.core.statuses import status_of
from kehu.desk.grading.chips import Chip, chips_of
from kehu.desk.grading.models import Grade
from kehu.desk.grading.queries import words_in
from kehu.desk.inquiries.actions import answering, correcting, linking, looking
from kehu.desk.inquiries.correctable import units
from kehu.desk.inquiries.forms import AnswerForm, LookForm, said_in
from kehu.desk.inquiries.models import Mail, Mailbox, SecondLook, Thread
from kehu.desk.inquiries.queries.board import queue, waiting
from kehu.desk.inquiries.queries.card import NEWEST, Card, card_of, in_full
from kehu.desk.inquiries.reach import mails_of, threads_of
from kehu.desk.inquiries.receiving import bytes_of
from kehu.desk.inquiries.settling import newest_in
from kehu.desk.inquiries.showing import coded_row, contact_of, language_words, written_rows
from kehu.desk.inquiries.understanding import SAMPLE, STEP
from kehu.desk.ledger.queries import customers_of, people_within_reach
from kehu.desk.portraits.in_force import trait_words
from kehu.desk.portraits.telling import sections
from kehu.engine.rules.words import Words
from kehu.errors import KehuError
from kehu.reading.authenticity.signals import SIGNALS
from kehu.reading.titles import title

_CHIPS = ("stage", "deal_stars", "profit_tier")
_QUESTIONS = 3  # of what a market has in common
Done = tuple[str, str, int]  # what was done, the address that undoes it, its number


@login_required
def thread(request: PersonsRequest, number: int) -> HttpResponse:
    """A thread with the queue it stands in beside it."""
    return _page(request, _thread(request, number))


@login_required
@require_POST
def answer(request: PersonsRequest, number: int) -> HttpResponse:
    """Send an answer, or note one that went another way; then the next thread."""
    one, form = _thread(request, number), AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, one, wrong=_("Write something."), status=422)
    way = form.cleaned_data["way"]
    mailbox = get_object_or_404(Mailbox, pk=way) if way else None

    def act() -> Done:
        mail = answering.answer(
            actor=request.actor, thread=one, seen=form.cleaned_data["seen"],
            subject=form.cleaned_data["subject"],
            body=form.cleaned_data["body"], mailbox=mailbox,
        )  # fmt: skip
        said = _("Will be sent in a moment.") if mailbox else _("Noted as answered.")
        return said, "inquiries_take_back", mail.pk

    return _acted(request, one, act, goes_on=True)


@login_required
@require_POST
def take_back(request: PersonsRequest, number: int) -> HttpResponse:
    """Not to be sent after all: back to the thread, with what was written."""
    mail = _mail(request, number)
    written: list[str] = []

    def act() -> None:
        written.append(answering.take_back_answer(actor=request.actor, mail=mail))

    return _acted(request, mail.thread, act, written=written)


@login_required
@require_POST
def send_again(request: PersonsRequest, number: int) -> HttpResponse:
    """Try once more what a server refused."""
    mail = _mail(request, number)
    return _acted(request, mail.thread,
                  lambda: answering.send_again(actor=request.actor, mail=mail))  # fmt: skip


@login_required
@require_POST
def went(request: PersonsRequest, number: int) -> HttpResponse:
    """Somebody looked whether a letter went out that perhaps did."""
    mail, sent = _mail(request, number), "yes" in request.POST
    return _acted(request, mail.thread, lambda: answering.tell_whether_sent(
        actor=request.actor, mail=mail, went=sent))  # fmt: skip


@login_required
@require_POST
def close(request: PersonsRequest, number: int) -> HttpResponse:
    """Nothing to answer; then the next thread."""
    one = _thread(request, number)

    def act() -> Done:
        seen = number_in(request.POST.get("seen", ""))
        answering.close_thread(actor=request.actor, thread=one, seen=seen)
        return _("Done."), "inquiries_reopen", one.pk

    return _acted(request, one, act, goes_on=True)


@login_required
@require_POST
def reopen(request: PersonsRequest, number: int) -> HttpResponse:
    """There is something to answer after all."""
    one = _thread(request, number)
    return _acted(request, one,
                  lambda: answering.reopen_thread(actor=request.actor, thread=one))  # fmt: skip


@login_required
@require_POST
def correct(request: PersonsRequest, number: int) -> HttpResponse:
    """Set a field right, or have what was proposed count again."""
    mail, field = _read_mail(request, number), request.POST.get("field", "")

    def act() -> None:
        if "proposed" in request.POST:
            correcting.take_back_correction(actor=request.actor, mail=mail, field=field)
        else:
            correcting.correct(
                actor=request.actor, mail=mail, field=field, value=said_in(request.POST)
            )

    return _acted(request, mail.thread, act)


@login_required
@require_POST
def confirm(request: PersonsRequest, number: int) -> HttpResponse:
    """What was read is right."""
    mail = _read_mail(request, number)
    return _acted(request, mail.thread,
                  lambda: correcting.confirm_reading(actor=request.actor, mail=mail))  # fmt: skip


@login_required
@require_POST
def link(request: PersonsRequest, number: int) -> HttpResponse:
    """Say which customer wrote."""
    one = _thread(request, number)
    asked = request.POST.get("customer", "")
    mine = customers_of(request.actor)
    by_number = mine.filter(pk=int(asked)).first() if asked.isdecimal() else None
    customer = by_number or mine.filter(code=asked).first()
    if customer is None:
        return _page(request, one, wrong=_("There is no customer with this number."), status=422)
    card = card_of(request.actor, one, page_language(), timezone.now())
    contact = contact_of(card) if card else {}

    def act() -> None:
        linking.link_customer(actor=request.actor, thread=one, customer=customer, contact=contact)

    return _acted(request, one, act)


@login_required
@require_POST
def unlink(request: PersonsRequest, number: int) -> HttpResponse:
    """It was somebody else."""
    one = _thread(request, number)
    return _acted(request, one,
                  lambda: linking.unlink_customer(actor=request.actor, thread=one))  # fmt: skip


@login_required
@require_POST
def give(request: PersonsRequest, number: int) -> HttpResponse:
    """Have somebody else answer."""
    one, to = _thread(request, number), request.POST.get("to", "")
    people = people_within_reach(request.actor)
    person = get_object_or_404(people, pk=number_in(to)) if to else None
    return _acted(request, one, lambda: linking.give_thread(
        actor=request.actor, thread=one, to=person))  # fmt: skip


@login_required
@require_POST
def look(request: PersonsRequest, number: int) -> HttpResponse:
    """Record a second look."""
    rows = SecondLook.objects.filter(mail__in=mails_of(request.actor))
    one, form = (
        get_object_or_404(rows.select_related("mail__thread"), pk=number),
        LookForm(request.POST),
    )
    if not form.is_valid():
        told = _("Say how you made sure, such as whom you called.")
        return _page(request, one.mail.thread, wrong=told, status=422)

    def act() -> None:
        looking.take_look(actor=request.actor, look=one, how=form.cleaned_data["how"])

    return _acted(request, one.mail.thread, act)


@login_required
def alike(request: PersonsRequest, number: int) -> HttpResponse:
    """Who of the buyer's market orders already, and what these have in common."""
    lang = page_language()
    card = card_of(request.actor, _thread(request, number), lang, timezone.now())
    if card is None:
        raise Http404
    common, words = card.in_common, words_in(lang)
    context = {
        "card": card, "currency": words.currency,
        "common": sections(common, trait_words(lang))[:_QUESTIONS] if common else [],
        "similar": [(one, _chips(one.grade, words)) for one in card.similar],
    }  # fmt: skip
    whole = not request.htmx  # type: ignore[attr-defined]
    template = "inquiries/alike_page.html" if whole else "inquiries/alike.html"
    return render(request, template, context)


@login_required
def raw(request: PersonsRequest, number: int) -> HttpResponse:
    """A mail as it came, to be kept as a file: a browser must not show what strangers wrote."""
    mail = _mail(request, number)
    response = HttpResponse(bytes_of(mail), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="mail-{mail.pk}.eml"'
    return response


# ---- the page ----------------------------------------------------------------------------------


def _thread(request: PersonsRequest, number: int) -> Thread:
    return get_object_or_404(in_full(threads_of(request.actor)), pk=number)


def _mail(request: PersonsRequest, number: int) -> Mail:
    rows = mails_of(request.actor).select_related("thread__customer__owner", "thread__holder")
    return get_object_or_404(rows.select_related("reading", "interaction"), pk=number)


def _read_mail(request: PersonsRequest, number: int) -> Mail:
    mail = _mail(request, number)
    if not hasattr(mail, "reading"):
        raise Http404
    return mail


def _acted(
    request: PersonsRequest, one: Thread, act: Callable[[], Done | None], *,
    goes_on: bool = False, written: list[str] | None = None,
) -> HttpResponse:  # fmt: skip
    """Do it, and show the thread, or the next one of the queue; or what is wrong."""
    step = one.step
    try:
        done = act()
    except ValidationError as error:
        return _page(request, one, wrong="; ".join(error.messages), status=422)
    except KehuError as error:
        wrong = error.message(page_language())
        return _page(request, one, wrong=wrong, status=status_of(error))
    if not request.htmx and not done and not written:  # type: ignore[attr-defined]
        return redirect("inquiries_thread", one.pk)
    following = _following(request, step) if goes_on else one
    return _page(request, following or one, done=done, written=written[0] if written else None)


def _following(request: PersonsRequest, step: str) -> Thread | None:
    """The most pressing of the column one was working through, else of any."""
    column = queue(request.actor, step, timezone.now(), page_language())
    if column.lines:
        return column.lines[0].thread
    return waiting(request.actor).order_by("-urgency", "waits_since").first()


def _page(
    request: PersonsRequest, one: Thread, *, done: Done | None = None, wrong: str = "",
    written: str | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    lang, now = page_language(), timezone.now()
    one.refresh_from_db(from_queryset=in_full(Thread.objects.all()))
    most = max(number_in(request.GET.get("mails", "")), NEWEST)
    card = card_of(request.actor, one, lang, now, most)
    column = queue(request.actor, one.step, now, lang) if one.step else None
    context: dict[str, Any] = {
        "thread": one, "card": card, "column": column, "done": done, "wrong": wrong,
        "newest": newest_in(one),
        "may_record": request.actor.may(Permission.RECORD, one),
    }  # fmt: skip
    if card is not None:
        context |= _shown(request, card, written)
    work = request.htmx  # type: ignore[attr-defined]
    template = "inquiries/work.html" if work else "inquiries/thread.html"
    return render(request, template, context, status=status)


def _shown(request: PersonsRequest, card: Card, written: str | None) -> dict[str, Any]:
    told, lang, me = card.told, card.lang, request.user
    chosen = request.GET.get("lang") or request.POST.get("lang")
    language = chosen if chosen in card.draft_languages else None
    words = words_in(lang)
    customer = card.thread.customer
    grade = Grade.objects.select_related("shape").filter(customer=customer).first()
    return {
        "coded": {name: coded_row(told, name, lang) for name in
                  ("kind", "authenticity", STEP, SAMPLE)},
        "written": written_rows(told), "answer": card.draft(me, language), "text": written,
        "draft_languages": [(code, language_words(code)) for code in card.draft_languages],
        "other_signals": [(code, title("signals", code, lang)) for code in SIGNALS
                          if code not in told.facts.signals],
        "units": units(),
        "chips": _chips(grade, words),
        "people": people_within_reach(request.actor)
        if request.actor.may(Permission.ASSIGN) and customer is None else [],
    }  # fmt: skip


def _chips(grade: Grade | None, words: Words) -> list[Chip]:
    """The labels that say most of a customer."""
    return [one for one in chips_of(grade, _CHIPS, words) if one]
