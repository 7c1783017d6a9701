"""What an administrator types about people and teams."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kehu.desk.accounts.models import LANGUAGES, Team, User
from kehu.desk.accounts.roles import Role


def _roles() -> list[tuple[str, str]]:
    return [(value, capfirst(str(label))) for value, label in Role.choices]


class PersonForm(forms.Form):
    """A person; `version` is that of the record shown."""

    name = forms.CharField(
        label=pgettext_lazy("person", "Name"), max_length=150,
        help_text=_("As colleagues write it. Owners in a ledger are found by it."),
    )  # fmt: skip
    username = forms.CharField(label=_("Log-in name"), max_length=150)
    email = forms.EmailField(label=_("E-mail"), required=False)
    role = forms.ChoiceField(label=_("Role"), choices=_roles)
    team = forms.ModelChoiceField(
        Team.objects.all(), label=_("Team"), required=False, empty_label=_("No team")
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    version = forms.IntegerField(widget=forms.HiddenInput, initial=1)


class TeamForm(forms.Form):
    """A team and its people; `version` is that of the record shown."""

    name = forms.CharField(label=_("Team"), max_length=100)
    members = forms.ModelMultipleChoiceField(
        User.objects.filter(is_active=True).order_by("name"), label=_("Members"),
        required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Whoever is in another team leaves it."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, initial=1)
