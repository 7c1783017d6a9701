"""The rulebook's pages: read in words, change, try on everybody, save, go back."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.forms import done
from kehu.desk.core.languages import page_language
from kehu.desk.core.numbers import number_in
from kehu.desk.grading.actions.rulebooks import (
    change_draft,
    drop_draft,
    renew_draft,
    restore_rulebook,
    save_rulebook,
    write_draft,
)
from kehu.desk.grading.book import the_book
from kehu.desk.grading.chips import chip
from kehu.desk.grading.editable import Field, Line, Sheet, sheet_of
from kehu.desk.grading.forms import FileForm, NoteForm, SheetForm
from kehu.desk.grading.models import RulebookDraft, RulebookVersion
from kehu.desk.grading.queries.labels import words_in
from kehu.desk.grading.queries.rulebooks import (
    draft_of,
    edits,
    fault_words,
    history,
    proved,
    words_of,
)
from kehu.desk.grading.queries.trials import tried
from kehu.desk.grading.rules import newest_version
from kehu.engine.rules.load import rules_written
from kehu.engine.rules.rulebook import Rulebook
from kehu.engine.rules.words import Words
from kehu.errors import Fault, InputFaults

_FIRST = "stage"


class _Draft:
    """What the actor is changing, or the rules in force where nothing was begun."""

    def __init__(self, request: PersonsRequest) -> None:
        self.now: Words = words_in(page_language())
        self.begun: RulebookDraft | None = draft_of(request.actor)
        self.newest: RulebookVersion | None = newest_version()
        self.in_force = self.newest.text if self.newest else ""
        self.text = self.begun.text if self.begun else self.in_force
        self.rulebook: Rulebook | None = self.now.rulebook
        self.faults: list[Fault] = []
        if self.begun:
            self.rulebook, self.faults = proved(self.text)
        self.words = words_of(self.rulebook or self.now.rulebook, self.now.lang)

    @cached_property
    def rules(self) -> dict[str, Any] | None:
        """What is written; None where the draft is no YAML."""
        try:
            return rules_written(self.text, "")
        except InputFaults:
            return None

    def sheet(self, name: str) -> Sheet | None:
        return sheet_of(name, self.rules, self.words) if self.rules else None

    def context(self, request: PersonsRequest) -> dict[str, Any]:
        """What every page of the rulebook shows."""
        return {
            "newest": self.newest,
            "draft": self.begun,
            "edits": edits(self.in_force, self.text, self.words) if self.begun else [],
            "faults": [(fault, fault_words(fault, self.words)) for fault in self.faults],
            "outdated": bool(self.begun and self.begun.based_on != self.newest),
            "may_change": request.actor.may(Permission.RULES),
            "currency": self.words.currency,
        }


@login_required
def rulebook(request: PersonsRequest) -> HttpResponse:
    """The rules of one dimension, of all terms, or the settings."""
    draft = _Draft(request)
    if draft.rules is None:
        return redirect("rulebook_file")
    sheet = draft.sheet(request.GET.get("at", _FIRST)) or draft.sheet(_FIRST)
    if sheet is None:
        raise Http404
    return render(request, "grading/rulebook.html", _page(request, draft, sheet, None))


@login_required
@require_POST
def change(request: PersonsRequest) -> HttpResponse:
    """Take over what was typed, and say what is wrong with it and what it would change."""
    request.actor.must(Permission.RULES)
    draft = _Draft(request)
    sheet = draft.sheet(request.GET.get("at", ""))
    if sheet is None:
        raise Http404
    form = SheetForm(request.POST, sheet)
    changed = done(
        form,
        lambda: change_draft(actor=request.actor, changes=sheet.changes(form.cleaned_data)),
    )
    draft = _Draft(request) if changed else draft
    context = _page(request, draft, draft.sheet(sheet.name) or sheet, form)
    page = "trying" if request.htmx else "rulebook"  # type: ignore[attr-defined]
    return render(request, f"grading/{page}.html", context, status=200 if changed else 422)


@login_required
def trial(request: PersonsRequest) -> HttpResponse:
    """Who would move under the draft, on all customers."""
    draft = _Draft(request)
    if not draft.begun or draft.rulebook is None:
        return HttpResponse("")
    found = tried(request.actor, draft.rulebook, draft.now, draft.words)
    context = {"tried": found, "currency": draft.words.currency}
    return render(request, "grading/trial.html", context)


@login_required
def as_file(request: PersonsRequest) -> HttpResponse:
    """What the company lays over the default, as text with the proof's lines."""
    draft = _Draft(request)
    form = FileForm(request.POST or None, initial={"text": draft.text})
    if request.method == "POST":
        request.actor.must(Permission.RULES)
        text = request.POST.get("text", "").replace("\r\n", "\n")
        if done(form, lambda: write_draft(actor=request.actor, text=text)):
            return redirect("rulebook_file")
    context = draft.context(request) | {"form": form, "note": NoteForm()}
    return render(request, "grading/file.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def column(request: PersonsRequest) -> HttpResponse:
    """Name a column of the customers' own in one's draft, so that rules may read it."""
    name, kind = request.POST.get("name", ""), request.POST.get("kind", "")
    change_draft(actor=request.actor, changes={("columns", name): kind})
    told = _("Rules of your draft may read %(name)s now. Write them, try them, then save.")
    messages.success(request, told % {"name": name})
    return redirect("rulebook_file")


@login_required
@require_POST
def undo(request: PersonsRequest) -> HttpResponse:
    """Take one change out of the draft."""
    request.actor.must(Permission.RULES)
    draft = _Draft(request)
    asked = request.POST.get("path", "")
    for edit in edits(draft.in_force, draft.text, draft.words):
        if "/".join(edit.path) == asked:
            change_draft(actor=request.actor, changes={edit.path: edit.was})
    return _back(request)


@login_required
@require_POST
def drop(request: PersonsRequest) -> HttpResponse:
    """Forget the draft."""
    drop_draft(actor=request.actor)
    return _back(request)


@login_required
@require_POST
def renew(request: PersonsRequest) -> HttpResponse:
    """Put the draft on top of the newest version."""
    renew_draft(actor=request.actor)
    return _back(request)


@login_required
@require_POST
def save(request: PersonsRequest) -> HttpResponse:
    """Put the draft in force."""
    request.actor.must(Permission.RULES)
    form = NoteForm(request.POST)
    version = done(form, lambda: save_rulebook(actor=request.actor, note=form.cleaned_data["note"]))
    if version is None:
        draft = _Draft(request)
        sheet = draft.sheet(request.GET.get("at", _FIRST)) or draft.sheet(_FIRST)
        if sheet is None:
            return redirect("rulebook_file")
        context = _page(request, draft, sheet, None) | {"note": form}
        return render(request, "grading/rulebook.html", context, status=422)
    messages.success(request, _("Saved as v%(number)s and in force.") % {"number": version.pk})
    return redirect("rulebook_versions")


@login_required
def versions(request: PersonsRequest) -> HttpResponse:
    """Every version with its author, note and changes; going back to one."""
    draft = _Draft(request)
    context = draft.context(request) | {"versions": history(draft.now), **_progress(draft.newest)}
    return render(request, "grading/versions.html", context)


@login_required
def progress(request: PersonsRequest) -> HttpResponse:
    """How many customers have their labels by the newest version."""
    return render(request, "grading/progress.html", _progress(newest_version()))


@login_required
@require_POST
def restore(request: PersonsRequest, number: int) -> HttpResponse:
    """Put an earlier version in force again; 0 is the default."""
    version = get_object_or_404(RulebookVersion, pk=number) if number else None
    seen = RulebookVersion.objects.filter(pk=number_in(request.POST.get("seen", ""))).first()
    note = _("Back to %(version)s") % {"version": f"v{number}" if number else _("the default")}
    made = restore_rulebook(actor=request.actor, version=version, seen=seen, note=note)
    messages.success(request, _("Saved as v%(number)s and in force.") % {"number": made.pk})
    return redirect("rulebook_versions")


# ---- what pages share --------------------------------------------------------------------------


def _page(
    request: PersonsRequest, draft: _Draft, sheet: Sheet, form: BaseForm | None
) -> dict[str, Any]:
    typed = form.data if form else {}
    said = _said_of(sheet, draft, form.errors if form else {})
    return draft.context(request) | {
        "sheet": sheet,
        "titles": _cells(sheet.titles, typed),
        "numbers": _cells(sheet.numbers, typed),
        "rows": [_row(sheet, line, typed, said, draft.words) for line in sheet.lines],
        "said": said[""],
        "places": _places(draft),
        "note": NoteForm(),
        "at": sheet.name,
    }


def _row(
    sheet: Sheet, line: Line, typed: Any, said: dict[str, list[str]], words: Words
) -> dict[str, Any]:
    """A label or term with its fields as they were typed, and what is wrong with it."""
    return {
        "line": line,
        "chip": chip(sheet.name, line.code, words),
        "titles": _cells(line.titles, typed),
        "parts": [one if isinstance(one, str) else _cell(one, typed) for one in line.parts],
        "said": said[line.code],
        "countries": [words.literal(code, "country") for code in line.countries],
    }


def _cells(fields: list[Field], typed: Any) -> list[dict[str, Any]]:
    return [_cell(field, typed) for field in fields]


def _cell(field: Field, typed: Any) -> dict[str, Any]:
    shown = str(typed.get(field.name, field.value))
    return {"field": field, "shown": shown, "wide": len(shown) + 2}


def _places(draft: _Draft) -> list[tuple[str, str, bool]]:
    """Every sheet: its name, its title, and whether the draft changes it."""
    told = edits(draft.in_force, draft.text, draft.words) if draft.begun else []
    changed = {edit.path[1] for edit in told if edit.path[0] == "dimensions"}
    changed |= {edit.path[0] for edit in told}
    names = list((draft.rules or {}).get("dimensions", {}))
    places = [(name, draft.words.name(name)) for name in names]
    places += [("terms", _("Terms")), ("settings", _("Settings of the rules"))]
    return [(name, title, name in changed) for name, title in places]


def _said_of(sheet: Sheet, draft: _Draft, wrong: dict[str, Any]) -> dict[str, list[str]]:
    """What is wrong, by the code of the line that it stands beside; the rest under nothing."""
    lines = {".".join(line.path): line.code for line in sheet.lines}
    said: dict[str, list[str]] = {code: [] for code in (*lines.values(), "")}
    for field, errors in wrong.items():
        path = field.partition("#")[0].replace("/", ".")
        said[_line_of(path, lines)] += list(errors)
    for fault in draft.faults:
        path = fault.column or ""
        if path.startswith((f"dimensions.{sheet.name}", sheet.name)):
            said[_line_of(path, lines)].append(fault_words(fault, draft.words))
    return said


def _line_of(path: str, lines: dict[str, str]) -> str:
    return next((code for line, code in lines.items() if f"{path}.".startswith(f"{line}.")), "")


def _progress(newest: RulebookVersion | None) -> dict[str, Any]:
    total = int(the_book().graded().sum())
    under_way = bool(newest and newest.graded_at is None)
    return {"under_way": under_way, "newest": newest, "total": total}


def _back(request: PersonsRequest) -> HttpResponse:
    return redirect(f"{reverse('rulebook')}?at={request.GET.get('at', _FIRST)}")
