"""Mails that somebody brought, and those that could not be read."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.desk.inquiries.models.mailboxes import Mailbox


class Bringing(models.Model):
    """Files of mail that somebody brought together; they lie in `folder` until they are unpacked.
    `holder` is who shall answer strangers' mails among them; `seen_at`: who brought them took note
    that they failed."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        UNPACKING = "unpacking", _("being unpacked")
        DONE = "done", _("read")
        FAILED = "failed", _("failed")

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who")
    )
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name=_("who answers"),
    )  # fmt: skip
    source = models.CharField(max_length=10)
    made_at = models.DateTimeField(_("brought"), default=timezone.now)
    folder = models.CharField(max_length=32, unique=True)
    files = models.JSONField(_("files"), default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    known_before = models.PositiveIntegerField(default=0)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("mails brought")

    def __str__(self) -> str:
        return ", ".join(self.files)


class Unreadable(models.Model):
    """A mail that cannot be read, by the file that it came in or the number in its mailbox, and
    why; the mail itself stays where it is. `seen_at`: somebody took note."""

    bringing = models.ForeignKey(Bringing, models.CASCADE, null=True, related_name="unreadable")
    mailbox = models.ForeignKey(Mailbox, models.CASCADE, null=True, related_name="unreadable")
    name = models.CharField(max_length=400)
    why = models.CharField(max_length=60)
    why_fields = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("mail that cannot be read")

    def __str__(self) -> str:
        return self.name
