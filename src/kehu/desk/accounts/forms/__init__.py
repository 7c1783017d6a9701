"""What people type about themselves, each other and their company."""

from kehu.desk.accounts.forms.company import CompanyForm, WebhookForm
from kehu.desk.accounts.forms.door import (
    CodeAgainForm,
    CodeForm,
    FirstCodeForm,
    FirstStartForm,
    LoginForm,
    ReauthenticateForm,
    SetPasswordForm,
)
from kehu.desk.accounts.forms.oneself import OneselfForm, PasswordForm, TokenForm
from kehu.desk.accounts.forms.people import PersonForm, TeamForm

__all__ = [
    "CodeAgainForm",
    "CodeForm",
    "CompanyForm",
    "FirstCodeForm",
    "FirstStartForm",
    "LoginForm",
    "OneselfForm",
    "PasswordForm",
    "PersonForm",
    "ReauthenticateForm",
    "SetPasswordForm",
    "TeamForm",
    "TokenForm",
    "WebhookForm",
]
