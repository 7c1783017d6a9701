"""Checks of how right the records are: samples that a person compares with the truth."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.desk.ledger.models import Customer


class AccuracyCheck(models.Model):
    """A random sample of the customers that a person could see then, drawn by `seed`.

    `precision` is in percentage points, ± at 95 %; `expected` the error rate, as a share, that the
    sample's size was planned for; `population` how many customers it stands for; `fields` what is
    checked, as `rulebook/accuracy.yaml` names it.
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who")
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    precision = models.PositiveSmallIntegerField(_("precision, ± percentage points"))
    expected = models.FloatField(_("expected error rate"))
    population = models.PositiveIntegerField(_("customers in all"))
    seed = models.BigIntegerField()
    fields: "models.JSONField[Any, Any]" = models.JSONField()
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("accuracy check")

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M}"


class SampledRecord(models.Model):
    """A customer of a sample with its values as they stood when it was drawn, and what was said.

    `customer` is whoever it is part of after a merge, and empty once it is gone: the values stay.
    `marks` are by field; `marked_at` is empty while a field that is filled in has no mark.
    """

    of_check = models.ForeignKey(AccuracyCheck, models.CASCADE, related_name="records")
    number = models.PositiveIntegerField(_("number"))
    customer = models.ForeignKey(Customer, models.SET_NULL, null=True, related_name="sampled")
    values: "models.JSONField[Any, Any]" = models.JSONField()
    marks: "models.JSONField[Any, Any]" = models.JSONField(_("marks"), default=dict)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    marked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("record of an accuracy check")
        constraints = (
            models.UniqueConstraint(fields=["of_check", "number"], name="one_record_a_number"),
        )

    def __str__(self) -> str:
        return str(self.values["customers.name"])

    @property
    def filled(self) -> list[str]:
        """The fields that have a value: what is empty is neither right nor wrong."""
        return [name for name, value in self.values.items() if value]

    @property
    def wrong(self) -> int:
        """How many fields are wrong."""
        return [*self.marks.values()].count("wrong")
