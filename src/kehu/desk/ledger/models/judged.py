"""What people decided about a customer, and what customers answered."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kehu.desk.ledger.models.rows import CustomersRow


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


class Answer(CustomersRow):
    """An answer to a survey's question."""

    at = models.DateTimeField(_("when"))
    survey = models.CharField(_("survey"), max_length=200, blank=True, default="")
    question = models.CharField(_("question"), max_length=200)
    value = models.CharField(_("answer"), max_length=1000)

    class Meta:
        verbose_name = _("answer")
