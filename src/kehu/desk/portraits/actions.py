"""Saying who a customer is, and what a recommendation is worth: each verb asks, writes, audits."""

from collections.abc import Sequence
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.roles import Permission
from kehu.desk.core import audit, versions
from kehu.desk.ledger.actions import judge
from kehu.desk.ledger.models import Customer
from kehu.desk.portraits.in_force import offer_rules, portrait_in_force
from kehu.desk.portraits.models import Offer, SimilarGroup
from kehu.desk.portraits.offering import offer_to
from kehu.desk.portraits.taking import take_portraits
from kehu.engine.portraits.portrait import BETWEEN, NOTHING, Tag
from kehu.engine.schema import LIFTED
from kehu.errors import KehuError

UNDONE_WITHIN = timedelta(hours=24)


@transaction.atomic
def set_tag(
    *, actor: Actor, customer: Customer, tag: str, values: Sequence[str], why: str = ""
) -> None:
    """Say by hand which values of a tag a customer has; none of them is an answer too.

    Raises NotAllowed, ValidationError.
    """
    known = _known(tag)
    if not {*values} <= {*known.codes} or (len(values) > 1 and not known.many):
        raise ValidationError({"values": _("Choose from the values of this tag.")})
    said = BETWEEN.join(values) or NOTHING
    _judged(actor, customer, tag, said, why)


@transaction.atomic
def lift_tag(*, actor: Actor, customer: Customer, tag: str) -> None:
    """Let the facts say it again. Raises NotAllowed, ValidationError."""
    _known(tag)
    _judged(actor, customer, tag, LIFTED, "")


def _known(tag: str) -> Tag:
    known = portrait_in_force().tags.get(tag)
    if known is None:
        raise ValidationError({"tag": _("There is no such tag.")})
    return known


def _judged(actor: Actor, customer: Customer, tag: str, value: str, why: str) -> None:
    judge(actor=actor, customer=customer, at=timezone.now(), subject=tag, value=value, why=why)
    take_portraits(Customer.objects.filter(pk=customer.pk))


# ---- recommendations ---------------------------------------------------------------------------


@transaction.atomic
def accept_offer(*, actor: Actor, offer: Offer, version: int, note: str = "") -> Offer:
    """It fits and is to be offered. Raises NotAllowed, ChangedMeanwhile, `offer_answered`."""
    return _answered(actor, "offer.accepted", offer, version, Offer.State.ACCEPTED, "", note)


@transaction.atomic
def refuse_offer(*, actor: Actor, offer: Offer, version: int, reason: str, note: str = "") -> Offer:
    """It does not fit, and why, by a code of the rules.

    Raises NotAllowed, ValidationError, ChangedMeanwhile, KehuError `offer_answered`.
    """
    if reason not in offer_rules().reasons:
        raise ValidationError({"reason": _("Choose why it does not fit.")})
    return _answered(actor, "offer.refused", offer, version, Offer.State.REFUSED, reason, note)


@transaction.atomic
def take_back_answer(*, actor: Actor, offer: Offer) -> Offer:
    """Undo one's answer of the last day. Raises NotAllowed, KehuError `answer_not_undone`."""
    actor.must(Permission.RECORD, offer)
    fresh = offer.answered_at and timezone.now() - offer.answered_at < UNDONE_WITHIN
    if offer.answered_by != actor.user or not fresh:
        raise KehuError("answer_not_undone")
    # What was found in its place for the same product gives way.
    Offer.objects.filter(
        customer=offer.customer, product=offer.product, state=Offer.State.OPEN
    ).delete()
    changes = {
        "state": Offer.State.OPEN, "reason": "", "note": "", "answered_at": None,
        "answered_by": None,
    }  # fmt: skip
    change = versions.change(offer, offer.version, changes, offer.customer_id)
    audit.record(actor.user, "offer.taken_back", [change])
    return offer


def _answered(
    actor: Actor, verb: str, offer: Offer, version: int, state: str, reason: str, note: str
) -> Offer:
    actor.must(Permission.RECORD, offer)
    if offer.state != Offer.State.OPEN:
        raise KehuError("offer_answered")
    changes = {
        "state": state, "reason": reason, "note": note.strip(), "answered_at": timezone.now(),
        "answered_by": actor.user,
    }  # fmt: skip
    change = versions.change(offer, version, changes, offer.customer_id)
    audit.record(actor.user, verb, [change])
    offer_to([offer.customer_id])
    return offer


# ---- groups ------------------------------------------------------------------------------------


@transaction.atomic
def rename_group(
    *, actor: Actor, group: SimilarGroup, version: int, name_en: str, name_zh: str
) -> SimilarGroup:
    """Give a group one's own name. Raises NotAllowed, ValidationError, ChangedMeanwhile."""
    actor.must(Permission.RULES)
    names = {"name_en": name_en.strip(), "name_zh": name_zh.strip(), "named_by": actor.user}
    audit.record(actor.user, "group.renamed", [versions.change(group, version, names)])
    return group
