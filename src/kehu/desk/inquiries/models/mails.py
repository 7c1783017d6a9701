"""Mails as they came and went, and the threads they make."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.desk.accounts.models import User
from kehu.desk.inquiries.models.bringing import Bringing
from kehu.desk.inquiries.models.mailboxes import Mailbox
from kehu.desk.ledger.models import Contact, Customer, Inquiry, Interaction


class Thread(models.Model):
    """Mails that answer one another.

    `told` is its newest mail to us that says something, None while none was read; `step` and
    `urgency` are that mail's, `urgency` being the priority without what waiting adds;
    `waits_since` is when it was sent, None where we owe no answer. `linked_by_hand`: a person said
    whose it is or is not, so the application leaves it there; `made_customer`: the customer was
    made of it.
    """

    subject = models.CharField(_("subject"), max_length=500, blank=True, default="")
    sender_name = models.CharField(max_length=300, blank=True, default="")
    customer = models.ForeignKey(
        Customer, models.SET_NULL, null=True, blank=True, related_name="threads",
        verbose_name=_("customer"),
    )  # fmt: skip
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, verbose_name=_("contact")
    )
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("who answers"),
    )  # fmt: skip
    linked_by_hand = models.BooleanField(default=False)
    made_customer = models.BooleanField(default=False)
    told = models.ForeignKey("Mail", models.SET_NULL, null=True, related_name="+")
    step = models.CharField(_("next step"), max_length=20, blank=True, default="")
    urgency = models.FloatField(_("priority"), default=0)
    last_at = models.DateTimeField(_("last mail"), default=timezone.now)
    waits_since = models.DateTimeField(_("waits since"), null=True, blank=True)
    closed_at = models.DateTimeField(_("done"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("thread")
        indexes = (
            models.Index(fields=["closed_at", "step"], name="threads_on_the_board"),
            models.Index(fields=["customer", "-last_at"], name="threads_of_customer"),
        )

    def __str__(self) -> str:
        return self.subject

    @property
    def owner(self) -> User | None:
        """Who holds the customer; of a stranger's thread, who answers."""
        return self.customer.owner if self.customer else self.holder


class Mail(models.Model):
    """A mail. Its bytes lie below MEDIA_ROOT at `file`, as they came or went out.

    `answer_to` is the buyer's own address where a platform or a form sent the mail. `at` is when
    it was sent, by the clock of the server that took it where one is named, `came_at` when it came
    to Kehu. `answers` is the mail that was shown to who wrote this one here; of letters of other
    programs nobody knows. `text` is what
    was read, to whose places a reading refers: the subject before `body_start`, the
    signature from `signature_start`; `quoted` is what stood below. `interaction` and `inquiry` are
    the facts that were recorded of it. One that `is_ours` is not read; of others `attempts` counts
    how often reading was begun.
    """

    class Source(models.TextChoices):
        MAILBOX = "mailbox", _("mailbox")
        UPLOAD = "upload", _("uploaded")
        API = "api", "API"
        SENT = "sent", _("sent from here")

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="mails")
    answers = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    mailbox = models.ForeignKey(Mailbox, models.SET_NULL, null=True, blank=True)
    bringing = models.ForeignKey(
        Bringing, models.SET_NULL, null=True, blank=True, related_name="mails"
    )
    source = models.CharField(max_length=10, choices=Source.choices)
    is_ours = models.BooleanField(_("from us"), default=False)
    message_id = models.CharField(max_length=400, db_index=True)
    sender_name = models.CharField(max_length=300, blank=True, default="")
    sender_address = models.CharField(max_length=320, db_index=True)
    answer_to = models.CharField(max_length=320, blank=True, default="")
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
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    interaction = models.ForeignKey(Interaction, models.SET_NULL, null=True, related_name="+")
    inquiry = models.ForeignKey(Inquiry, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("mail")
        constraints = (
            models.UniqueConstraint(
                fields=["message_id", "sender_address"], name="a_mail_comes_once"
            ),
        )
        indexes = (models.Index(fields=["thread", "at"], name="mails_of_thread"),)

    def __str__(self) -> str:
        return self.subject


class Sending(models.Model):
    """A letter on its way out. A process that ends while it is `going` leaves it `unsure`: nobody
    knows whether the server had it, and it is not sent twice."""

    class State(models.TextChoices):
        WAITING = "waiting", _("about to be sent")
        GOING = "going", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("not sent")
        UNSURE = "unsure", _("perhaps sent")

    mail = models.OneToOneField(Mail, models.CASCADE, related_name="sending")
    mailbox = models.ForeignKey(Mailbox, models.PROTECT)
    to = models.EmailField(max_length=320)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    not_before = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=60, blank=True, default="")
    why_fields = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("letter on its way")

    def __str__(self) -> str:
        return self.to
