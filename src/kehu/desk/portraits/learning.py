"""What the night learns from all orders: what is bought together, and what is paid for what."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

import numpy as np
from django.db import transaction
from django.utils import timezone

from kehu.desk.core.company import base_currency
from kehu.desk.grading.book import the_book
from kehu.desk.grading.bridge import customers_tables, present_tables, shared_tables
from kehu.desk.grading.rules import rulebook_in_force
from kehu.desk.ledger.models import Product
from kehu.desk.portraits.in_force import basket_figures, offer_rules
from kehu.desk.portraits.models import BoughtTogether, ProductPrice
from kehu.engine.backends.arrow import arrow_ledger
from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.ledger import Known
from kehu.engine.portraits.baskets.frequent import frequent_sets
from kehu.engine.portraits.baskets.orders import read_baskets
from kehu.engine.portraits.baskets.rules import Rules, rules_of
from kehu.engine.portraits.offers.prices import product_prices

_SOLD = ("customers", "orders", "order_lines", "quotations")
_BATCH = 500
_ITEMS = "product"


def learn_from_orders() -> None:
    """What is bought together and what is paid for each product, as of now."""
    now = timezone.now()
    tables = {**customers_tables(named=_SOLD), **shared_tables()}
    with DuckDB() as engine:
        ledger = arrow_ledger(engine, tables, base_currency(), present_tables())
        known = Known(ledger, now, rulebook_in_force().settings)
        rules = _together(known)
        prices = engine.batches(product_prices(known, offer_rules().figures)).read_all()
    with transaction.atomic():
        BoughtTogether.objects.update_or_create(
            items=_ITEMS, defaults={"rules": rules.as_bytes(), "made_at": now}
        )
        products = dict(Product.objects.values_list("code", "pk"))
        ProductPrice.objects.all().delete()
        ProductPrice.objects.bulk_create(
            (ProductPrice(product_id=products[row.pop("product_id")], **row)
             for row in prices.to_pylist()),
            batch_size=_BATCH,
        )  # fmt: skip


def _together(known: Known) -> Rules:
    figures = basket_figures()
    return rules_of(frequent_sets(read_baskets(known, figures), figures.largest), figures).believed(
        figures
    )


def last_night() -> datetime | None:
    """When it was last learnt; None: never."""
    nights = BoughtTogether.objects.filter(items=_ITEMS).values_list("made_at", flat=True)
    return nights.first()


def rules_in_force() -> Rules | None:
    """What is believed to be bought together; None before the first night."""
    night = last_night()
    return None if night is None else _rules(night)


@lru_cache(maxsize=2)
def _rules(_night: datetime) -> Rules:
    return Rules.of_bytes(bytes(BoughtTogether.objects.get(items=_ITEMS).rules))


def usual_shares() -> Mapping[str, float]:
    """By product, the share of all buyers who ever bought it."""
    book = the_book()
    buyers = int((np.nan_to_num(book.number("orders")) > 0).sum())
    return _shares(last_night(), buyers or 1)


@lru_cache(maxsize=2)
def _shares(_night: datetime | None, buyers: int) -> Mapping[str, float]:
    rows = ProductPrice.objects.values_list("product__code", "buyers")
    return {code: count / buyers for code, count in rows}
