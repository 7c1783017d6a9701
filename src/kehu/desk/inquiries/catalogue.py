"""The goods that mails are matched to: the ledger's products, completed by the user's own table."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from kehu.desk.inquiries.tables import own_catalogue
from kehu.desk.ledger.models import Product as Kept
from kehu.desk.ledger.models import Quotation
from kehu.desk.ledger.purchases import Rates
from kehu.reading.catalogue import Product

_CHINESE = re.compile("[㐀-鿿]")
_MARKET_SEEN = timedelta(days=365)  # market prices of quotations given since
_CENT = Decimal("0.01")


def catalogue() -> tuple[Product, ...]:
    """Everything we sell, in the order of product numbers."""
    return tuple(_products(Kept.objects.all()))


def products_of(skus: Collection[str]) -> dict[str, Product]:
    """Products by sku, of those asked for that there are."""
    found = _products(kept_products(skus), skus)
    return {one.sku: one for one in found}


def kept_products(skus: Collection[str]) -> "QuerySet[Kept]":
    """The ledger's products with these skus; one without a sku goes by its number."""
    return Kept.objects.filter(Q(sku__in=skus) | Q(sku="", code__in=skus))


def _products(rows: "QuerySet[Kept]", only: Collection[str] | None = None) -> Iterable[Product]:
    kept = list(rows.order_by("code"))
    own = own_catalogue()
    priced = _Priced(kept)
    of_ledger = {one.sku or one.code: priced.product(one) for one in kept}
    for sku, product in of_ledger.items():
        yield _completed(product, own[sku]) if sku in own else product
    for sku, product in own.items():
        if sku not in of_ledger and (only is None or sku in only):
            yield product


def _completed(product: Product, own: Product) -> Product:
    """What the user's table says goes before what the ledger has."""
    told = {name: value for name, value in vars(own).items() if value not in ("", (), None)}
    return replace(product, **told)


class _Priced:
    """Products with their prices in US dollars, and what the market asks by our quotations."""

    def __init__(self, rows: Iterable[Kept]) -> None:
        self._today = timezone.now().date()
        self._rates = Rates.of({"USD", *(one.currency for one in rows)})
        self._market = _market_prices({one.pk for one in rows})

    def product(self, kept: Kept) -> Product:
        is_chinese = bool(_CHINESE.search(kept.name))
        return Product(
            sku=kept.sku or kept.code,
            name_en="" if is_chinese else kept.name,
            name_zh=kept.name if is_chinese else "",
            category=kept.category,
            keywords=tuple(one for one in (kept.application,) if one),
            unit=kept.unit,
            unit_price_usd=self._usd(kept.list_price, kept.currency),
            market_avg_price_usd=self._market.get(kept.pk),
        )

    def _usd(self, amount: Decimal | None, currency: str) -> Decimal | None:
        dollar = self._rates.on("USD", self._today)
        if amount is None or not dollar:
            return None
        usd = amount * self._rates.on(currency, self._today) / dollar
        return usd.quantize(_CENT) or None


def _market_prices(numbers: Collection[int]) -> Mapping[int, Decimal]:
    """What others asked for the same goods, the average of the last year by product, in USD."""
    since = timezone.now() - _MARKET_SEEN
    told = Quotation.objects.filter(product__in=numbers, market_price__gt=0, at__gte=since)
    # An average of whole numbers of the smallest unit would come back as such: a sum does not.
    summed = told.values_list("product", "currency").annotate(Sum("market_price"), Count("pk"))
    rows = list(summed.order_by("product", "currency"))
    today, rates = timezone.now().date(), Rates.of({"USD", *(currency for _, currency, *_ in rows)})
    dollar = rates.on("USD", today)
    # Of a product quoted in several currencies the last by code stands.
    return {
        number: (total / count * rates.on(currency, today) / dollar).quantize(_CENT)
        for number, currency, total, count in rows if dollar
    }  # fmt: skip
