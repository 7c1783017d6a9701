"""The company: its beginning, and what it is called."""

from zoneinfo import available_timezones

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.first_start import check_link
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Permission, Role
from kehu.desk.core import audit, versions
from kehu.desk.core.models import Company
from kehu.errors import KehuError


@transaction.atomic
def begin(
    *,
    link: str,
    company: str,
    base_currency: str,
    name: str,
    username: str,
    email: str,
    password: str,
    language: str,
) -> User:
    """Make the company and its first administrator.

    Raises KehuError `link_used` or `link_invalid`, and ValidationError for a weak password.
    """
    check_link(link)
    user = User(
        username=username, email=email, name=name, role=Role.ADMINISTRATOR, language=language
    )
    validate_password(password, user)
    user.set_password(password)
    user.save()
    # There is one company: of two who begin at the same time the second is told.
    house, is_new = Company.objects.get_or_create(
        pk=1, defaults={"name": company, "base_currency": base_currency.upper()}
    )
    if not is_new:
        raise KehuError("link_used")
    changes = [
        audit.Change(user, None, {"name": name, "role": user.role}),
        audit.Change(house, None, {"name": company, "base_currency": house.base_currency}),
    ]
    audit.record(user, "company.begun", changes)
    return user


@transaction.atomic
def change_company(
    *, actor: Actor, company: Company, version: int, name: str, timezone: str
) -> Company:
    """Change what the company is called, and the zone in which its pages tell the time.

    Raises NotAllowed, ValidationError, ChangedMeanwhile.
    """
    actor.must(Permission.SETTINGS)
    if timezone not in available_timezones():
        raise ValidationError({"timezone": _("There is no such time zone.")})
    change = versions.change(company, version, {"name": name, "timezone": timezone})
    audit.record(actor.user, "company.changed", [change])
    return company
