"""Mailboxes that mail is fetched from and sent through."""

from datetime import date, timedelta

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

_FIRST_TIME = timedelta(days=30)  # how far back a new mailbox is read


def _a_month_ago() -> date:
    return timezone.localdate() - _FIRST_TIME


class Mailbox(models.Model):
    """A mailbox, fetched from by IMAP and sent through by SMTP.

    Its password is not in the database: `secret` is the name under which it lies outside. `holder`
    is whose inquiries come there, None: the house's. `place` is where the last fetch ended.
    """

    class Encryption(models.TextChoices):
        TLS = "tls", "TLS"
        STARTTLS = "starttls", "STARTTLS"
        NONE = "none", _("none (this machine alone)")

    address = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name beside it"), max_length=200, blank=True, default="")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("whose inquiries come there"),
    )  # fmt: skip
    login = models.CharField(_("log-in"), max_length=200)
    secret = models.CharField(
        _("name of the password"), max_length=60,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9_-]*$", _("Small letters, digits, - and _."))],
    )  # fmt: skip
    host = models.CharField(_("IMAP server"), max_length=200)
    port = models.PositiveIntegerField(_("IMAP port"), default=993)
    encryption = models.CharField(
        _("IMAP encryption"), max_length=8, choices=Encryption.choices, default=Encryption.TLS
    )
    folder = models.CharField(_("folder"), max_length=200, default="INBOX")
    since = models.DateField(_("fetch what came since"), default=_a_month_ago)
    smtp_host = models.CharField(_("SMTP server"), max_length=200, blank=True, default="")
    smtp_port = models.PositiveIntegerField(_("SMTP port"), default=465)
    smtp_encryption = models.CharField(
        _("SMTP encryption"), max_length=8, choices=Encryption.choices, default=Encryption.TLS
    )
    is_active = models.BooleanField(_("in use"), default=True)
    validity = models.BigIntegerField(null=True, editable=False)
    last_uid = models.BigIntegerField(default=0, editable=False)
    fetched_at = models.DateTimeField(_("last fetched"), null=True, editable=False)
    why = models.CharField(max_length=60, blank=True, default="", editable=False)
    why_fields = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("mailbox")
        ordering = ("address",)

    def __str__(self) -> str:
        return self.address
