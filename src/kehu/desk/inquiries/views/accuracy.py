"""How right the readings were."""

import json

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.inquiries.queries.accuracy import field_lines, newest_corrections, truths
from kehu.desk.inquiries.showing import TITLES


@login_required
def accuracy(request: PersonsRequest) -> HttpResponse:
    """Field by field, and what was corrected last."""
    lines = [(TITLES[one.field], one) for one in field_lines(request.actor)]
    corrections = [(TITLES[one.field], one) for one in newest_corrections(request.actor)]
    context = {"lines": lines, "corrections": corrections,
               "may_export": request.actor.may(Permission.EXPORT)}  # fmt: skip
    return render(request, "inquiries/accuracy.html", context)


@login_required
def truths_file(request: PersonsRequest) -> HttpResponse:
    """Every correction, a JSON object a line."""
    request.actor.must(Permission.EXPORT)
    told = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in truths(request.actor))
    response = HttpResponse(told, content_type="application/x-ndjson; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="corrections.jsonl"'
    return response
