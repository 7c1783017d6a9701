"""Finding what to offer: to the customers worth most each night, to any other when asked."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

import numpy as np
from django.db import transaction
from django.utils import timezone

from kehu.desk.grading.book import the_book
from kehu.desk.ledger.models import Customer, OrderLine, Product
from kehu.desk.portraits.alike import the_comparison
from kehu.desk.portraits.in_force import offer_rules
from kehu.desk.portraits.learning import rules_in_force, usual_shares
from kehu.desk.portraits.models import Offer
from kehu.engine.portraits.baskets.recommending import recommended_for
from kehu.engine.portraits.offers.answers import Answer, Answers
from kehu.engine.portraits.offers.offering import OfAlike, bought_by_alike, offers
from kehu.engine.portraits.offers.offering import Offer as Found

_BATCH = 500
_MOST = 1_000  # customers for whom the night finds offers; for others it is done when asked


def offer_to_the_best() -> int:
    """Find offers for the customers worth most in the year to come; how many were found."""
    book = the_book()
    if "value_12m" not in book.numbers:
        return 0
    worth = np.nan_to_num(book.number("value_12m"))
    rows = np.flatnonzero(worth > 0)
    rows = rows[np.argsort(-worth[rows], kind="stable")][:_MOST]
    return offer_to(book.pks[rows].tolist())


def offer_to(customer_ids: Sequence[int]) -> int:
    """Find what to offer these customers, in place of what nobody answered; how many were found."""
    now, answers, rules = timezone.now(), answers_so_far(), rules_in_force()
    codes = dict(Customer.objects.filter(pk__in=customer_ids).values_list("pk", "code"))
    bought, known = _bought(customer_ids), _products()
    made: list[Offer] = []
    for pk in customer_ids:
        if pk not in codes:
            continue
        mine, day = bought.get(pk, set()), timezone.localdate(now)
        closed = answers.closed_to(codes[pk], day) | mine
        together = recommended_for(mine, rules, closed) if rules else []
        found = offers(together, _of_alike(pk), closed, answers, offer_rules().figures)
        made += [_offer(pk, known[one.item], one, now) for one in found if one.item in known]
    with transaction.atomic():
        Offer.objects.filter(customer_id__in=customer_ids, state=Offer.State.OPEN).delete()
        Offer.objects.bulk_create(made, batch_size=_BATCH)
    return len(made)


def _offer(customer_id: int, product_id: int, found: Found, now: datetime) -> Offer:
    source = Offer.Source.ALIKE if isinstance(found.because, OfAlike) else Offer.Source.BASKET
    return Offer(
        customer_id=customer_id, product_id=product_id, source=source,
        because=asdict(found.because), likely=found.likely, score=found.score, made_at=now,
    )  # fmt: skip


def _of_alike(customer_id: int) -> list[OfAlike]:
    """What the nearest of those who bought anything bought."""
    figures, compared = offer_rules().figures, the_comparison.of_all(customer_id)
    row = compared.row(customer_id)
    if row is None:
        return []
    book = the_book()
    buyers = np.isin(compared.pks, book.pks[np.nan_to_num(book.number("orders")) > 0])
    nearest = compared.pks[compared.nearest(row, buyers, figures.nearest)].tolist()
    return bought_by_alike(list(_bought(nearest).values()), usual_shares(), figures)


def _bought(customer_ids: Collection[int]) -> dict[int, set[str]]:
    """By customer, the numbers of the products it ever bought."""
    lines = OrderLine.objects.filter(
        order__customer__in=customer_ids, order__cancelled_at=None, quantity__gt=0,
        product__isnull=False,
    )  # fmt: skip
    found: dict[int, set[str]] = {}
    for pk, code in lines.values_list("order__customer_id", "product__code").distinct():
        found.setdefault(pk, set()).add(code)
    return found


def _products() -> dict[str, int]:
    return dict(Product.objects.values_list("code", "pk"))


def answers_so_far() -> Answers:
    """All that people answered to recommendations."""
    told = Offer.objects.exclude(state=Offer.State.OPEN).values_list(
        "customer__code", "product__code", "reason", "answered_at"
    )
    return Answers(_told(told), offer_rules())


def _told(rows: Iterable[tuple[str, str, str, datetime | None]]) -> Iterable[Answer]:
    for customer, product, reason, at in rows:
        yield Answer(customer, product, reason or None, timezone.localdate(at))
