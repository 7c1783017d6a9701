"""What each outcome of a follow-up means as a fact: a contact made, something judged, or both."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kehu.desk.followups.models import FollowUp

Outcome = FollowUp.Outcome


@dataclass(frozen=True)
class Fact:
    """The contact that was made and the judgement that follows; `None` where there is none.

    `judgement` is a subject of ledger.md; where `value` is None the person gives it: a day, or
    why a buyer holds back.
    """

    direction: str | None = None
    kind: str = "follow_up"
    delivered: bool | None = None
    judgement: str | None = None
    value: str | None = None


FACTS: dict[str, Fact] = {
    Outcome.SENT: Fact("out", delivered=True),
    Outcome.REACHED: Fact("out", delivered=True),
    Outcome.REPLIED: Fact("in", kind="reply"),
    Outcome.NO_ANSWER: Fact("out", delivered=False),
    Outcome.WAITING: Fact("in", kind="reply", judgement="waiting_until"),
    Outcome.WILL_ORDER: Fact("in", kind="reply", judgement="order_time"),
    Outcome.HOLDS_BACK: Fact("in", kind="reply", judgement="hesitation"),
    Outcome.NO_NEED: Fact("in", kind="reply", judgement="need", value="no_need"),
    Outcome.FINISHED: Fact(),
}
ASKS_FOR_A_DAY = (Outcome.WAITING, Outcome.WILL_ORDER)
HESITATIONS = (
    ("finance", _("waiting for their finance department")),
    ("comparing", _("comparing several factories")),
    ("cheaper", _("has a cheaper offer")),
    ("rate", _("the exchange rate moved")),
    ("boss", _("the boss has not approved")),
)
