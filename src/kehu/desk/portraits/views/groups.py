"""Groups of similar customers, and the standards by which tags are put."""

import numpy as np
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.forms import done
from kehu.desk.core.languages import page_language
from kehu.desk.core.numbers import number_in
from kehu.desk.core.paging import page_number, pages_around
from kehu.desk.grading.book import reached, the_book
from kehu.desk.ledger.models import Customer
from kehu.desk.portraits.actions import rename_group
from kehu.desk.portraits.forms import GroupForm
from kehu.desk.portraits.in_force import portrait_in_force, trait_words
from kehu.desk.portraits.kinds import kinds_of
from kehu.desk.portraits.models import SimilarGroup
from kehu.desk.portraits.queries import card, in_common, members_of, similar_groups
from kehu.desk.portraits.telling import sections

_PAGE = 50


@login_required
def groups(request: PersonsRequest) -> HttpResponse:
    """The groups of similar customers, the largest first."""
    words = trait_words(page_language())
    found = similar_groups(request.actor, words.lang)
    return render(
        request, "portraits/groups.html", {"cards": found, "currency": words.currency}
    )  # fmt: skip


@login_required
def group(request: PersonsRequest, key: str) -> HttpResponse:
    """One group: what it has in common, and who is in it."""
    actor, words, book = request.actor, trait_words(page_language()), the_book()
    one = get_object_or_404(SimilarGroup, key=key, left_at=None)
    within, members = reached(book, actor), members_of(one, book)
    found = in_common(book, within, members & within)
    rows = np.flatnonzero(members & within)
    bought = np.nan_to_num(book.number("purchases_12m")[rows]) if len(rows) else rows
    rows = rows[np.argsort(-bought, kind="stable")]
    page = page_number(request.GET.get("page", ""))
    shown = rows[(page - 1) * _PAGE : page * _PAGE]
    customers = Customer.objects.select_related("owner").in_bulk(book.pks[shown].tolist())
    amounts = np.nan_to_num(book.number("purchases_12m")[shown]).tolist() if len(shown) else []
    context = {
        "card": card(one, words.lang, len(rows), float(bought.sum())), "currency": words.currency,
        "common": found, "sections": sections(found, words),
        "members": [(customers[pk], amount)
                    for pk, amount in zip(book.pks[shown].tolist(), amounts, strict=True)],
        "may_rename": actor.may(Permission.RULES), **pages_around(page, len(rows), _PAGE),
    }  # fmt: skip
    return render(request, "portraits/group.html", context)


@login_required
def rename(request: PersonsRequest, key: str) -> HttpResponse:
    """Give a group another name, which it keeps."""
    request.actor.must(Permission.RULES)
    one = get_object_or_404(SimilarGroup, key=key, left_at=None)
    form = GroupForm(request.POST or None, instance=one)
    if request.method == "POST":
        version = number_in(request.POST.get("version", ""))
        stored = SimilarGroup.objects.get(pk=one.pk)

        def act() -> SimilarGroup:
            return rename_group(actor=request.actor, group=stored, version=version,
                                **form.cleaned_data)  # fmt: skip

        if done(form, act) is not None:
            return redirect("portraits_group", key)
    status = 422 if request.method == "POST" else 200
    return render(request, "portraits/rename.html", {"group": one, "form": form}, status=status)


@login_required
def standards(request: PersonsRequest) -> HttpResponse:
    """Every tag with the standard of the company, and how many customers have which value."""
    lang, book = page_language(), the_book()
    rows = reached(book, request.actor) & book.graded()
    kinds = {kind.name: kind for kind in kinds_of(book, rows, [*portrait_in_force().tags])}
    everybody = np.ones(int(rows.sum()), bool)
    told = []
    for name, tag in portrait_in_force().tags.items():
        having, known = kinds[name].counts(everybody)
        values = [(value.title[lang], count)
                  for value, count in zip(tag.values, having.tolist(), strict=True)]  # fmt: skip
        told.append((tag.title[lang], tag.about[lang], tag.standard[lang], tag.source, values,
                     known))  # fmt: skip
    return render(request, "portraits/standards.html", {"tags": told, "count": len(everybody)})
