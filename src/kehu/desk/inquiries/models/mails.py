"""Mails as they came and went, and the threads they make."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.desk.inquiries.models.mailboxes import Mailbox
from kehu.desk.ledger.models import Contact, Customer


class Thread(models.Model):
    """Mails that answer one another. `waits_since`: when the newest one came that we owe an answer,
    None where we owe none. `step` and `priority` are those of its newest mail to us."""

    subject = models.CharField(_("subject"), max_length=500, blank=True, default="")
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="threads",
        verbose_name=_("customer"),
    )  # fmt: skip
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, verbose_name=_("contact")
    )
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("who answers"),
    )  # fmt: skip
    step = models.CharField(_("next step"), max_length=20, blank=True, default="")
    priority = models.PositiveSmallIntegerField(_("priority"), default=0)
    last_at = models.DateTimeField(_("last mail"), default=timezone.now)
    waits_since = models.DateTimeField(_("waits since"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("thread")
        indexes = (
            models.Index(fields=["closed_at", "step", "-priority"], name="threads_on_the_board"),
            models.Index(fields=["customer", "-last_at"], name="threads_of_customer"),
        )

    def __str__(self) -> str:
        return self.subject


class Mail(models.Model):
    """A mail. Its bytes lie below MEDIA_ROOT at `file`, as they came; of one that we sent, as it
    went out. `text` is what was read, to whose places a reading refers."""

    class Source(models.TextChoices):
        MAILBOX = "mailbox", _("mailbox")
        UPLOAD = "upload", _("uploaded")
        API = "api", "API"
        SENT = "sent", _("sent from here")

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="mails")
    mailbox = models.ForeignKey(Mailbox, models.SET_NULL, null=True, blank=True)
    source = models.CharField(max_length=10, choices=Source.choices)
    message_id = models.CharField(max_length=400, db_index=True)
    sender_name = models.CharField(max_length=300, blank=True, default="")
    sender_address = models.CharField(max_length=320, db_index=True)
    subject = models.CharField(max_length=500, blank=True, default="")
    at = models.DateTimeField(_("sent"))
    came_at = models.DateTimeField(_("came"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name=_("who brought or sent it"),
    )  # fmt: skip
    file = models.CharField(max_length=200)
    text = models.TextField(blank=True, default="")
    body_start = models.PositiveIntegerField(default=0)
    signature_start = models.PositiveIntegerField(default=0)
    quoted = models.TextField(blank=True, default="")
    attachments = models.JSONField(default=list)
    unread_for = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        verbose_name = _("mail")
        constraints = (
            models.UniqueConstraint(
                fields=["message_id", "sender_address"], name="a_mail_comes_once"
            ),
        )

    def __str__(self) -> str:
        return self.subject
