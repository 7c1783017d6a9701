"""What a sample cost, what the buyer paid of it, and what we bore, in base currency."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ObjectDoesNotExist

from kehu.desk.ledger.models import Sample
from kehu.desk.ledger.purchases import Rates
from kehu.desk.samples.models import SampleCase

ZERO = Decimal(0)


@dataclass(frozen=True)
class Cost:
    """`goods` and `freight` are None where nothing tells them; estimated where nobody typed them:
    goods by the catalogue's cost, freight by what is recorded as freight of the sample."""

    goods: Decimal | None
    freight: Decimal | None
    received: Decimal
    credited: Decimal
    is_estimated: bool

    @property
    def whole(self) -> Decimal:
        """What left the house."""
        return (self.goods or ZERO) + (self.freight or ZERO)

    @property
    def borne(self) -> Decimal:
        """What we bore of it: what a buyer pays beyond the cost is no saving on other samples."""
        return max(ZERO, self.whole - self.received + self.credited)


def case_of(sample: Sample) -> SampleCase:
    """The desk's part of a sample; an unsaved one where it has none yet."""
    try:
        return sample.case
    except ObjectDoesNotExist:
        return SampleCase(sample=sample)


class Costs:
    """Costs of samples that were read with their `product` and `case`."""

    def __init__(self, samples: Iterable[Sample]) -> None:
        self.samples = list(samples)
        currencies = {one.currency for one in self.samples}
        currencies |= {one.product.currency for one in self.samples if one.product}
        currencies |= {case_of(one).cost_currency for one in self.samples}
        self._rates = Rates.of(currencies)

    def pieces(self, sample: Sample) -> int:
        """How many it was; of a sample without a case as many as its fee pays at the list price."""
        case, product, day = case_of(sample), sample.product, sample.requested_at.date()
        if case.pk or not sample.fee or product is None or not product.list_price:
            return case.pieces
        price = product.list_price * self._rates.on(product.currency, day)
        paid = sample.fee * self._rates.on(sample.currency, day)
        return max(1, round(paid / price)) if price else 1

    def of(self, sample: Sample) -> Cost:
        """In base currency at the rates of the day on which it was asked for."""
        case, day, on = case_of(sample), sample.requested_at.date(), self._rates.on
        ours, theirs = on(case.cost_currency, day), on(sample.currency, day)
        goods = None if case.goods_cost is None else case.goods_cost * ours
        freight = None if case.freight_cost is None else case.freight_cost * ours
        is_estimated = goods is None or freight is None
        if goods is None and sample.product and sample.product.cost is not None:
            goods = sample.product.cost * self.pieces(sample) * on(sample.product.currency, day)
        if freight is None and sample.freight is not None:
            freight = sample.freight * theirs
        paid = (sample.fee or ZERO) + (sample.freight or ZERO) if sample.paid_at else ZERO
        credited = case.credited or ZERO
        return Cost(goods, freight, paid * theirs, credited * theirs, is_estimated)
