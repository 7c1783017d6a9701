"""What people type about the ledger."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from kehu.desk.accounts.models import User
from kehu.desk.core.company import company_timezone
from kehu.desk.core.languages import page_language
from kehu.desk.ledger.audit import kinds, verbs


class AuditFilter(forms.Form):
    """Which entries of the audit trail to show; whatever is left out is not asked for."""

    person = forms.ModelChoiceField(
        User.objects.order_by("name"), label=capfirst(_("who")), required=False,
        empty_label=_("Everybody"),
    )  # fmt: skip
    verb = forms.ChoiceField(label=capfirst(_("what")), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    customer = forms.CharField(label=_("Customer (number or name)"), required=False)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        lang = page_language()
        said = [(verb, words[lang]) for verb, words in verbs().items()]
        things = sorted(kinds().items(), key=lambda item: item[1])
        self.fields["verb"].choices = [("", _("Everything")), *said]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", _("Everything")), *things]  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """What the query wants; days begin and end in the company's time zone."""
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        for name, days in (("since", 0), ("until", 1)):
            if name in asked:
                day = asked[name] + timedelta(days=days)
                asked[name] = datetime.combine(day, time(), company_timezone()).astimezone(UTC)
        return asked
