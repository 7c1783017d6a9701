"""What was read of mails, what people corrected, and looks taken twice."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.desk.inquiries.models.mails import Mail


class Reading(models.Model):
    """What was read of a mail, as `kehu.reading.facts.Facts` in plain values, and what rests on it.

    `facts` are the proposals: corrections lie beside them, so that both can be compared.
    """

    mail = models.OneToOneField(Mail, models.CASCADE, related_name="reading")
    facts = models.JSONField()
    highlights = models.JSONField(default=list)
    evidence = models.JSONField(default=dict)
    priority = models.JSONField(default=dict)
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("reading")

    def __str__(self) -> str:
        return str(self.mail)


class Correction(models.Model):
    """A fact that a person set right; the newest of a field counts, and is the truth that the
    accuracy page measures by."""

    mail = models.ForeignKey(Mail, models.CASCADE, related_name="corrections")
    field = models.CharField(max_length=30)
    proposed = models.JSONField(null=True)
    value = models.JSONField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("correction")
        indexes = (models.Index(fields=["mail", "field", "-at"], name="corrections_newest"),)

    def __str__(self) -> str:
        return f"{self.field}: {self.value}"


class SecondLook(models.Model):
    """A look that somebody has to take before anything is done: changed bank details or terms (R1).
    It blocks nothing; who took it, when and how is kept."""

    mail = models.ForeignKey(Mail, models.CASCADE, related_name="second_looks")
    why = models.CharField(max_length=30)
    words = models.CharField(max_length=500)
    demanded_at = models.DateTimeField(default=timezone.now)
    taken_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    how = models.CharField(_("how it was made sure"), max_length=500, blank=True, default="")

    class Meta:
        verbose_name = _("second look")

    def __str__(self) -> str:
        return self.why
