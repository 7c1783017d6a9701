"""Whose imports somebody sees and moves on, and what is left where one breaks off."""

from pathlib import Path

import pytest
from desk_scene import graded_before, person
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from pytest_django import Settings
from sheets_scene import a_csv, checked, imported, read, worked

from kehu.desk.accounts.actor import Actor, NotAllowed
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import PERMISSIONS, Permission, Role
from kehu.desk.core.models import AuditEntry, Company
from kehu.desk.intake.actions import (
    back_to_columns,
    discard_run,
    import_sheets,
    keep_mapping_as,
    undo_import,
    upload_sheets,
)
from kehu.desk.intake.models import Run, Written
from kehu.desk.intake.runs import loading
from kehu.desk.intake.runs.folder import RunFolder, runs_folder
from kehu.desk.ledger.models import Customer
from kehu.errors import KehuError

pytestmark = pytest.mark.django_db
ROWS = [["Company", "Country"], ["Almaraz", "ES"], ["Baltic Lumen", "EE"]]


@pytest.fixture(autouse=True)
def a_house(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    Company.objects.create(pk=1, name="Lumen")
    graded_before()


@pytest.fixture
def boss() -> User:
    return person("Boss", Role.ADMINISTRATOR)


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


PAGES = ("/data/", "/data/sheets/new", "/data/sheets/templates/orders.xlsx")
OF_A_RUN = ("/data/sheets/{run}", "/data/sheets/{run}/columns/0?preset-0=contacts",
            "/data/sheets/{run}/returned.xlsx")  # fmt: skip


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("page", PAGES)
def test_importing_is_for_who_records(page: str, role: Role) -> None:
    answer = logged_in(person("Somebody", role)).get(page)
    assert answer.status_code == (200 if Permission.RECORD in PERMISSIONS[role] else 403)


@pytest.mark.parametrize("page", OF_A_RUN)
def test_a_run_is_its_owners_and_the_administrators(page: str, boss: User) -> None:
    li, wang = person("Li"), person("Wang")
    address = page.format(run=checked(li, a_csv(ROWS)).pk)
    assert logged_in(li).get(address).status_code == 200
    assert logged_in(boss).get(address).status_code == 200
    assert logged_in(wang).get(address).status_code == 404
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("what", ["import", "back", "undo", "discard"])
def test_nobody_moves_a_colleagues_run(what: str) -> None:
    run = checked(person("Li"), a_csv(ROWS))
    answer = logged_in(person("Wang")).post(f"/data/sheets/{run.pk}/{what}")
    run.refresh_from_db()
    assert answer.status_code == 404 and run.state == "checked"


@pytest.mark.parametrize(
    ("role", "code"),
    [
        (Role.SALESPERSON, "run_moved_on"),
        (Role.MANAGER, "run_moved_on"),
        (Role.READER, "not_allowed"),
    ],
)
def test_every_verb_asks_its_actor(role: Role, code: str, boss: User) -> None:
    run, actor = checked(boss, a_csv(ROWS)), Actor.of(person("Somebody", role))
    for verb in (import_sheets, back_to_columns, undo_import, discard_run):
        with pytest.raises(KehuError) as caught:
            verb(actor=actor, run=run)
        assert caught.value.code == code
    if role == Role.READER:
        with pytest.raises(NotAllowed):
            upload_sheets(actor=actor, files=[a_csv(ROWS)])
        with pytest.raises(NotAllowed):
            keep_mapping_as(actor=actor, run=run, sheet=0, name="x")


def test_what_is_done_stands_in_the_audit(boss: User) -> None:
    imported(boss, a_csv(ROWS))
    verbs = AuditEntry.objects.filter(verb__startswith="sheets.").values_list("verb", flat=True)
    assert list(verbs.order_by("pk")) == ["sheets.uploaded", "sheets.imported"]
    assert AuditEntry.objects.get(verb="sheets.imported").after == {
        "created": {"customers": 2}, "changed": {},
    }  # fmt: skip


def test_an_import_that_the_database_refuses_writes_nothing(
    boss: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise IntegrityError("no such thing")

    run = checked(boss, a_csv(ROWS))
    monkeypatch.setattr(loading, "mark_changed", refuse)
    import_sheets(actor=Actor.of(boss), run=run)
    worked(run)
    assert (run.state, run.why) == ("mapping", "database_refuses")
    assert not Customer.objects.exists() and not Written.objects.exists()


def test_a_run_that_ends_its_worker_each_time_is_given_up(boss: User) -> None:
    run = upload_sheets(actor=Actor.of(boss), files=[a_csv(ROWS)])
    Run.objects.update(attempts=3)
    worked(run)
    assert (run.state, run.why) == ("failed", "broke_off")


def test_of_two_who_press_import_one_is_told(boss: User) -> None:
    run = checked(boss, a_csv(ROWS))
    import_sheets(actor=Actor.of(boss), run=run)
    with pytest.raises(KehuError, match="another step"):
        import_sheets(actor=Actor.of(boss), run=run)


def test_what_changed_since_the_check_is_looked_at_again(boss: User) -> None:
    rows = [["Order no", "Date", "Customer", "Amount"], ["1", "2026-01-05", "Almaraz", "5"]]
    imported(boss, a_csv(ROWS))
    run = checked(boss, a_csv(rows))
    Customer.objects.filter(name="Almaraz").delete()
    import_sheets(actor=Actor.of(boss), run=run)
    worked(run)
    assert (run.state, run.why) == ("mapping", "changed_since_check")


def test_discarded_sheets_leave_no_files(
    boss: User, django_capture_on_commit_callbacks: object
) -> None:
    run = read(boss, a_csv(ROWS))
    assert RunFolder(run).uploaded.exists()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        discard_run(actor=Actor.of(boss), run=run)
    assert not list(runs_folder().iterdir()) and not Run.objects.exists()


def test_an_upload_of_nothing_is_refused(boss: User) -> None:
    with pytest.raises(ValidationError):
        upload_sheets(actor=Actor.of(boss), files=[])
    answer = logged_in(boss).post("/data/sheets/new", {"nothing": ""})
    assert answer.status_code == 422
