"""Amounts, prices and rates come back from the database as they went in."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Sum

from kehu.desk.ledger.models import ExchangeRate, Product

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("price", ["0.1", "-0.000001", "12345678901.234567", "0"])
def test_a_price_is_kept_to_the_millionth(price: str) -> None:
    Product.objects.create(code="P", name="Lamp", category="Lamps", list_price=Decimal(price))
    assert Product.objects.get().list_price == Decimal(price)
    assert Product.objects.filter(list_price=Decimal(price)).exists()


def test_the_database_holds_whole_numbers() -> None:
    ExchangeRate.objects.create(date="2026-01-01", currency="USD", rate=Decimal("7.1234567891"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT rate FROM ledger_exchangerate")
        assert cursor.fetchone() == (71234567891,)


def test_sums_are_exact() -> None:
    for code in range(10):
        Product.objects.create(code=code, name="x", category="x", cost=Decimal("0.1"))
    assert Product.objects.aggregate(total=Sum("cost"))["total"] == Decimal(1)


def test_a_digit_too_many_is_refused_and_not_rounded() -> None:
    with pytest.raises(ValidationError):
        Product.objects.create(code="P", name="x", category="x", cost=Decimal("0.0000001"))
