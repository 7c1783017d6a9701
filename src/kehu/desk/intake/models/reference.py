"""Tables about places, companies or domains that the company brought, by the key of each row."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ReferenceTable(models.Model):
    """A table, whole or not at all; `plan` is how it is read (see `matching.reference.plan`).

    Until `in_force` it is only looked at. `as_of` is the day of what it says. `faults` are the
    first of the rows that were left out, `left_out` is how many there are.
    """

    title = models.CharField(_("title"), max_length=200)
    as_of = models.DateField(_("as of"))
    file = models.CharField(_("file"), max_length=300)
    plan: "models.JSONField[Any, Any]" = models.JSONField()
    rows = models.PositiveIntegerField(_("rows"), default=0)
    faults: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    left_out = models.PositiveIntegerField(default=0)
    in_force = models.BooleanField(default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    made_at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("reference table")

    def __str__(self) -> str:
        return self.title


class ReferenceRow(models.Model):
    """What a table says of one key (see `matching.reference.keys`), by heading."""

    table = models.ForeignKey(ReferenceTable, models.CASCADE, related_name="said")
    key = models.CharField(max_length=300)
    values: "models.JSONField[Any, Any]" = models.JSONField()

    class Meta:
        verbose_name = _("row of a reference table")
        constraints = (
            models.UniqueConstraint(fields=["table", "key"], name="one_row_a_reference_key"),
        )

    def __str__(self) -> str:
        return self.key
