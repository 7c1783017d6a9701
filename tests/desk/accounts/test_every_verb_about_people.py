"""Every verb about people and the company, by every role.

The verbs are found in the room, so that a new one without a case here is a failure.
"""

import inspect
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from desk_scene import person
from django.core.exceptions import ValidationError
from django.utils import timezone

import kehu.desk
from kehu.desk.accounts import actions
from kehu.desk.accounts.actor import THE_APPLICATION, Actor, NotAllowed
from kehu.desk.accounts.models import ApiToken, Team, User
from kehu.desk.accounts.roles import PERMISSIONS, Permission, Role
from kehu.desk.core.models import AuditEntry, Company, Delivery, Webhook
from kehu.desk.core.versions import ChangedMeanwhile
from kehu.desk.ledger.audit import verbs as verbs_in_words
from kehu.errors import KehuError

pytestmark = pytest.mark.django_db

GOOD = "correct horse battery"
APP: dict[str, Any] = {"actor": THE_APPLICATION}


def other() -> User:
    """Somebody whom the actor acts upon; with them there are two administrators."""
    return person("Other", Role.ADMINISTRATOR)


def details(user: User, **changed: Any) -> dict[str, Any]:
    names = ("name", "username", "email", "role", "team", "language", "version")
    return {**{name: getattr(user, name) for name in names}, **changed}


def gone() -> User:
    user = other()
    person("Boss", Role.ADMINISTRATOR)
    return actions.deactivate_person(**APP, user=user, version=user.version)


def a_team() -> Team:
    return actions.add_team(**APP, name="Asia")


def a_hook() -> Webhook:
    given = {"address": "https://shop.example/hook", "events": ["labels.changed"]}
    return actions.add_webhook(**APP, **given)[0]


def with_password(user: User) -> User:
    user.set_password(GOOD)
    user.save()
    return user


def with_calendar(user: User) -> dict[str, Any]:
    actions.make_calendar(actor=Actor.of(user))
    return {}


# For each verb: what it is given beside the actor, made for the person who acts.
CASES: dict[str, Callable[[User], dict[str, Any]]] = {
    "add_person": lambda _: {
        "name": "New", "username": "new", "email": "new@kehu.example", "role": Role.MANAGER,
    },
    "change_person": lambda _: {"user": (o := other()), **details(o, name="Renamed")},
    "deactivate_person": lambda _: {"user": other(), "version": 1},
    "reactivate_person": lambda _: {"user": (g := gone()), "version": g.version},
    "make_password_link": lambda _: {"user": other()},
    "remove_second_factor": lambda _: {"user": other()},
    "add_team": lambda _: {"name": "Europe", "members": [other()]},
    "change_team": lambda _: {
        "team": a_team(), "version": 1, "name": "Far East", "members": [other()],
    },
    "change_company": lambda _: {
        "company": Company.objects.create(pk=1, name="Lumen"), "version": 1,
        "name": "Lumen Ltd", "timezone": "Europe/Riga",
    },
    "change_oneself": lambda me: {
        "version": me.version, "name": "Me", "email": "me@kehu.example", "language": "en",
        "signs_as": "",
    },
    "change_language": lambda _: {"language": "en"},
    "change_own_password": lambda me: {
        "current": GOOD if with_password(me) else "", "password": "staple tractor lamp",
    },
    "make_token": lambda _: {"name": "ERP", "scopes": [Permission.SEE], "expires_at": None},
    "revoke_token": lambda _: {"token": token_of(other())},
    "make_calendar": lambda _: {},
    "revoke_calendar": with_calendar,
    "add_webhook": lambda _: {"address": "https://x.example/", "events": ["labels.changed"]},
    "change_webhook": lambda _: {
        "webhook": a_hook(), "version": 1, "address": "https://y.example/",
        "events": ["labels.changed"], "is_active": False,
    },
    "send_again": lambda _: {
        "delivery": Delivery.objects.create(webhook=a_hook(), event="labels.changed", body="{}"),
    },
}  # fmt: skip
OWN = {
    "change_oneself", "change_language", "change_own_password", "make_token", "make_calendar",
    "revoke_calendar",
}  # fmt: skip
HOUSE = {"change_company", "add_webhook", "change_webhook", "send_again"}
# Those by which nobody acts yet: the first start, and a link that says who it is for.
WITHOUT_ACTOR = {"begin", "set_password_by_link"}


def token_of(user: User) -> ApiToken:
    given = {"name": "ERP", "scopes": [Permission.SEE], "expires_at": None}
    return actions.make_token(actor=Actor.of(user), **given)[0]


def verbs() -> dict[str, Callable[..., Any]]:
    """Whatever the room's actions are, in whichever of its files they stand."""
    found = dict(inspect.getmembers(actions, inspect.isfunction))
    folder = Path(actions.__file__).parent
    written = {
        name
        for file in folder.glob("*.py")
        for name in re.findall(r"^def ([a-z]\w+)\(", file.read_text(), re.MULTILINE)
    }
    assert written == found.keys(), "every action is named in the room's door"
    return found


def test_every_verb_has_a_case() -> None:
    assert verbs().keys() == CASES.keys() | WITHOUT_ACTOR
    signed = {
        name for name, verb in verbs().items() if "actor" in inspect.signature(verb).parameters
    }
    assert signed == CASES.keys()


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("verb", CASES)
def test_a_role_does_what_it_may_and_leaves_a_row_in_the_audit(verb: str, role: Role) -> None:
    me = person("Somebody", role)
    given = CASES[verb](me)
    me.refresh_from_db()
    AuditEntry.objects.all().delete()
    needed = (
        Permission.SEE if verb in OWN
        else Permission.SETTINGS if verb in HOUSE
        else Permission.PEOPLE
    )  # fmt: skip
    if needed in PERMISSIONS[role]:
        verbs()[verb](actor=Actor.of(me), **given)
        assert AuditEntry.objects.get().actor == me
    else:
        with pytest.raises(NotAllowed):
            verbs()[verb](actor=Actor.of(me), **given)
        assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("verb", CASES)
def test_who_has_left_does_nothing_any_more(verb: str) -> None:
    me = person("Somebody", Role.ADMINISTRATOR)
    given = CASES[verb](me)
    me.is_active = False
    with pytest.raises(NotAllowed):
        verbs()[verb](actor=Actor.of(me), **given)


def test_every_verb_in_the_code_has_its_words_in_both_languages() -> None:
    code = [file.read_text() for file in Path(kehu.desk.__path__[0]).rglob("*.py")]
    noted = re.compile(
        r'(?:record|_recorded|_happened|_changed|_told|_tell|_give|_saved|_answered)\(\s*[^,()]+,\s*"([a-z_]+\.[a-z_]+)"'
    )
    mailed = re.compile(r'"mfa/email/\w+": "([a-z_]+\.[a-z_]+)"')
    used = {verb for text in code for how in (noted, mailed) for verb in how.findall(text)}
    assert used == verbs_in_words().keys()
    assert all(words["en"] and words["zh"] for words in verbs_in_words().values())


# ---- what else must hold -------------------------------------------------------------------------


def test_the_last_administrator_neither_goes_nor_becomes_something_else() -> None:
    boss = person("Boss", Role.ADMINISTRATOR)
    given = details(boss, role=Role.MANAGER)
    with pytest.raises(KehuError) as refused:
        actions.change_person(actor=Actor.of(boss), user=boss, **given)
    assert refused.value.code == "last_administrator"
    with pytest.raises(KehuError) as refused:
        actions.deactivate_person(actor=Actor.of(boss), user=boss, version=1)
    assert refused.value.code == "last_administrator"
    gone_before = other()
    gone_before.is_active = False
    gone_before.save()
    with pytest.raises(KehuError):
        actions.deactivate_person(actor=Actor.of(boss), user=boss, version=1)
    assert User.objects.get(pk=boss.pk).is_active


def test_of_two_who_change_the_same_person_the_second_is_told() -> None:
    li = person("Li")
    seen = User.objects.get(pk=li.pk)
    actions.change_person(**APP, user=li, **details(li, name="Li Na"))
    with pytest.raises(ChangedMeanwhile):
        actions.change_person(**APP, user=seen, **details(seen, name="Li Wei"))
    assert User.objects.get(pk=li.pk).name == "Li Na"


def test_a_team_takes_people_from_others_and_says_so_in_the_audit() -> None:
    west, east = (Team.objects.create(name=name) for name in ("West", "East"))
    li, wang = person("Li", team=west), person("Wang", team=east)
    actions.change_team(**APP, team=east, version=1, name="East", members=[li])
    li.refresh_from_db()
    wang.refresh_from_db()
    assert (li.team, wang.team) == (east, None)
    entry = AuditEntry.objects.get()
    assert (entry.before, entry.after) == ({"members": ["Wang"]}, {"members": ["Li"]})
    with pytest.raises(ChangedMeanwhile):
        actions.change_person(**APP, user=li, **details(li, version=1))


def test_two_people_share_neither_name_nor_log_in_name_nor_e_mail() -> None:
    person("Li")
    with pytest.raises(ValidationError) as refused:
        actions.add_person(
            **APP, name="Li", username="li", email="LI@kehu.example", role=Role.SALESPERSON
        )
    assert {"name", "username"} <= refused.value.message_dict.keys()
    with pytest.raises(ValidationError):
        actions.add_person(
            **APP, name="Li Wei", username="liwei", email="LI@kehu.example", role=Role.SALESPERSON
        )
    assert User.objects.count() == 1


def test_a_link_sets_a_password_once() -> None:
    li = person("Li")
    link = actions.make_password_link(**APP, user=li).rpartition("/")[2]
    with pytest.raises(ValidationError):
        actions.set_password_by_link(link=link, password="short")
    actions.set_password_by_link(link=link, password=GOOD)
    assert User.objects.get(pk=li.pk).check_password(GOOD)
    with pytest.raises(KehuError):
        actions.set_password_by_link(link=link, password="staple tractor lamp")
    assert AuditEntry.objects.filter(verb="person.password_set", actor=li).count() == 1


def test_a_link_ends_after_two_days_and_with_the_person(monkeypatch: pytest.MonkeyPatch) -> None:
    li = person("Li")
    link = actions.make_password_link(**APP, user=li).rpartition("/")[2]
    li.is_active = False
    li.save()
    with pytest.raises(KehuError):
        actions.set_password_by_link(link=link, password=GOOD)
    li.is_active = True
    li.save()
    moment = timezone.now().replace(tzinfo=None) + timedelta(days=3)
    monkeypatch.setattr(
        "django.contrib.auth.tokens.PasswordResetTokenGenerator._now", lambda _: moment
    )
    with pytest.raises(KehuError):
        actions.set_password_by_link(link=link, password=GOOD)


@pytest.mark.parametrize("link", ["", "x", "1-", "zzzzzzzzzzzzzzzzz-x", "1-abc-def"])
def test_a_forged_link_sets_nothing(link: str) -> None:
    person("Li")
    with pytest.raises(KehuError):
        actions.set_password_by_link(link=link, password=GOOD)


def test_ones_password_is_changed_by_who_knows_it() -> None:
    li = with_password(person("Li"))
    change = actions.change_own_password
    with pytest.raises(ValidationError) as refused:
        change(actor=Actor.of(li), current="guess", password="staple tractor lamp")
    assert set(refused.value.message_dict) == {"current"}
    with pytest.raises(ValidationError) as refused:
        change(actor=Actor.of(li), current=GOOD, password="li")
    assert set(refused.value.message_dict) == {"password"}
    change(actor=Actor.of(li), current=GOOD, password="staple tractor lamp")
    assert User.objects.get(pk=li.pk).check_password("staple tractor lamp")


def test_the_audit_holds_no_password_and_no_secret() -> None:
    li = with_password(person("Li"))
    _, secret = actions.make_token(
        actor=Actor.of(li), name="ERP", scopes=[Permission.SEE], expires_at=None
    )
    actions.change_own_password(actor=Actor.of(li), current=GOOD, password="staple tractor lamp")
    kept = str(list(AuditEntry.objects.values_list("before", "after")))
    assert secret not in kept and "tractor" not in kept and "argon2" not in kept
