"""Settings of mail: mailboxes, and the tables that mails are read by."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.forms import done
from kehu.desk.inquiries.actions.mailboxes import bring_table, remove_table, set_mailbox
from kehu.desk.inquiries.forms import MailboxForm, TableForm
from kehu.desk.inquiries.models import Mailbox, ReadingTable


@login_required
def mail(request: PersonsRequest) -> HttpResponse:
    """The mailboxes and the tables there are."""
    request.actor.must(Permission.SETTINGS)
    return _page(request)


@login_required
def mailbox(request: PersonsRequest, number: int | None = None) -> HttpResponse:
    """Connect a mailbox, or change one."""
    request.actor.must(Permission.SETTINGS)
    one = Mailbox() if number is None else get_object_or_404(Mailbox, pk=number)
    form = MailboxForm(request.POST if request.method == "POST" else None, instance=one)
    if done(
        form,
        lambda: set_mailbox(actor=request.actor, mailbox=one, details=form.cleaned_data),
    ):
        told = _("%(address)s is connected; what came is being fetched.")
        messages.success(request, told % {"address": one.address})
        return redirect("settings_mail")
    status = 422 if form.is_bound else 200
    context = {"form": form, "number": number}
    return render(request, "inquiries/mailbox.html", context, status=status)


@login_required
@require_POST
def table(request: PersonsRequest) -> HttpResponse:
    """Bring a table."""
    form = TableForm(request.POST, request.FILES)
    if done(
        form,
        lambda: bring_table(
            actor=request.actor, kind=form.cleaned_data["kind"], file=form.cleaned_data["table"]
        ),
    ):
        return redirect("settings_mail")
    return _page(request, form, status=422)


@login_required
@require_POST
def without_table(request: PersonsRequest, number: int) -> HttpResponse:
    """Read mails without it."""
    remove_table(actor=request.actor, table=get_object_or_404(ReadingTable, pk=number))
    return redirect("settings_mail")


def _page(
    request: PersonsRequest, wrong: TableForm | None = None, status: int = 200
) -> HttpResponse:
    there = {one.kind: one for one in ReadingTable.objects.select_related("by")}
    tables: list[Any] = [
        (kind, words, there.get(kind)) for kind, words in ReadingTable.Kind.choices
    ]
    context = {"mailboxes": Mailbox.objects.select_related("holder"), "tables": tables,
               "wrong": wrong}  # fmt: skip
    return render(request, "inquiries/mail.html", context, status=status)
