"""What one types at the door: log-in, codes, first passwords."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm as AllauthCodeForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthCodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from kehu.desk.accounts.models import LANGUAGES, User

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words


def new_password(label: "Words") -> forms.CharField:
    """A field for a password that is not one's own yet."""
    hint = _("At least 8 characters; not a common password, and not like your name.")
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, widget=widget, help_text=hint)


def in_our_words(form: forms.Form, words: "Mapping[str, Words]") -> None:
    """Allauth's fields with our labels, and without its hints."""
    for name, label in words.items():
        field = form.fields[name]
        field.label, field.help_text = label, ""
        field.widget.attrs.pop("placeholder", None)


class LoginForm(AllauthLoginForm):  # type: ignore[misc]
    """Allauth's, in our words; who forgot the password asks an administrator."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        words = {
            "login": _("Log-in name or e-mail"),
            "password": _("Password"),
            "remember": _("Stay logged in on this machine"),
        }
        in_our_words(self, words)
        self.fields["login"].widget.attrs["autocomplete"] = "username"

    def user_credentials(self) -> dict[str, str]:
        """The log-in name, also of who wrote an e-mail address: guesses are counted by it."""
        written = self.cleaned_data["login"]
        known = User.objects.filter(email__iexact=written).values_list("username", flat=True)
        by_name = User.objects.filter(username=written).exists()
        name = written if by_name else (known.first() or written)
        return {"username": name, "password": self.cleaned_data["password"]}


class ReauthenticateForm(AllauthReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something that matters."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        in_our_words(self, {"password": _("Password")})

    def clean_password(self) -> str:
        return _clean(super().clean_password, _("This is not your password."))


def _clean(check: Callable[[], str], words: "Words") -> str:
    """Allauth's check; where it finds a wrong code or password, our words say so."""
    try:
        return check()
    except forms.ValidationError as error:
        if error.code in ("incorrect_code", "incorrect_password"):
            raise forms.ValidationError(words, code=error.code) from error
        raise forms.ValidationError(
            _("Too many attempts. Wait five minutes, then try again."), code=error.code
        ) from error


_WRONG_CODE = _("This code is not right. Codes change every 30 seconds.")


class CodeForm(AllauthCodeForm):  # type: ignore[misc]
    """The code at log-in."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        in_our_words(self, {"code": _("Code from your app, or a recovery code")})

    def clean_code(self) -> str:
        return _clean(super().clean_code, _WRONG_CODE)


class CodeAgainForm(AllauthCodeAgainForm):  # type: ignore[misc]
    """The code once more, before something that matters."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        in_our_words(self, {"code": _("Code from your app, or a recovery code")})

    def clean_code(self) -> str:
        return _clean(super().clean_code, _WRONG_CODE)


class FirstCodeForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code, which shows that the telephone has the secret."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        in_our_words(self, {"code": _("Code that the app shows")})

    def clean_code(self) -> str:
        return _clean(super().clean_code, _WRONG_CODE)


class SetPasswordForm(forms.Form):
    """The password of who was sent a link."""

    password = new_password(_("New password"))


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
    password = new_password(_("Password"))
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
