"""What people upload, and the rates they type."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kehu.desk.core.uploading import FilesField


class TablesForm(forms.Form):
    """Tables of a ledger."""

    tables = FilesField(
        label=_("Files"), accept=".csv,.parquet,.zip",
        help_text=_("CSV or Parquet, one file a table, or a zip of them."),
    )  # fmt: skip


class RatesForm(forms.Form):
    """A file of exchange rates."""

    file = forms.FileField(
        label=_("CSV file"), widget=forms.FileInput(attrs={"accept": ".csv"}),
        help_text=_("With the columns date, currency and rate, such as 2026-09-01,USD,7.12."),
    )  # fmt: skip


class RateForm(forms.Form):
    """What one unit of a currency is worth from a day on."""

    currency = forms.RegexField(
        r"^[A-Za-z]{3}$", label=_("Currency"), strip=True,
        error_messages={"invalid": _("Write three letters, such as USD.")},
        widget=forms.TextInput(attrs={"maxlength": 3, "autocomplete": "off"}),
    )  # fmt: skip
    date = forms.DateField(
        label=_("Valid from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    rate = forms.DecimalField(
        label=_("Rate"), max_digits=18, decimal_places=10,
        widget=forms.NumberInput(attrs={"step": "any", "min": "0"}),
    )  # fmt: skip

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()
