"""A program sends a sheet, has it imported and taken back, and asks whom a record may be."""

from pathlib import Path
from typing import Any

import pytest
from api.api_scene import program, send, token
from desk_scene import graded_before, person
from pytest_django import Settings

from kehu.desk.accounts.actor import THE_APPLICATION
from kehu.desk.accounts.roles import Role
from kehu.desk.core.models import Company
from kehu.desk.grading.jobs import work_on_sheets
from kehu.desk.ledger.actions import add_customer
from kehu.desk.ledger.models import Customer

pytestmark = pytest.mark.django_db
SHEET = {"sheets": ("fair.csv", "Firm X,Where\nNordhavn,Denmark\nAlmaraz,Spain\n")}


@pytest.fixture(autouse=True)
def house(settings: Settings, tmp_path: Path, db: None) -> None:
    settings.MEDIA_ROOT = tmp_path
    Company.objects.create(pk=1, name="Lumen")
    graded_before()


@pytest.fixture
def ask() -> Any:
    client = program(token(person("Li", Role.SALESPERSON)))
    return lambda method, path, body=None: send(client, method, f"/api{path}", body)


def test_a_sheet_is_imported_by_given_columns_and_taken_back(ask: Any) -> None:
    run = ask("POST", "/sheets", SHEET).json()
    assert run["state"] == "reading" and ask("GET", f"/sheets/{run['id']}").json()["sheets"] == []
    work_on_sheets()
    (sheet,) = ask("GET", f"/sheets/{run['id']}").json()["sheets"]
    assert (sheet["title"], sheet["rows"]) == ("fair.csv", 3)
    columns = {"Firm X": "customers.name", "Where": "customers.country"}
    mapping: dict[str, Any] = {"preset": "customer_list", "columns": columns}
    unnamed = ask("POST", f"/sheets/{run['id']}/check", {"mappings": [mapping]})
    assert unnamed.status_code == 422 and "Firm X" in str(unnamed.json()["fields"]["mappings"])
    mapping["choices"] = {"heading_row": 1}
    checked = ask("POST", f"/sheets/{run['id']}/check", {"mappings": [mapping]})
    assert checked.json().get("state") == "checking", checked.content
    work_on_sheets()
    told = ask("GET", f"/sheets/{run['id']}").json()
    assert (told["state"], told["counts"]["created"]) == ("checked", {"customers": 2})
    assert ask("POST", f"/sheets/{run['id']}/import", {}).status_code == 200
    work_on_sheets()
    assert set(Customer.objects.values_list("name", "country", "owner__name")) == {
        ("Nordhavn", "DK", "Li"), ("Almaraz", "ES", "Li"),
    }  # fmt: skip
    assert ask("POST", f"/sheets/{run['id']}/undo", {}).json()["state"] == "undoing"
    work_on_sheets()
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    "mappings",
    [
        [], [{}], [{"preset": "nothing"}], [{"preset": "x", "columns": {}}],
        [{"preset": "customer_list", "columns": {"Nowhere": "customers.name"}}],
        [{"preset": "customer_list", "columns": {"Firm X": "customers.secret"}}],
        [{"preset": "customer_list", "columns": ["Firm X"]}],
        [{"preset": "customer_list", "columns": {"Firm X": 7}}],
        [{"preset": "customer_list", "columns": {"Firm X": "customers.name"},
          "choices": {"zone": "Mars/Olympus"}}],
        [{"preset": "customer_list", "columns": {}, "choices": {"colour": 1}}],
        [None],
    ],
)  # fmt: skip
def test_columns_that_cannot_be_meant_are_refused(ask: Any, mappings: list[Any]) -> None:
    run = ask("POST", "/sheets", SHEET).json()
    work_on_sheets()
    answer = ask("POST", f"/sheets/{run['id']}/check", {"mappings": mappings})
    assert answer.status_code == 422 and answer.json()["message"]
    assert ask("GET", f"/sheets/{run['id']}").json()["state"] == "mapping"


def test_whom_a_record_may_be_is_told_without_a_colleagues_number(ask: Any) -> None:
    wang = person("Wang")
    add_customer(actor=THE_APPLICATION, name="Almaraz Jardín S.A.", country="ES", owner=wang)
    (found,) = ask("GET", "/duplicates/likely?name=ALMARAZ%20JARDIN&country=ES").json()
    assert (found["customer"], found["holder"], found["customer_id"]) == (
        "Almaraz Jardín S.A.", "Wang", None,
    )  # fmt: skip
    assert ask("GET", "/duplicates/likely").json() == []


def test_lines_that_name_nobody_are_told_and_none_is_kept(ask: Any) -> None:
    answer = ask("POST", "/blacklist", {"lines": ["a@b", "ok.example"], "reason": "x"})
    assert answer.status_code == 422 and "a@b" in str(answer.json()["fields"])
    assert ask("GET", "/blacklist").json()["items"] == []
