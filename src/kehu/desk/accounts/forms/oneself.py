"""What everybody types about oneself."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.forms.door import new_password
from kehu.desk.accounts.models import LANGUAGES
from kehu.desk.accounts.roles import Permission


class OneselfForm(forms.Form):
    """Name, signature, e-mail, language; `version` is that of the record shown."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=150)
    signs_as = forms.CharField(
        label=_("How you sign to buyers"), max_length=150, required=False,
        help_text=_("In letters that they read, such as Lina Li. Left empty: your name."),
    )  # fmt: skip
    email = forms.EmailField(label=_("E-mail"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    version = forms.IntegerField(widget=forms.HiddenInput)


class PasswordForm(forms.Form):
    """Another password, by who knows the present one."""

    current = forms.CharField(
        label=_("Present password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = new_password(_("New password"))


class TokenForm(forms.Form):
    """A key for a program: no more than its owner may."""

    name = forms.CharField(
        label=_("What is it for?"), max_length=100,
        help_text=_("You will know by this name which one to revoke."),
    )  # fmt: skip
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(
        label=_("Works for"), coerce=int, empty_value=None, required=False, initial="90",
        choices=[("30", _("30 days")), ("90", _("90 days")), ("365", _("a year")),
                 ("", _("as long as nobody revokes it"))],
    )  # fmt: skip

    def __init__(self, data: Any, actor: Actor) -> None:
        super().__init__(data)
        own = [(one.value, one.words) for one in Permission if actor.may(one)]
        self.fields["scopes"].choices = own  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        """What the action wants."""
        days = self.cleaned_data["days"]
        return {
            "name": self.cleaned_data["name"],
            "scopes": [Permission(name) for name in self.cleaned_data["scopes"]],
            "expires_at": timezone.now() + timedelta(days=days) if days else None,
        }
