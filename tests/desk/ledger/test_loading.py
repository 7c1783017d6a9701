"""A ledger folder goes into the database whole, or not at all."""

from pathlib import Path

import duckdb
import pytest
from desk_scene import load, person
from django.db import IntegrityError

from kehu.desk.accounts.actor import Actor, NotAllowed
from kehu.desk.core.models import AuditEntry
from kehu.desk.ledger.loading import load_ledger
from kehu.desk.ledger.models import Customer, Inquiry, Order
from kehu.desk.ledger.tables import KEPT
from kehu.engine.schema import LEDGER

pytestmark = pytest.mark.django_db


def test_every_table_of_the_ledger_has_its_model_and_every_column_its_place() -> None:
    assert {kept.table.name for kept in KEPT} == {table.name for table in LEDGER}
    for kept in KEPT:
        fields = {field.attname for field in kept.model._meta.concrete_fields}
        assert set(kept.attributes.values()) <= fields, kept.table.name
        elsewhere = set(kept.table.by_name) - set(kept.attributes)
        assert elsewhere <= {"owner", "product_ids"}


def test_every_row_is_in_and_audited(demo_folder: Path) -> None:
    counts = load(demo_folder)
    for kept in KEPT:
        name = kept.table.name
        rows = duckdb.sql(f"SELECT count(*) FROM '{demo_folder}/{name}.parquet'").fetchone()
        assert (counts[name],) == rows
        assert kept.model._default_manager.count() == counts[name]
    assert AuditEntry.objects.get().after == {"rows": counts}


def test_what_points_at_another_row_points_at_it_here(demo_folder: Path) -> None:
    load(demo_folder)
    orders, customers = demo_folder / "orders.parquet", demo_folder / "customers.parquet"
    code, customer, owner = duckdb.sql(
        f"SELECT order_id, customer_id, owner FROM '{orders}' "
        f"JOIN '{customers}' USING (customer_id) WHERE owner IS NOT NULL LIMIT 1"
    ).fetchone() or ("", "", "")
    order = Order.objects.get(code=code)
    assert (order.customer.code, order.owner and order.owner.name) == (customer, owner)
    inquiry, products = duckdb.sql(
        f"SELECT inquiry_id, product_ids FROM '{demo_folder}/inquiries.parquet' "
        "WHERE contains(product_ids, ';') LIMIT 1"
    ).fetchone() or ("", "")
    named = Inquiry.objects.get(code=inquiry).products.values_list("code", flat=True)
    assert set(named) == set(products.split(";"))


@pytest.mark.django_db(transaction=True)
def test_a_second_time_changes_nothing(demo_folder: Path) -> None:
    load(demo_folder)
    before = Customer.objects.count()
    with pytest.raises(IntegrityError):
        load(demo_folder)
    assert Customer.objects.count() == before


def test_only_an_administrator_may(demo_folder: Path) -> None:
    with pytest.raises(NotAllowed):
        load_ledger(actor=Actor.of(person("Li")), ledger=None, progress=lambda *_: None)  # type: ignore[arg-type]
