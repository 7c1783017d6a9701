"""What is typed on the rulebook's pages."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kehu.desk.grading.editable import Field, Sheet

_LONGEST = 200_000  # characters of a company's rules


class SheetForm(forms.Form):
    """The numbers and titles of one sheet; what was not sent stays as it is."""

    def __init__(self, data: Mapping[str, Any], sheet: Sheet) -> None:
        given = {field.name: data.get(field.name, field.value) for field in sheet.fields()}
        super().__init__(given)
        self.fields = {field.name: _field(field) for field in sheet.fields()}


class FileForm(forms.Form):
    """The company's rules as text."""

    text = forms.CharField(
        label=_("Rules that differ from the default, as YAML"),
        required=False, strip=False, max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "code"}),
    )  # fmt: skip


class NoteForm(forms.Form):
    """Why a version is saved."""

    note = forms.CharField(label=_("What changes, and why"), max_length=500)


def _field(field: Field) -> forms.Field:
    if isinstance(field.value, Decimal):
        return forms.DecimalField(max_digits=24, decimal_places=8)
    return forms.CharField(max_length=120)
