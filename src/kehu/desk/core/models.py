"""The audit trail and the company itself."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Company(models.Model):
    """Whose application this is: one row, made at the first start."""

    name = models.CharField(_("company"), max_length=200)
    base_currency = models.CharField(_("base currency"), max_length=3, default="CNY")
    timezone = models.CharField(_("time zone"), max_length=64, default="Asia/Shanghai")

    class Meta:
        verbose_name = _("company")

    def __str__(self) -> str:
        return self.name


class AuditEntry(models.Model):
    """One change: who, when, what, before, after. Rows are added and never changed."""

    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name=_("who"), help_text=_("Empty where the application itself acted."),
    )  # fmt: skip
    verb = models.CharField(_("what"), max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField(null=True)
    customer_id = models.BigIntegerField(null=True)
    before = models.JSONField(_("before"), null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(_("after"), null=True, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("audit entry")
        indexes = (
            models.Index(fields=["subject_type", "subject_id", "-at"], name="audit_subject"),
            models.Index(fields=["customer_id", "-at"], name="audit_customer"),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"
