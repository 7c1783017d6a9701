"""Companies that belong together without being one: of one group, or a branch."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kehu.desk.accounts.actor import Actor
from kehu.desk.intake.models import Verdict
from kehu.desk.ledger.models import Customer
from kehu.desk.ledger.queries import within_reach

_SAID: dict[tuple[str, bool], Promise] = {
    (Verdict.Says.GROUP, True): _("of one group"),
    (Verdict.Says.GROUP, False): _("of one group"),
    (Verdict.Says.BRANCH, True): _("its branch"),
    (Verdict.Says.BRANCH, False): _("its head office"),
}


@dataclass(frozen=True)
class Relation:
    """Another customer and what it is to this one."""

    customer: Customer
    words: Promise


def relations_of(actor: Actor, customer: Customer) -> list[Relation]:
    """The customers that people have told to belong to this one, those the actor may see."""
    both = within_reach(actor, "one__") & within_reach(actor, "other__")
    verdicts = Verdict.objects.filter(both, Q(one=customer) | Q(other=customer))
    told = verdicts.exclude(says=Verdict.Says.DIFFERENT).select_related("one", "other")
    return [
        Relation(one.other if first else one.one, _SAID[one.says, first])
        for one in told.order_by("pk") for first in (one.one_id == customer.pk,)
    ]  # fmt: skip
