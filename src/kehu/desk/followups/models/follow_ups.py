"""A play that came up for a customer, from then until it no longer matters."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.desk.accounts.models import User
from kehu.desk.followups.models.places import Place
from kehu.desk.ledger.models import Customer, Interaction, Judgement


class FollowUp(models.Model):
    """One thing to do with one customer, for as long as the playbook asks for it.

    It is open until somebody does or skips it, or until it is over because its condition no longer
    holds. Done or skipped it rests: `ended_at` stays empty while the condition holds, so that the
    same thing does not come up twice. `holder` is who does it: `assignee`, else the customer's
    owner. `shows_on` is the day on which it enters the queue: when due, or when the snooze ends.
    `told_for` is the due day of which other programs were told.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("done")
        SKIPPED = "skipped", _("skipped")
        OVER = "over", _("no longer needed")

    class Outcome(models.TextChoices):
        SENT = "sent", _("sent")
        REACHED = "reached", _("reached")
        REPLIED = "replied", _("they replied")
        NO_ANSWER = "no_answer", _("no answer")
        WAITING = "waiting", _("wait until a day")
        WILL_ORDER = "will_order", _("will order on a day")
        HOLDS_BACK = "holds_back", _("holds back")
        NO_NEED = "no_need", _("no need")
        FINISHED = "finished", _("finished")

    class Reason(models.TextChoices):
        NOT_NOW = "not_now", _("not the right moment")
        KNOWN = "known", _("dealt with already")
        NOT_FITTING = "not_fitting", _("does not fit this customer")
        NO_WAY = "no_way", _("no way to reach them")
        OTHER = "other", _("other")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="follow_ups")
    play = models.CharField(_("play"), max_length=60)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField(_("came up"), default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(_("due"))
    shows_on = models.DateField()
    snoozed_until = models.DateField(_("snoozed until"), null=True, blank=True)
    holder = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    assignee = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    told_for = models.DateField(null=True, editable=False)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", db_index=False)
    rank = models.FloatField(default=0)
    factors = models.JSONField(default=dict)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True, default="")
    reason = models.CharField(max_length=20, choices=Reason.choices, blank=True, default="")
    note = models.CharField(_("note"), max_length=1000, blank=True, default="")
    contact_logged = models.ForeignKey(
        Interaction, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    judged = models.ForeignKey(Judgement, models.SET_NULL, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("follow-up")
        constraints = (
            models.UniqueConstraint(
                fields=["customer", "play"],
                condition=models.Q(ended_at=None),
                name="one_follow_up_a_play",
            ),
        )
        indexes = (
            # Whole, not for what is open alone: SQLite does not see that a parameter says so.
            models.Index(fields=["holder", "state", "-rank"], name="queue_of_a_person"),
            models.Index(fields=["holder", "state", "place", "-rank"], name="queue_by_place"),
            models.Index(
                fields=["holder", "state", "customer", "shows_on", "play"],
                name="customers_of_a_queue",
            ),
            models.Index(fields=["closed_by", "-closed_at"], name="done_by_a_person"),
        )

    def __str__(self) -> str:
        return f"{self.play} · {self.customer_id}"

    @property
    def owner(self) -> User | None:
        """Who holds the customer, which decides who may see and do it."""
        return self.customer.owner
