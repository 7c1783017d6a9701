"""Changes to people, their teams and company, and to what programs may do and are told."""

from kehu.desk.accounts.actions.calendars import make_calendar, revoke_calendar
from kehu.desk.accounts.actions.company import begin, change_company
from kehu.desk.accounts.actions.oneself import (
    change_language,
    change_oneself,
    change_own_password,
    set_password_by_link,
)
from kehu.desk.accounts.actions.people import (
    add_person,
    change_person,
    deactivate_person,
    make_password_link,
    reactivate_person,
    remove_second_factor,
)
from kehu.desk.accounts.actions.teams import add_team, change_team
from kehu.desk.accounts.actions.tokens import make_token, revoke_token
from kehu.desk.accounts.actions.webhooks import add_webhook, change_webhook, send_again

__all__ = [
    "add_person",
    "add_team",
    "add_webhook",
    "begin",
    "change_company",
    "change_language",
    "change_oneself",
    "change_own_password",
    "change_person",
    "change_team",
    "change_webhook",
    "deactivate_person",
    "make_calendar",
    "make_password_link",
    "make_token",
    "reactivate_person",
    "remove_second_factor",
    "revoke_calendar",
    "revoke_token",
    "send_again",
    "set_password_by_link",
]
