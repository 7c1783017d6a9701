"""What is known of the buyer's market: who like that buys from us already, and what they ask."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from django.core.cache import caches
from django.db.models import Count
from django.utils import timezone

from kehu.desk.accounts.actor import Actor
from kehu.desk.grading.book import Book, reached, the_book
from kehu.desk.grading.book.columns import Mask
from kehu.desk.grading.models import Grade
from kehu.desk.ledger.models import Customer, Interaction, OrderLine
from kehu.desk.portraits.queries import InCommon, in_common
from kehu.reading.replies import countries_of, market_of

_YEAR = timedelta(days=365)
_LEAST = 5  # customers of a market of whom something may be said to a stranger
_TOPICS = 2
_GOODS = 1
_FEW = 5  # similar customers shown
_AN_HOUR = 3600
_WON = "A"


@dataclass(frozen=True)
class Similar:
    """A won customer like the buyer: in the same country, buying the same goods."""

    customer: Customer
    grade: Grade
    purchases: float
    same_country: bool
    same_goods: bool


@dataclass(frozen=True)
class Told:
    """What customers of a market ask about most, and order most: topics of the ledger, names."""

    topics: tuple[str, ...] = ()
    goods: tuple[str, ...] = ()


def similar_won(
    actor: Actor, country: str | None, categories: Collection[str], but: Customer | None
) -> list[Similar]:
    """Won customers of the buyer's market within reach, those nearest first: of the same goods and
    the same country, then by what they bought in twelve months."""
    book, market = the_book(), market_of(country)
    won = _won(book, market)
    if won is None or country is None:
        return []
    rows = np.flatnonzero(won & reached(book, actor))
    here = book.country()[rows] == country.encode()
    goods = _buying(book, categories)[rows]
    worth = np.nan_to_num(book.number("purchases_12m")[rows])
    order = np.lexsort((-worth, -(2 * goods.astype(int) + here)))[: _FEW + 1]
    chosen = {int(book.pks[rows[at]]): at for at in order.tolist()}
    grades = Grade.objects.select_related("shape", "customer").filter(customer__in=chosen)
    found = {one.customer_id: one for one in grades}
    return [
        Similar(found[pk].customer, found[pk], float(worth[at]), bool(here[at]), bool(goods[at]))
        for pk, at in chosen.items() if pk in found and (but is None or pk != but.pk)
    ][:_FEW]  # fmt: skip


def market_in_common(actor: Actor, country: str | None) -> InCommon | None:
    """What the won customers of a country's market have more often than all others within reach
    (T2); None where we have none there."""
    book, market = the_book(), market_of(country)
    group = _won(book, market)
    if group is None or not group.any():
        return None
    return in_common(book, reached(book, actor), group, ("stage", "market", "country"))


def told_of_market(country: str | None) -> Told:
    """What may be said to a buyer of his market; nothing where few customers stand behind it."""
    market = market_of(country)
    if market is None:
        return Told()
    told = caches["process"].get_or_set(f"told-of-{market}", lambda: _told(market), _AN_HOUR)
    return told if told is not None else Told()


def _told(market: str) -> Told:
    since, countries = timezone.now() - _YEAR, countries_of(market)
    talks = Interaction.objects.filter(
        customer__country__in=countries, direction="in", at__gte=since
    ).exclude(topics="")
    heard: Counter[str] = Counter()
    for topics, count in talks.values_list("topics").annotate(Count("customer", distinct=True)):
        for topic in topics.split(";"):
            heard[topic] += count
    lines = OrderLine.objects.filter(
        order__customer__country__in=countries, order__ordered_at__gte=since,
        order__cancelled_at=None, product__isnull=False,
    )  # fmt: skip
    counted = lines.values_list("product__name").annotate(n=Count("order__customer", distinct=True))
    sold = counted.filter(n__gte=_LEAST).order_by("-n", "product__name")
    return Told(
        tuple(topic for topic, count in heard.most_common(_TOPICS) if count >= _LEAST),
        tuple(name for name, _ in sold[:_GOODS]),
    )


def _won(book: Book, market: str | None) -> Mask | None:
    if market is None or not {"market", "stage"} <= {*book.worded}:
        return None
    there, won = book.position(market), book.position(_WON)
    both: Any = (book.words("market") == there) & (book.words("stage") == won)
    return both if there is not None and won is not None else None


def _buying(book: Book, categories: Collection[str]) -> Mask:
    """Who buys mainly one of these categories."""
    found = np.zeros(len(book), bool)
    if "product_need" not in book.worded:
        return found
    for category in categories:
        place = book.position(category)
        if place is not None:
            found |= book.words("product_need") == place
    return found
