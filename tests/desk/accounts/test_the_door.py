"""First start, log-in, lock-out: how one comes inside."""

from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from desk_scene import person
from django.test import Client

from kehu.desk.accounts.actions import make_password_link
from kehu.desk.accounts.actor import THE_APPLICATION
from kehu.desk.accounts.first_start import first_start_path
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Role
from kehu.desk.core.models import AuditEntry, Company

pytestmark = pytest.mark.django_db

BEGIN = {
    "company": "Lumen Ltd", "base_currency": "eur", "name": "Li Na", "username": "lina",
    "email": "lina@lumen.example", "password": "correct horse battery", "language": "en",
}  # fmt: skip


def test_the_first_start_makes_company_and_administrator_and_works_once() -> None:
    path = first_start_path()
    assert path is not None
    assert Client().get(path).status_code == 200
    answer = Client().post(path, BEGIN, follow=True)
    assert answer.redirect_chain[-1][0] == "/today/"
    user = User.objects.get()
    assert (user.role, user.has_usable_password()) == (Role.ADMINISTRATOR, True)
    assert Company.objects.get().base_currency == "EUR"
    assert AuditEntry.objects.filter(verb="company.begun").count() == 2
    assert first_start_path() is None
    assert Client().get(path).status_code == 410
    assert Client().post(path, {**BEGIN, "username": "second"}).status_code == 410
    assert User.objects.count() == 1


def test_of_two_who_begin_at_once_the_second_is_told() -> None:
    path = first_start_path()
    Company.objects.create(pk=1, name="Faster Ltd")
    assert Client().post(path, BEGIN).status_code == 410
    assert not User.objects.exists()


def test_a_forged_link_opens_nothing() -> None:
    answer = Client().post("/start/administrator:1xUy2s:forged", BEGIN)
    assert answer.status_code == 410
    assert not User.objects.exists()


def test_what_is_wrong_is_said_beside_the_field_and_the_rest_is_kept() -> None:
    path = first_start_path()
    answer = Client().post(path, {**BEGIN, "password": "short", "base_currency": "euro"})
    form = answer.context["form"]
    assert set(form.errors) == {"password", "base_currency"}
    assert "Lumen Ltd" in answer.content.decode()
    assert not User.objects.exists()


def log_in(client: Client, password: str) -> int:
    given = {"login": "li", "password": password}
    return client.post("/account/login/", given).status_code


def test_one_logs_in_by_name_and_password() -> None:
    li = person("Li")
    li.set_password("correct horse battery")
    li.save()
    client = Client()
    assert log_in(client, "wrong") == 200
    assert client.get("/customers/").status_code == 302
    assert log_in(client, "correct horse battery") == 302
    assert client.get("/customers/").status_code == 200


def test_who_guesses_too_often_is_locked_out_even_with_the_right_password() -> None:
    li = person("Li")
    li.set_password("correct horse battery")
    li.save()
    for _ in range(8):
        log_in(Client(), "wrong")
    client = Client()
    log_in(client, "correct horse battery")
    assert client.get("/customers/").status_code == 302


def test_nobody_signs_up() -> None:
    Client().post(
        "/account/signup/",
        {"username": "eve", "email": "eve@x.example", "password1": "correct horse battery",
         "password2": "correct horse battery"},
    )  # fmt: skip
    assert not User.objects.exists()


def test_health_is_told_to_anybody_and_pages_forbid_foreign_scripts() -> None:
    assert Client().get("/healthz").json() == {"status": "ok"}
    policy = Client().get("/account/login/").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy and "unsafe" not in policy


def test_who_is_locked_out_is_told_on_a_page_of_ours() -> None:
    li = person("Li")
    li.set_password("correct horse battery")
    li.save()
    client = Client(headers={"accept-language": "en"})
    for _ in range(8):
        answer = client.post("/account/login/", {"login": "li", "password": "wrong"})
    assert answer.status_code == 429
    assert "locked for 15 minutes" in answer.content.decode()


def test_guesses_by_e_mail_and_by_name_are_counted_together_and_lock_nobody_else() -> None:
    for name in ("Li", "Wang"):
        someone = person(name)
        someone.set_password("correct horse battery")
        someone.save()
    for login in ("li", "LI@kehu.example") * 4:
        Client().post("/account/login/", {"login": login, "password": "wrong"})
    client = Client()
    assert log_in(client, "correct horse battery") == 429
    given = {"login": "wang@kehu.example", "password": "correct horse battery"}
    assert client.post("/account/login/", given).status_code == 302


def test_a_new_password_by_link_opens_for_who_was_locked_out() -> None:
    li = person("Li")
    for _ in range(8):
        log_in(Client(), "wrong")
    link = make_password_link(actor=THE_APPLICATION, user=li)
    Client().post(link, {"password": "correct horse battery"})
    assert log_in(Client(), "correct horse battery") == 302


@pytest.mark.parametrize(
    "page",
    ["signup/", "email/", "confirm-email/", "password/reset/", "password/change/", "password/set/",
     "password/reset/done/", "login/code/confirm/", "second-factor/webauthn/"],
)  # fmt: skip
def test_pages_that_make_no_sense_here_are_not_there(page: str) -> None:
    client = Client()
    client.force_login(person("Li"), "django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/account/{page}").status_code in (404, 410)


def inside(language: str = "en") -> tuple[Client, User]:
    li = person("Li")
    li.set_password("correct horse battery")
    li.language = language
    li.save()
    client = Client()
    log_in(client, "correct horse battery")
    return client, li


def switch_on(client: Client) -> str:
    """Switches the second factor on, as one does; returns the secret in the telephone."""
    page = client.get("/account/second-factor/totp/activate/", follow=True)
    assert page.redirect_chain[-1][0].startswith("/account/reauthenticate/")
    client.post(page.redirect_chain[-1][0], {"password": "correct horse battery"})
    page = client.get("/account/second-factor/totp/activate/")
    secret: str = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))
    answer = client.post("/account/second-factor/totp/activate/", {"code": code})
    assert answer.status_code == 302
    return secret


def test_with_a_second_factor_the_password_alone_opens_nothing(
    django_capture_on_commit_callbacks: Any,
) -> None:
    client, li = inside()
    with django_capture_on_commit_callbacks(execute=True):
        switch_on(client)
    assert AuditEntry.objects.filter(verb="person.second_factor_added", actor=li).exists()
    codes = client.get("/account/second-factor/recovery-codes/").context["unused_codes"]
    assert len(codes) == 10
    fresh = Client(headers={"accept-language": "en"})
    assert log_in(fresh, "correct horse battery") == 302
    assert fresh.get("/customers/").status_code == 302
    wrong = fresh.post("/account/second-factor/authenticate/", {"code": "000000"})
    assert "This code is not right" in wrong.content.decode()
    fresh.post("/account/second-factor/authenticate/", {"code": codes[0]})
    assert fresh.get("/customers/").status_code == 200


def test_guessing_codes_is_stopped(django_capture_on_commit_callbacks: Any) -> None:
    client, _ = inside()
    with django_capture_on_commit_callbacks(execute=True):
        switch_on(client)
    codes = client.get("/account/second-factor/recovery-codes/").context["unused_codes"]
    fresh = Client(headers={"accept-language": "en"})
    log_in(fresh, "correct horse battery")
    for _ in range(10):
        fresh.post("/account/second-factor/authenticate/", {"code": "000000"})
    answer = fresh.post("/account/second-factor/authenticate/", {"code": codes[0]})
    assert "Too many attempts" in answer.content.decode()


@pytest.mark.parametrize(("language", "words"), [("en", "Second factor"), ("zh-hans", "两步验证")])
def test_pages_of_the_second_factor_speak_the_readers_language(
    language: str, words: str, django_capture_on_commit_callbacks: Any
) -> None:
    client, _ = inside(language)
    pages = ["second-factor/", "reauthenticate/"]
    shown = [client.get(f"/account/{page}").content.decode() for page in pages]
    with django_capture_on_commit_callbacks(execute=True):
        switch_on(client)
    pages = [
        "",
        "totp/deactivate/",
        "recovery-codes/",
        "recovery-codes/generate/",
        "reauthenticate/",
    ]
    shown += [client.get(f"/account/second-factor/{page}").content.decode() for page in pages]
    shown.append(client.get("/account/reauthenticate/", follow=True).content.decode())
    assert words in shown[0]
    for page in shown:
        assert f'<html lang="{language}">' in page
        assert ("Kehu" in page) and ("allauth" not in page) and ("Menu:" not in page)
