"""What people keep of the book: their views, and work over many customers that is under way."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.desk.grading.models import RulebookVersion
from kehu.desk.ledger.models import Tag


class SavedView(models.Model):
    """A list that somebody comes back to: a name for an address."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="views", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=80)
    query = models.TextField(blank=True)
    shared = models.BooleanField(_("shared with everybody"), default=False)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("view")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class BulkChange(models.Model):
    """Something done to many customers: whose, what, how far it is, and how they were before.

    `customers` are their numbers and `before` what to put back, both as 64-bit whole numbers one
    after the other; `before` is NOT_CHANGED for whom nothing changed.
    """

    class Verb(models.TextChoices):
        ASSIGN = "assign", _("assign")
        TAG = "tag", _("tag")
        UNTAG = "untag", _("remove tag")
        START = "start", _("start a play")
        CALL_OFF = "call_off", _("call off a play")

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    verb = models.CharField(max_length=10, choices=Verb.choices)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    tag = models.ForeignKey(Tag, models.CASCADE, null=True)
    play = models.CharField(max_length=60, blank=True, default="")
    undoes = models.OneToOneField("self", models.CASCADE, null=True, related_name="undone_by")
    customers = models.BinaryField()
    before = models.BinaryField()
    total = models.IntegerField()
    done = models.IntegerField(default=0)
    changed = models.IntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("change of many customers")

    def __str__(self) -> str:
        return f"{self.verb} {self.done}/{self.total}"


class BackTest(models.Model):
    """Forecasts and labels of a past day by one rulebook, judged by the days after it.

    `rulebook` is None for the default one. `rows` are those of the engine's report without what is
    not known, money in `currency`; `why` is the code of what ended it early, with its fields.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for the worker")
        READING = "reading", _("reads orders and other facts")
        JUDGING = "judging", _("grades everybody as of that day, and compares")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    on = models.DateField(_("day"))
    days = models.PositiveSmallIntegerField(_("days"))
    rulebook = models.ForeignKey(RulebookVersion, models.CASCADE, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    currency = models.CharField(max_length=3, blank=True, default="")
    rows = models.JSONField(default=list)
    made_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=60, blank=True, default="")
    why_fields = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("back-test")
        indexes = (models.Index(fields=["state", "on", "days"], name="backtests_by_day"),)

    def __str__(self) -> str:
        return f"{self.on} + {self.days}"
