"""What people type about themselves and their company."""

from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from kehu.desk.accounts.models import LANGUAGES, User


class LoginForm(AllauthLoginForm):  # type: ignore[misc]
    """Allauth's, in our words; who forgot the password asks an administrator."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        words = {
            "login": _("Log-in name or e-mail"),
            "password": _("Password"),
            "remember": _("Stay logged in on this machine"),
        }
        for name, label in words.items():
            field = self.fields[name]
            field.label, field.help_text = label, ""
            field.widget.attrs.pop("placeholder", None)


class FirstStartForm(forms.Form):
    """The company and its first administrator."""

    company = forms.CharField(label=_("Company"), max_length=200)
    base_currency = forms.RegexField(
        r"^[A-Za-z]{3}$", label=_("Base currency"), initial="CNY",
        help_text=_("Three letters, such as CNY. All sums and thresholds are in it."),
    )  # fmt: skip
    name = forms.CharField(label=_("Your name"), max_length=150)
    username = forms.CharField(label=_("Log-in name"), max_length=150)
    email = forms.EmailField(label=_("E-mail"))
    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        user = User(username=self.data.get("username", ""), email=self.data.get("email", ""))
        validate_password(password, user)
        return password

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        User._meta.get_field("username").run_validators(username)
        return username
