"""How allauth behaves here: nobody signs up; what it would mail is noted in the audit trail."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from kehu.desk.accounts.models import User
from kehu.desk.core import audit

_NOTED = {
    "mfa/email/totp_activated": "person.second_factor_added",
    "mfa/email/totp_deactivated": "person.second_factor_given_up",
    "mfa/email/recovery_codes_generated": "person.recovery_codes_made",
}


class ByInvitation(DefaultAccountAdapter):  # type: ignore[misc]
    """Allauth asks this object wherever an installation may decide."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **_: Any) -> None:
        """Wrong passwords are counted by axes alone; allauth counts wrong codes."""

    def send_notification_mail(self, template_prefix: str, user: User, *_: Any, **__: Any) -> None:
        """There is no outgoing mail: the audit trail keeps who changed a second factor."""
        audit.record(user, _NOTED[template_prefix], [audit.Change(user, None, None)])

    def add_message(self, *_: Any, **__: Any) -> None:
        """That one is logged in or out, the page itself shows."""
