"""What was read of mails, what people corrected, and looks taken twice."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.desk.accounts.models import User
from kehu.desk.inquiries.models.mails import Mail


class Reading(models.Model):
    """What was read of a mail: `facts` are `kehu.reading.facts.Facts` in plain values.

    They are proposals: corrections lie beside them, so that both can be compared. `highlights` are
    field, start and end in the mail's text; `evidence` the words that a code rests on; `topics`
    those of the ledger. `seen_at`, `seen_by`: somebody looked through it, or answered the mail, so
    that what was not corrected counts as right.
    """

    mail = models.OneToOneField(Mail, models.CASCADE, related_name="reading")
    facts = models.JSONField()
    highlights = models.JSONField(default=list)
    evidence = models.JSONField(default=dict)
    topics = models.JSONField(default=list)
    read_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("reading")

    def __str__(self) -> str:
        return str(self.mail)


class Correction(models.Model):
    """A field that a person set right: of several the newest counts, and is the truth that the
    accuracy page measures by. `proposed` is what was shown."""

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
    """A look that somebody has to take before anything is done (R1): bank details that changed, or
    a late payer who asks for other terms. It blocks nothing; who took it, when and how is kept."""

    class Why(models.TextChoices):
        BANK_CHANGE = "bank_change", _("other bank details")
        PAYMENT_TERMS = "payment_terms", _("other terms of payment")

    mail = models.ForeignKey(Mail, models.CASCADE, related_name="second_looks")
    why = models.CharField(max_length=20, choices=Why.choices)
    words = models.CharField(max_length=500)
    figures = models.JSONField(default=dict)
    demanded_at = models.DateTimeField(default=timezone.now)
    taken_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    how = models.CharField(_("how it was made sure"), max_length=500, blank=True, default="")

    class Meta:
        verbose_name = _("second look")
        constraints = (models.UniqueConstraint(fields=["mail", "why"], name="one_look_a_reason"),)

    def __str__(self) -> str:
        return self.get_why_display()

    @property
    def owner(self) -> User | None:
        """Who holds the customer, or answers."""
        return self.mail.thread.owner
