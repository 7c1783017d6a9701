"""First start, log-in, lock-out: how one comes inside."""

import pytest
from desk_scene import person
from django.test import Client

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
    assert answer.redirect_chain[-1][0] == "/customers/"
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
