"""Reading grades: labels of some customers, and the reasons of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from kehu.desk.core.company import base_currency
from kehu.desk.grading.book import the_book
from kehu.desk.grading.found import labels_of, measures_of
from kehu.desk.grading.measuring import ranks_around
from kehu.desk.grading.models import Grade, LabelChange
from kehu.desk.grading.own_columns import own_values
from kehu.desk.grading.rules import rulebook_in_force
from kehu.desk.ledger.models import Customer
from kehu.engine.rules.conditions import names_in
from kehu.engine.rules.explain import explain_all, terms_of
from kehu.engine.rules.nearest import lifts
from kehu.engine.rules.rulebook import OVERRIDE, Label
from kehu.engine.rules.words import Words
from kehu.words import Lang, say

_HISTORY = 12  # changes of a label that are shown


def graded(customer_ids: Sequence[int]) -> dict[int, Grade]:
    """The grades of these customers by their number."""
    return Grade.objects.select_related("shape").in_bulk(customer_ids)


@dataclass(frozen=True)
class Told:
    """A comparison of a rule in words: did it hold, how deep it stands, what joins it (and, or)."""

    held: bool | None
    depth: int
    joint: str
    words: str


@dataclass(frozen=True)
class Reason:
    """A label of one customer in words: what it is, since when, and the terms of its rule."""

    dimension: str
    title: str
    source: str
    code: str
    label: str
    since: datetime
    set_by_hand: bool
    terms: list[Told]


@dataclass(frozen=True)
class Lift:
    """The nearest single change that would bring a better label, in words."""

    change: str
    label: str


def words_in(lang: Lang) -> Words:
    """The words of the rulebook in force, with money in the company's base currency."""
    return Words(rulebook_in_force(), lang, base_currency())


def label_history(customer: Customer, dimension: str) -> list[LabelChange]:
    """The newest changes of one label, newest first."""
    changes = LabelChange.objects.filter(customer=customer, dimension=dimension)
    return list(changes.order_by("-at")[:_HISTORY])


def because(change: LabelChange, words: Words) -> str:
    """Why a label changed, by what the rules read then.

    Of a better label the terms that made it; of a worse one, or where no rule held, the terms of
    the label before that no longer did.
    """
    dimension = words.rulebook.dimensions.get(change.dimension)
    if dimension is None:
        return ""
    if change.rule == OVERRIDE:
        return say("override_set", words.lang)
    made = _terms(dimension.label(change.rule), change, words, truth=True)
    gone = _terms(dimension.label(change.before), change, words, truth=False)
    if gone and (not made or dimension.step(change.before, change.after) < 0):
        return say("no_longer_so", words.lang, terms=gone)
    return made


def _terms(label: Label | None, change: LabelChange, words: Words, *, truth: bool) -> str:
    """The terms of a label's rule that held, or that did not."""
    if label is None or label.node is None:
        return ""
    values = {**dict.fromkeys(names_in(label.node)), **change.read}
    terms = [term for term in terms_of(label.node, values) if bool(term.truth) is truth]
    return "; ".join(words.leaf(term.node, values) for term in terms)


def nearest_lift(customer: Customer, name: str, words: Words) -> Lift | None:
    """What would lift one label soonest; None at the top, off the ladder, or set by hand."""
    grade = Grade.objects.select_related("shape").filter(customer=customer).first()
    dimension = words.rulebook.dimensions.get(name)
    if grade is None or dimension is None or not dimension.lift:
        return None
    kept = labels_of(grade)
    given = {one: label for one, (label, rule, *_) in kept.items() if rule == OVERRIDE}
    if name in given or kept[name][0] == dimension.lift[-1]:
        return None
    values = {**own_values(words.rulebook, customer.extra), **measures_of(grade)}
    stand = ranks_around(customer.code, the_book(), grade.shape).stand
    for lift in lifts(words.rulebook, dimension, values, given, stand)[:1]:
        return Lift(lift.words(words.lang, words.amount), words.label(dimension, lift.to))
    return None


def explained(customer: Customer, words: Words) -> list[Reason]:
    """Every label with the rule that won, from the kept measures; none before the first grading."""
    grade = Grade.objects.select_related("shape").filter(customer=customer).first()
    if grade is None:
        return []
    rulebook, lang = words.rulebook, words.lang
    kept = labels_of(grade)
    given = {name: label for name, (label, rule, *_) in kept.items() if rule == OVERRIDE}
    values = {**own_values(rulebook, customer.extra), **measures_of(grade)}
    found = explain_all(rulebook, values, given)
    reasons = []
    for name, one in found.items():
        winner = one.winner
        terms = terms_of(winner.node, one.values) if winner and winner.node else ()
        since = datetime.fromtimestamp(kept[name][3], UTC) if name in kept else grade.as_of
        told = [
            Told(term.truth, term.depth, term.joint, words.leaf(term.node, one.values))
            for term in terms
        ]
        reasons.append(
            Reason(
                name,
                one.dimension.title[lang],
                one.dimension.source,
                one.label,
                words.label(one.dimension, one.label),
                since,
                name in given,
                told,
            )
        )
    return reasons
