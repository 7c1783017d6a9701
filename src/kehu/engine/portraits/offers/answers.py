"""What people answered to recommendations, and what follows for the next ones (T4)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kehu.engine.portraits.offers.figures import Figures, OfferRules


@dataclass(frozen=True)
class Answer:
    """A recommended product of a customer: accepted, or refused for a reason of the rules."""

    customer: str
    item: str
    reason: str | None
    day: date

    @property
    def accepted(self) -> bool:
        return self.reason is None


class Answers:
    """All that was answered; of one customer and product the newest counts."""

    def __init__(self, answers: Iterable[Answer], rules: OfferRules) -> None:
        newest = {(one.customer, one.item): one for one in sorted(answers, key=lambda a: a.day)}
        self._newest, self._rules = newest, rules
        counted = [one for one in newest.values() if self._counts(one)]
        self._accepted = Counter(one.item for one in counted if one.accepted)
        self._told = Counter(one.item for one in counted)
        self._reasons: Mapping[str, Counter[str]] = _by_item(counted)

    def _counts(self, one: Answer) -> bool:
        """Does it say something about the product beyond this customer?"""
        if one.reason is None:
            return True
        reason = self._rules.reasons.get(one.reason)
        return reason is not None and reason.spreads

    def closed_to(self, customer: str, day: date) -> set[str]:
        """What is not to be recommended to a customer on a day: accepted, or refused till later."""
        mine = (one for (whose, _), one in self._newest.items() if whose == customer)
        return {one.item for one in mine if not self._again(one, day)}

    def _again(self, one: Answer, day: date) -> bool:
        if one.reason is None:
            return False
        # A reason that the rules no longer know holds nothing back.
        reason = self._rules.reasons.get(one.reason)
        if reason is None:
            return True
        return reason.again_after is not None and (day - one.day).days >= reason.again_after

    def factor(self, item: str) -> float:
        """By how much a product is more welcome than others: 1 where nothing is known of it.

        The share of its answers that accepted, mixed with `prior_answers` that go as all do, over
        the share of all (the posterior mean of a beta-binomial model, relative to its prior).
        """
        figures: Figures = self._rules.figures
        usual = (sum(self._accepted.values()) + 1) / (sum(self._told.values()) + 2)
        prior = figures.prior_answers
        share = (self._accepted[item] + prior * usual) / (self._told[item] + prior)
        return share / usual

    def told_of(self, item: str) -> tuple[int, int, str | None]:
        """How many accepted it, how many answered, and the commonest reason against it."""
        reasons = self._reasons.get(item, Counter())
        commonest = min(reasons, key=lambda one: (-reasons[one], one), default=None)
        return self._accepted[item], self._told[item], commonest


def _by_item(answers: Iterable[Answer]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for one in answers:
        if one.reason is not None:
            found.setdefault(one.item, Counter())[one.reason] += 1
    return found
