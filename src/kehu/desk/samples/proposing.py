"""What the desk proposes for a request, and why: the first rule that holds, in words."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kehu.desk.core.languages import page_language
from kehu.desk.grading.queries import words_in
from kehu.desk.ledger.models import Order, Sample
from kehu.desk.samples.facts import Facts, facts_of
from kehu.desk.samples.in_force import House, house_rule, sample_rules
from kehu.desk.samples.models import SampleCase
from kehu.engine.rules.conditions import names_in
from kehu.engine.rules.explain import holding
from kehu.engine.samples import SampleRule
from kehu.words import Lang

_LANGUAGES = ("en", "zh-hans")


@dataclass(frozen=True)
class Proposal:
    """A decision with the rule that holds, why in both languages, and each fact that was read."""

    decision: str
    rule: SampleRule
    because: dict[Lang, str]
    facts: dict[str, bool]


def proposal_for(sample: Sample, case: SampleCase) -> Proposal:
    """By the facts of now."""
    house, rules, facts = house_rule(), sample_rules(), facts_of(sample, case)
    read = facts.values(house)
    named = {name for rule in rules.rules.values() for name in names_in(rule.when)}
    values = {**dict.fromkeys(named), **facts.labels, **read}
    rule = rules.first(values)
    because: dict[Lang, str] = {}
    for language in _LANGUAGES:
        with translation.override(language):
            said = rule.because[page_language()].format(**_fields(facts, house))
            terms = [one for one in holding(rule.when, values) if not {*names_in(one)} & {*read}]
            words = words_in(page_language())
            told = dict.fromkeys(words.leaf(one, values) for one in terms)
            because[page_language()] = " ".join([said, *told])
    return Proposal(house.decision(rule), rule, because, read)


def _fields(facts: Facts, house: House) -> dict[str, str]:
    """What reasons may say, in the language that is in force."""
    named, last = facts.running or facts.last, facts.last
    asked = facts.case.asked_to_verify_at
    return {
        "customer": facts.customer.name,
        "order": named.code if named else "",
        "ordered": _day(named if facts.running else last),
        "orders": ngettext("%(n)s order", "%(n)s orders", facts.orders) % {"n": facts.orders},
        "product": facts.product.name if facts.product else "",
        "proof": facts.proof(),
        "price": _dollars(facts.price) if facts.price is not None else _("an unknown price"),
        "pieces": str(facts.case.pieces),
        "cheap_up_to": _dollars(house.cheap_up_to_usd),
        "few_up_to": str(house.few_up_to_pieces),
        "asked": timezone.localtime(asked).date().isoformat() if asked else "",
    }


def _day(order: Order | None) -> str:
    return timezone.localtime(order.ordered_at).date().isoformat() if order else ""


def _dollars(amount: Decimal) -> str:
    return f"USD {amount:,.2f}"
