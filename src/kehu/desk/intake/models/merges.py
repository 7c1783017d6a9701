"""What people decided about customers that look alike: one, two, or two of a group."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.desk.ledger.models import Customer


class Merge(models.Model):
    """Two customers made one: `gone` was written into `kept`, both by their numbers.

    `row` is the customer that is gone, `put_away` rows that could not move with it, `moved` the
    numbers of those that did, by model; `before` and `after` are the fields of `kept` that became
    others. All of it is what an undo needs.
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    kept = models.BigIntegerField(db_index=True)
    gone = models.BigIntegerField(db_index=True)
    kept_name = models.CharField(max_length=300)
    gone_name = models.CharField(max_length=300)
    row: "models.JSONField[Any, Any]" = models.JSONField()
    before: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    after: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    moved: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    put_away: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("merge")

    def __str__(self) -> str:
        return f"{self.gone_name} → {self.kept_name}"


class Verdict(models.Model):
    """That two customers are not the same, though they look it; `one` has the smaller number."""

    class Says(models.TextChoices):
        DIFFERENT = "different", _("not the same")
        GROUP = "group", _("companies of one group")
        BRANCH = "branch", _("the second is a branch of the first")

    made_of_customer = True

    one = models.ForeignKey(Customer, models.CASCADE, related_name="verdicts_as_first")
    other = models.ForeignKey(Customer, models.CASCADE, related_name="verdicts_as_second")
    says = models.CharField(max_length=10, choices=Says.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("verdict on two customers")
        constraints = (models.UniqueConstraint(fields=["one", "other"], name="one_verdict_a_pair"),)

    def __str__(self) -> str:
        return f"{self.one_id} · {self.other_id}: {self.says}"
