"""Setting the house rule of samples."""

from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.roles import Permission
from kehu.desk.core import audit
from kehu.desk.core.versions import ChangedMeanwhile
from kehu.desk.samples.in_force import sample_rules
from kehu.desk.samples.models import HouseRule


@transaction.atomic
def change_house(
    *, actor: Actor, version: int, decisions: Mapping[str, str], **figures: Decimal | int | None
) -> HouseRule:
    """Set the house rule; a figure that is None is as it ships.

    Raises NotAllowed, ValidationError, ChangedMeanwhile.
    """
    actor.must(Permission.RULES)
    kept = HouseRule.objects.select_for_update().first() or HouseRule(pk=1, version=0)
    if kept.version != version:
        raise ChangedMeanwhile(kept)
    rules = sample_rules()
    for name, code in decisions.items():
        if not (name in rules.rules and rules.rules[name].house and code in rules.decisions):
            raise ValidationError({"decisions": _("There is no such decision.")})
    details = {"decisions": dict(decisions), **figures}
    before = model_to_dict(kept, list(details))
    for name, value in details.items():
        setattr(kept, name, value)
    kept.full_clean()
    kept.version += 1
    kept.save()
    after = model_to_dict(kept, list(details))
    names = [name for name in after if after[name] != before[name]]
    was, became = ({name: told[name] for name in names} for told in (before, after))
    audit.record(actor.user, "samples.house_changed", [audit.Change(kept, was, became)])
    return kept
