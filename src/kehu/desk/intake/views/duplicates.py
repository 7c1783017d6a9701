"""Pages of duplicates: pairs to decide, merges to undo, and who a typed record may be."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.company import company_timezone
from kehu.desk.core.languages import page_language
from kehu.desk.core.paging import page_number, pages_around
from kehu.desk.intake.blacklist.matching import entries_for
from kehu.desk.intake.comparing_two import counts, evidence, fields_shown, reached_by
from kehu.desk.intake.duplicates.asking import (
    ask_for_a_look,
    last_look,
    may_merge,
    merges_within,
    pairs_within,
)
from kehu.desk.intake.duplicates.likely import likely
from kehu.desk.intake.merging.merge import FIELDS, judge_pair, merge_customers, undo_merge
from kehu.desk.intake.models import Pair, Verdict
from kehu.errors import KehuError

_PAGE = 30
_LIKELY = 3
_TYPED = {"name": "name", "country": "country", "city": "city", "website": "website"}


@login_required
def duplicates(request: PersonsRequest) -> HttpResponse:
    """Pairs on the left, one beside them with all that agrees and differs."""
    pairs, page = pairs_within(request.actor), page_number(request.GET.get("page", ""))
    shown = list(pairs[(page - 1) * _PAGE : page * _PAGE])
    asked = request.GET.get("pair", "")
    pair = next((one for one in shown if str(one.pk) == asked), shown[0] if shown else None)
    context: dict[str, Any] = {
        "pairs": shown, "pair": pair, "look": last_look(),
        "may_ask": request.actor.may(Permission.RECORD), **pages_around(page, pairs.count(), _PAGE),
    }  # fmt: skip
    if pair is not None:
        context |= {
            "fields": fields_shown(pair), "evidence": evidence(pair), "counts": counts(pair),
            "reached": reached_by(pair), "may_merge": may_merge(request.actor, pair),
        }  # fmt: skip
    with timezone.override(company_timezone()):
        return render(request, "intake/duplicates.html", context)


@login_required
@require_POST
def look(request: PersonsRequest) -> HttpResponse:
    """Have all customers looked over again."""
    ask_for_a_look(actor=request.actor)
    messages.success(
        request, _("All customers are being looked over; the page shows it when done.")
    )
    return redirect("data_duplicates")


@login_required
@require_POST
def decide(request: PersonsRequest, number: int, what: str) -> HttpResponse:
    """Merge a pair, or say that the two are not the same."""
    pair = get_object_or_404(pairs_within(request.actor), pk=number)
    try:
        if what == "merge":
            _merge(request, pair)
        elif what in Verdict.Says.values:
            judge_pair(actor=request.actor, one=pair.one, other=pair.other, says=what)
            messages.success(request, _("Remembered; these two are not asked about again."))
        else:
            raise Http404
    except KehuError as error:
        messages.error(request, error.message(page_language()))
    return redirect("data_duplicates")


@login_required
def merges(request: PersonsRequest) -> HttpResponse:
    """What was merged, to be undone."""
    rows, page = merges_within(request.actor), page_number(request.GET.get("page", ""))
    context = {"merges": rows[(page - 1) * _PAGE : page * _PAGE],
               **pages_around(page, rows.count(), _PAGE)}  # fmt: skip
    with timezone.override(company_timezone()):
        return render(request, "intake/merges.html", context)


@login_required
@require_POST
def undo(request: PersonsRequest, number: int) -> HttpResponse:
    """Make two of one again."""
    merge = get_object_or_404(merges_within(request.actor), pk=number)
    try:
        lost = undo_merge(actor=request.actor, merge=merge)
    except KehuError as error:
        messages.error(request, error.message(page_language()))
        return redirect("data_merges")
    told = _("Two customers again. What came since stays with %(name)s.") % {
        "name": merge.kept_name
    }
    if lost:
        told += " " + _("%(n)s rows had gone elsewhere meanwhile.") % {"n": lost}
    messages.success(request, told)
    return redirect("data_merges")


@login_required
def typed(request: PersonsRequest) -> HttpResponse:
    """Whom a record that is being typed may be."""
    request.actor.must(Permission.RECORD)
    record = {name: request.GET.get(field, "").strip() or None for name, field in _TYPED.items()}
    without = request.GET.get("without", "")
    found = likely(request.actor, record, int(without) if without.isdecimal() else None)
    context = {"found": found[:_LIKELY], "entries": entries_for(record)}
    return render(request, "intake/likely.html", context)


def _merge(request: PersonsRequest, pair: Pair) -> None:
    kept, gone = (pair.one, pair.other)
    chosen = {name: request.POST.get(name, "one") for name in FIELDS}
    side = "one"
    if request.POST.get("kept") == "other":
        kept, gone, side = pair.other, pair.one, "other"
    of_gone = frozenset(name for name, one in chosen.items() if one != side)
    merge = merge_customers(actor=request.actor, kept=kept, gone=gone, of_gone=of_gone)
    messages.success(
        request, _("%(gone)s is part of %(kept)s now.") % {"gone": merge.gone_name,
                                                         "kept": merge.kept_name},
        extra_tags=reverse("data_merge_undo", args=[merge.pk]),
    )  # fmt: skip
