"""What people decided about a customer, and what customers answered."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from kehu.desk.ledger.models.rows import CustomersRow
from kehu.engine.schema import JUDGED_DATES, LIFTED, NEEDS


class Judgement(CustomersRow):
    """The newest of a subject counts, until it ends; the value `-` lifts it.

    `label:DIMENSION` sets a label by hand.
    """

    at = models.DateTimeField(_("when"))
    subject = models.CharField(_("about"), max_length=100)
    value = models.CharField(_("decided"), max_length=200)
    by = models.CharField(_("who"), max_length=150, blank=True, default="")
    until = models.DateTimeField(_("until"), null=True, blank=True)
    why = models.CharField(_("why"), max_length=500, blank=True, default="")

    class Meta:
        verbose_name = _("judgement")
        indexes = (models.Index(fields=["customer", "subject", "-at"], name="judged_subject"),)

    def clean(self) -> None:
        """A value that ledger.md does not allow could not be read by any measure: it is refused."""
        super().clean()
        if self.value == LIFTED:
            return
        if self.subject in JUDGED_DATES and not _is_day(self.value):
            raise ValidationError({"value": _("Write a day, such as 2026-09-01.")})
        if self.subject == "prospects" and not _is_share(self.value):
            raise ValidationError({"value": _("Write a number from 0 to 100.")})
        if self.subject == "need" and self.value not in NEEDS:
            told = _("Choose one of: %(allowed)s.")
            fields = {"allowed": ", ".join(NEEDS)}
            raise ValidationError({"value": ValidationError(told, params=fields)})


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value[:10]).isoformat() == value
    except ValueError:
        return False


def _is_share(value: str) -> bool:
    try:
        return 0 <= float(value) <= 100
    except ValueError:
        return False


class Answer(CustomersRow):
    """An answer to a survey's question."""

    at = models.DateTimeField(_("when"))
    survey = models.CharField(_("survey"), max_length=200, blank=True, default="")
    question = models.CharField(_("question"), max_length=200)
    value = models.CharField(_("answer"), max_length=1000)

    class Meta:
        verbose_name = _("answer")
