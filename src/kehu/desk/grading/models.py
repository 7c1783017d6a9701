"""What the engine found: each customer's measures and labels now, every change, the rulebooks."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.desk.ledger.models import Customer


class RulebookVersion(models.Model):
    """What the company lays over the default rulebook; the newest is in force.

    `graded` customers have their labels by it, all of them from `graded_at`.
    """

    text = models.TextField(_("rules"), blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name=_("author"),
    )  # fmt: skip
    note = models.CharField(_("note"), max_length=500, blank=True)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    graded = models.PositiveIntegerField(default=0, editable=False)
    graded_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("rulebook")
        get_latest_by = "pk"

    def __str__(self) -> str:
        return f"v{self.pk}"


class RulebookDraft(models.Model):
    """What one person is changing and has not saved: a text that may have faults.

    `based_on` is the version that it changes, none for the default.
    """

    author = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    based_on = models.ForeignKey(RulebookVersion, models.CASCADE, null=True, related_name="+")
    text = models.TextField(blank=True)

    class Meta:
        verbose_name = _("rulebook draft")

    def __str__(self) -> str:
        return str(self.author_id)


class Word(models.Model):
    """A word that grades hold by its code: a label, a rule, the text of a measure."""

    code = models.BigIntegerField(primary_key=True)
    text = models.TextField()

    class Meta:
        verbose_name = _("word")

    def __str__(self) -> str:
        return self.text


class Shape(models.Model):
    """What grades hold, in their order: names of measures, and of dimensions.

    A hundred thousand customers have the same names; written once they cost nothing. Beside them
    is kept what all customers together say: the usual order amount in base currency, and the
    forecast models fitted to them (`Outlook.as_text`).
    """

    measures = models.JSONField()
    dimensions = models.JSONField()
    usual_order_amount = models.FloatField(null=True)
    outlook = models.TextField(blank=True, default="")

    class Meta:
        verbose_name = _("shape")

    def __str__(self) -> str:
        return f"{len(self.measures)} × {len(self.dimensions)}"


class Grade(models.Model):
    """One customer's measures and labels, as of a moment.

    `packed` holds them in the order of the shape, as `packing` reads and writes it.
    """

    customer = models.OneToOneField(Customer, models.CASCADE, primary_key=True)
    shape = models.ForeignKey(Shape, models.PROTECT)
    as_of = models.DateTimeField()
    packed = models.BinaryField()
    changed_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("grade")

    def __str__(self) -> str:
        return str(self.customer_id)


class Regraded(models.Model):
    """A customer whose measures or labels were found anew, and whose plays were not yet looked at.

    Grading leaves it in the transaction that writes the grade; follow-ups, which stand above, take
    it up before the next page is shown.
    """

    customer = models.OneToOneField(Customer, models.CASCADE, primary_key=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("regraded customer")

    def __str__(self) -> str:
        return str(self.customer_id)


class LabelChange(models.Model):
    """One label that changed: from what, to what, by which rule.

    `read` is what that rule read; where the label fell, also what the label before it read.
    """

    made_of_customer = True  # the history of one customer is not another's

    customer = models.ForeignKey(Customer, models.CASCADE)
    dimension = models.CharField(_("dimension"), max_length=60)
    before = models.CharField(_("before"), max_length=100, blank=True)
    after = models.CharField(_("after"), max_length=100, blank=True)
    rule = models.CharField(_("rule"), max_length=60)
    read = models.JSONField(default=dict)
    at = models.DateTimeField(_("when"), db_index=True)

    class Meta:
        verbose_name = _("label change")
        indexes = (models.Index(fields=["customer", "dimension", "-at"], name="label_history"),)

    def __str__(self) -> str:
        return f"{self.dimension}: {self.before} → {self.after}"
