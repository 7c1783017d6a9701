"""Labels in the database are those that the engine gives the same ledger."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from desk_scene import load

from kehu.desk.grading import measuring
from kehu.desk.grading.actions import regrade, regrade_all
from kehu.desk.grading.codes import code_of, keep
from kehu.desk.grading.found import labels_of, measures_of
from kehu.desk.grading.models import Grade, LabelChange, Shape
from kehu.desk.grading.packing import packing_of
from kehu.desk.ledger.models import Customer, Order
from kehu.engine.backends.checking import Vocabulary
from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.folder import LedgerFolder
from kehu.engine.rules.labelling import label_rows, measure_rows
from kehu.engine.rules.load import default_rulebook

NOW = datetime(2026, 10, 30, 9, 30, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def engine_says(folder: Path) -> tuple[dict[tuple[str, str], Any], dict[str, dict[str, Any]]]:
    """Labels with rule and score, and measures, as the commands find them."""
    with DuckDB() as engine:
        ledger = LedgerFolder(engine, folder, "CNY", Vocabulary({})).ledger()
        rows = engine.batches(label_rows(ledger, NOW, default_rulebook())).read_all().to_pylist()
        labels = {
            (r["customer_id"], r["dimension"]): (r["label"], r["rule"], r["score"]) for r in rows
        }
        measured = engine.batches(measure_rows(ledger, NOW, default_rulebook())).read_all()
        return labels, {row["customer_id"]: row for row in measured.to_pylist()}


def desk_says() -> dict[tuple[str, str], Any]:
    return {
        (grade.customer.code, dimension): tuple(kept[:3])
        for grade in Grade.objects.select_related("customer", "shape")
        for dimension, kept in labels_of(grade).items()
    }


@pytest.mark.parametrize("few", [True, False])
def test_everybody_is_labelled_as_the_command_labels_them(
    demo_folder: Path, monkeypatch: pytest.MonkeyPatch, few: bool
) -> None:
    """By the plan that a small house keeps, and as a large one is graded."""
    load(demo_folder)
    if not few:
        monkeypatch.setattr(measuring, "NOT_MANY", 0)
    regrade_all()
    labels, measures = engine_says(demo_folder)
    assert desk_says() == labels
    for grade in Grade.objects.select_related("customer", "shape"):
        expected = measures[grade.customer.code]
        for name, value in measures_of(grade).items():
            wanted = expected[name]
            assert value == (float(wanted) if isinstance(wanted, Decimal) else wanted), name
    assert LabelChange.objects.count() == 0


def test_one_by_one_gives_the_same_labels(demo_folder: Path) -> None:
    load(demo_folder)
    regrade_all()
    whole = desk_says()
    changed = set(Customer.objects.order_by("code").values_list("pk", flat=True)[:25])
    for customer in sorted(changed):
        regrade([customer])
    assert desk_says() == whole
    assert LabelChange.objects.count() == 0


def test_a_full_grading_does_not_undo_what_was_found_after_it_began(
    demo_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(demo_folder)
    regrade_all()
    whole = desk_says()
    grade = Grade.objects.order_by("pk").first()
    assert grade is not None
    keep(["later"])
    record = packing_of(grade.shape).read([grade.packed]).copy()
    record["label"] = code_of("later")
    later = record.tobytes()
    Grade.objects.filter(pk=grade.pk).update(packed=later, as_of=NOW + timedelta(seconds=1))
    regrade_all()
    assert bytes(Grade.objects.get(pk=grade.pk).packed) == later
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(seconds=2))
    regrade_all()
    assert desk_says() == whole
    assert LabelChange.objects.filter(customer=grade.pk, before="later").count() == 31


def test_a_small_house_keeps_of_everybody_what_a_large_one_keeps(
    demo_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(demo_folder)
    kept = []
    for most in (measuring.NOT_MANY, 0):
        monkeypatch.setattr(measuring, "NOT_MANY", most)
        regrade_all()
        shape = Shape.objects.get()
        kept.append((shape.usual_order_amount, leaves(json.loads(shape.outlook))))
    (usual, few), (usual_of_many, many) = kept
    assert usual == usual_of_many
    # Sums of floats over rows in another order differ in their last digits.
    close = {at: pytest.approx(v) if isinstance(v, float) else v for at, v in many.items()}
    assert few == close


def leaves(told: Any, path: str = "") -> dict[str, Any]:
    """Every number and word of what was told, by the way to it."""
    if not isinstance(told, dict | list):
        return {path: told}
    pairs = told.items() if isinstance(told, dict) else enumerate(told)
    return {k: v for at, part in pairs for k, v in leaves(part, f"{path}/{at}").items()}


def test_the_usual_order_is_the_median_of_all_and_stays_so(demo_folder: Path) -> None:
    load(demo_folder)
    regrade_all()
    usual = Shape.objects.get().usual_order_amount
    _, measures = engine_says(demo_folder)
    sized = next(row for row in measures.values() if row["order_size_ratio"])
    assert usual == pytest.approx(sized["median_order_amount"] / sized["order_size_ratio"])
    for customer in Customer.objects.values_list("pk", flat=True)[:10]:
        regrade([customer])
    assert Shape.objects.get().usual_order_amount == usual


def test_an_order_paid_and_delivered_moves_the_label_with_its_history(demo_folder: Path) -> None:
    load(demo_folder)
    regrade_all()
    stage = {code: found[0] for (code, name), found in desk_says().items() if name == "stage"}
    customer = Customer.objects.get(code=next(code for code in stage if stage[code] == "D"))
    day = NOW - timedelta(days=1)
    Order.objects.create(
        code="NEW", customer=customer, ordered_at=day, delivered_at=day, amount=Decimal(5000)
    )
    regrade([customer.pk])
    grade = Grade.objects.get(customer=customer)
    label, rule, _, since = labels_of(grade)["stage"]
    assert (label, rule, since) == ("A", "A", int(NOW.timestamp()))
    change = LabelChange.objects.get(customer=customer, dimension="stage")
    assert (change.before, change.after, change.at) == ("D", "A", NOW)
    assert change.read == {"won_orders": 1, "paid_proformas": 0}
    others = Grade.objects.exclude(customer=customer).filter(changed_at__gt=NOW)
    assert not others.exists()


def test_grades_of_an_older_kehu_get_its_new_measures_though_nothing_else_changed(
    demo_folder: Path,
) -> None:
    load(demo_folder)
    regrade_all()
    missing, grades = "days_since_sample_arrived", Grade.objects.select_related("shape")
    grade = next(one for one in grades.order_by("pk") if measures_of(one)[missing] is None)
    packing = packing_of(grade.shape)
    names = [name for name in grade.shape.measures if name != missing]
    older = Shape.objects.create(measures=names, dimensions=grade.shape.dimensions)
    kept = packing.moved(packing.read([grade.packed]), packing_of(older))
    Grade.objects.filter(pk=grade.pk).update(shape=older, packed=kept[0].tobytes())
    regrade_all()
    assert missing in measures_of(grades.get(pk=grade.pk))
