"""The draft of an answer: what the mail says and what we know of the buyer and the market."""

from dataclasses import replace

from kehu.desk.accounts.models import User
from kehu.desk.core.company import the_company
from kehu.desk.grading.found import labels_of
from kehu.desk.grading.models import Grade
from kehu.desk.inquiries.markets import told_of_market
from kehu.desk.inquiries.understanding import Understood
from kehu.desk.ledger.models import Customer
from kehu.reading.replies import Reply, Writing, reply

_TONE, _TEMPERAMENT = "address_term", "temperament"
_CHINESE = "zh"


def draft_of(
    told: Understood, customer: Customer | None, me: User, language: str | None
) -> Reply | None:
    """What to answer, in the buyer's language or the one that was chosen; None where nobody should
    be answered."""
    facts = replace(told.facts, language=language) if language else told.facts
    return reply(facts, told.decision, told.products, _writing(told, customer, me, facts.language))


def _writing(told: Understood, customer: Customer | None, me: User, language: str) -> Writing:
    company, market = the_company(), told_of_market(told.facts.country)
    labels = _labels(customer)
    asked = {told.products[sku].name_en or told.products[sku].name_zh
             for sku in told.facts.skus if sku in told.products}  # fmt: skip
    return Writing(
        me=me.name if language == _CHINESE else me.signs_as or me.name,
        us=company.name if company else None,
        tone=labels.get(_TONE, "target"),
        temperament=labels.get(_TEMPERAMENT, ""),
        # One who is a customer already need not be told what others like him want.
        topics=() if customer else market.topics,
        goods=() if customer else tuple(one for one in market.goods if one not in asked),
    )


def _labels(customer: Customer | None) -> dict[str, str]:
    if customer is None:
        return {}
    grade = Grade.objects.select_related("shape").filter(customer=customer).first()
    kept = labels_of(grade)
    return {name: kept[name][0] for name in (_TONE, _TEMPERAMENT) if name in kept}
