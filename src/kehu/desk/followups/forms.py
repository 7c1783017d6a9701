"""What people say of a follow-up."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.desk.accounts.models import User
from kehu.desk.followups.models import FollowUp
from kehu.desk.followups.outcomes import ASKS_FOR_A_DAY, FACTS, HESITATIONS
from kehu.desk.ledger.models import Interaction

Outcome = FollowUp.Outcome


class _Versioned(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class OutcomeForm(_Versioned):
    """What came of it; where the outcome asks for a day or a reason, that too."""

    outcome = forms.ChoiceField(choices=Outcome.choices, widget=forms.HiddenInput)
    channel = forms.ChoiceField(
        label=_("Channel"), choices=Interaction.Channel.choices, required=False
    )
    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    hesitation = forms.ChoiceField(
        label=_("Why they hold back"), choices=[("", "—"), *HESITATIONS], required=False
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        outcome = given.get("outcome", "")
        if outcome in FACTS and FACTS[outcome].direction and not given.get("channel"):
            self.add_error("channel", _("Say by which channel."))
        day = given.get("day")
        if outcome in ASKS_FOR_A_DAY and not day and "day" not in self.errors:
            self.add_error("day", _("Say which day."))
        if outcome in ASKS_FOR_A_DAY and day and day < timezone.localdate():
            self.add_error("day", _("This day is past. Choose one from today on."))
        if outcome == Outcome.HOLDS_BACK and not given.get("hesitation"):
            self.add_error("hesitation", _("Say why they hold back."))
        return given

    @property
    def value(self) -> str | None:
        """The judgement's value, where the outcome asks for one."""
        given = self.cleaned_data
        if given["outcome"] in ASKS_FOR_A_DAY:
            day: date = given["day"]
            return day.isoformat()
        return str(given["hesitation"]) if given["outcome"] == Outcome.HOLDS_BACK else None


class SkipForm(_Versioned):
    """Why it is left out."""

    reason = forms.ChoiceField(label=_("Reason"), choices=FollowUp.Reason.choices)


class SnoozeForm(forms.Form):
    """Until when it leaves the queue."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    until = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day from tomorrow on."))
        return until


class ReassignForm(forms.Form):
    """Who does it instead."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    to = forms.ModelChoiceField(label=_("To"), queryset=User.objects.none())

    def __init__(self, *arguments: Any, people: "Any", **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]


class VersionForm(forms.Form):
    """Nothing but which state one saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)
