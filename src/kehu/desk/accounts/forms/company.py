"""What an administrator types about the company."""

from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from kehu.desk.core.announcing import Event


def _zones() -> list[tuple[str, str]]:
    """Places, and UTC; not the abbreviations, which mean different things to different people."""
    places = (zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    return [(zone, zone.replace("_", " ")) for zone in ["UTC", *sorted(places)]]


class CompanyForm(forms.Form):
    """The company; `version` is that of the record shown."""

    name = forms.CharField(label=_("Company"), max_length=200)
    timezone = forms.ChoiceField(
        label=_("Time zone"), choices=_zones,
        help_text=_("In which these pages tell the time."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, initial=1)


class WebhookForm(forms.Form):
    """Whom to tell of what."""

    address = forms.CharField(
        label=_("Address"), max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=_("Of your own program, public, and beginning with https://."),
    )  # fmt: skip
    events = forms.MultipleChoiceField(
        label=_("Events"), choices=Event.choices, widget=forms.CheckboxSelectMultiple
    )
    is_active = forms.BooleanField(label=_("Active"), required=False, initial=True)
    version = forms.IntegerField(widget=forms.HiddenInput, initial=1)
