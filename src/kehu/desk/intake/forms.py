"""What people upload and decide about sheets and lists, and choose of an accuracy check."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kehu.cleaning.countries import iso_country
from kehu.desk.core.numbers import number_in
from kehu.desk.core.uploading import FilesField
from kehu.desk.intake.accuracy.asked import rules
from kehu.desk.intake.models import Barred, Run
from kehu.matching.columns.mapping import Choices, SheetMapping
from kehu.matching.columns.presets import presets
from kehu.matching.columns.proposing import Proposal, headed

SUFFIXES = ".xlsx,.xls,.xlsb,.ods,.csv,.tsv,.txt,.parquet,.htm,.html"
MATCHES = {
    "number": _("customer number"),
    "name": _("name and country"),
    "email": _("e-mail address or its domain"),
    "website": _("website"),
}
_YES_NO = {"yes": True, "no": False}


class SheetsForm(forms.Form):
    """Files with sheets."""

    sheets = FilesField(
        label=_("Files"), accept=SUFFIXES,
        help_text=_("Excel, ODS, CSV, TSV or Parquet; several at once if they belong together."),
    )  # fmt: skip


class RunForm(forms.Form):
    """What shall be done with rows, and by what customers are found again."""

    mode = forms.ChoiceField(
        label=_("What to do"), choices=Run.Mode.choices, widget=forms.RadioSelect
    )
    match_by = forms.MultipleChoiceField(
        label=_("Customers are found again by"), choices=list(MATCHES.items()),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


class CountryField(forms.CharField):
    """A country as people write it, in any language, to its ISO 3166 code; empty is empty."""

    def clean(self, value: Any) -> str:
        written = str(super().clean(value) or "")
        code = iso_country(written) if written else ""
        if code is None:
            told = _("No country is called “%(name)s”.")
            raise forms.ValidationError(told, params={"name": written})
        return code


class BarForm(forms.Form):
    """Whom to put on the blacklist, a line each, and why."""

    lines = forms.CharField(
        label=_("Whom"), widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A line each: a company, an e-mail address, a domain or a phone with its"
                    " country's code."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Why"), max_length=500)
    kind = forms.ChoiceField(
        label=_("Type"), required=False,
        choices=[("", _("found by itself")), *Barred.Kind.choices],
    )  # fmt: skip
    country = CountryField(
        label=_("Country"), required=False,
        help_text=_("Of companies alone: a company of this name elsewhere is another."),
    )  # fmt: skip

    def clean_lines(self) -> list[str]:
        return str(self.cleaned_data["lines"]).splitlines()


class ReferenceForm(forms.Form):
    """A table about places, companies or domains."""

    file = forms.FileField(
        label=_("File"), widget=forms.ClearableFileInput(attrs={"accept": SUFFIXES}),
        help_text=_("A column for the country, province, city, postcode, web domain or company,"
                    " and columns of what it says of them."),
    )  # fmt: skip
    title = forms.CharField(
        label=_("Title"), max_length=200,
        help_text=_("With its source, such as: Purchasing power index, GfK 2026."),
    )  # fmt: skip
    as_of = forms.DateField(
        label=_("As of"), widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The day of what the table says."),
    )  # fmt: skip
    country = CountryField(
        label=_("Country"), required=False,
        help_text=_("Of all rows, where no column tells it."),
    )  # fmt: skip


class PrecisionForm(forms.Form):
    """How precisely error rates shall be known."""

    precision = forms.TypedChoiceField(
        label=_("Precision"), coerce=int, widget=forms.RadioSelect,
        choices=lambda: [(points, str(points)) for points in rules().precisions],
    )  # fmt: skip


class NameForm(forms.Form):
    """A name under which a mapping is kept."""

    name = forms.CharField(label=_("Keep this mapping as"), max_length=100)


def read_mappings(
    data: QueryDict, proposals: Sequence[Proposal]
) -> Mapping[int, SheetMapping | None]:
    """What the page of columns says of each sheet; None for one that is left out."""
    return {n: _read(data, n, one) for n, one in enumerate(proposals)}


def heading_row(data: QueryDict, n: int, found: Proposal) -> int | None:
    """The row of headings that the user points at; None where it is the one that was found."""
    row = number_in(data.get(f"heading_row-{n}", ""))
    return None if row < 0 or row == found.heading_row else row


def _read(data: QueryDict, n: int, found: Proposal) -> SheetMapping | None:
    if data.get(f"sheet-{n}") != "on":
        return None
    preset = data.get(f"preset-{n}", "")
    row = heading_row(data, n, found)
    heading = found.heading if row is None else headed(found.sheet, row)
    columns = {
        name: data.get(f"column-{n}-{place}", "") for place, name in enumerate(heading.names)
    }
    chosen: dict[str, Any] = {
        "day_first": _YES_NO.get(data.get(f"day_first-{n}", "")),
        "decimal_comma": _YES_NO.get(data.get(f"decimal_comma-{n}", "")),
        "zone": data.get(f"zone-{n}", "UTC"),
        "currency": data.get(f"currency-{n}", "").upper(),
        "heading_row": row,
    }
    return SheetMapping(preset if preset in presets() else "", columns, Choices(**chosen))
