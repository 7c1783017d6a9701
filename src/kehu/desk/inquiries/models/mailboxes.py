"""Mailboxes that mail is fetched from and sent through."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Mailbox(models.Model):
    """An IMAP mailbox. Its password is kept nowhere in the database: `secret` names the environment
    variable, or the file, that holds it. `holder` is whose inquiries come there, None: the house's.
    """

    address = models.EmailField(_("address"), unique=True)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("whose inquiries come there"),
    )  # fmt: skip
    host = models.CharField(_("IMAP server"), max_length=200)
    port = models.PositiveIntegerField(_("port"), default=993)
    sends_by = models.CharField(_("SMTP server"), max_length=200, blank=True, default="")
    sends_port = models.PositiveIntegerField(_("port"), default=465)
    login = models.CharField(_("log-in"), max_length=200)
    secret = models.CharField(_("where the password is"), max_length=300)
    folder = models.CharField(_("folder"), max_length=200, default="INBOX")
    # Where the last fetch ended (RFC 3501, 2.3.1.1): a server that renumbers has another validity.
    validity = models.BigIntegerField(null=True, editable=False)
    last_uid = models.BigIntegerField(default=0, editable=False)
    fetched_at = models.DateTimeField(_("last fetched"), null=True, editable=False)
    trouble = models.CharField(max_length=500, blank=True, default="", editable=False)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("mailbox")

    def __str__(self) -> str:
        return self.address
