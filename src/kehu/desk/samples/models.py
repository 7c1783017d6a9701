"""What the desk knows of a sample beside the ledger's row, and what the company set for itself."""

from functools import cache

from django.conf import settings
from django.db import models
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from kehu.desk.accounts.models import User
from kehu.desk.core.fields import AmountField
from kehu.desk.core.languages import page_language
from kehu.desk.ledger.models import Customer, Interaction, Order, Sample
from kehu.desk.ledger.models.rows import currency_field, must_have_rate
from kehu.rulebook import read
from kehu.words import Lang


@cache
def _titles() -> dict[str, dict[Lang, str]]:
    return {code: one["title"] for code, one in read("samples.yaml")["decisions"].items()}


def _title(code: str) -> str:
    return _titles()[code][page_language()]


_titled = lazy(_title, str)


class DecisionCode(models.TextChoices):
    """As in `rulebook/samples.yaml`, which has their titles, and as a mail's triage has them."""

    SEND_FREE = "send_free", _titled("send_free")
    BUYER_PAYS_FREIGHT = "buyer_pays_freight", _titled("buyer_pays_freight")
    BUYER_PAYS_SAMPLE_AND_FREIGHT = (
        "buyer_pays_sample_and_freight", _titled("buyer_pays_sample_and_freight")
    )  # fmt: skip
    VERIFY_FIRST = "verify_first", _titled("verify_first")
    QUOTE_INSTEAD = "quote_instead", _titled("quote_instead")
    DECLINE = "decline", _titled("decline")


class SampleOutcome(models.TextChoices):
    ORDERED = "ordered", _("ordered")
    REFUSED = "refused", _("refused after testing")
    NO_ANSWER = "no_answer", _("no answer")
    LOST = "lost", _("lost on the way")
    CALLED_OFF = "called_off", _("called off")


class SampleCase(models.Model):
    """One to one with the ledger's sample; a sample that came by an import has none at first.

    Money of ours is in `cost_currency`. `because` is the proposal's reason in both languages.
    `undo` is what the last step changed, for whoever did it to take it back.
    """

    sample = models.OneToOneField(Sample, models.PROTECT, related_name="case")
    pieces = models.PositiveIntegerField(_("pieces"), default=1)
    is_definite = models.BooleanField(_("the buyer named the product"), default=True)
    checked = models.CharField(
        _("how the company was checked"), max_length=300, blank=True, default=""
    )
    suggested = models.CharField(
        _("decision by the mail"),
        max_length=40,
        choices=DecisionCode.choices,
        blank=True,
        default="",
    )
    note = models.TextField(_("what they wrote"), blank=True, default="")

    decision = models.CharField(
        _("decision"), max_length=40, choices=DecisionCode.choices, blank=True, default=""
    )
    proposed = models.CharField(
        _("proposed"), max_length=40, choices=DecisionCode.choices, blank=True, default=""
    )
    rule = models.CharField(_("rule"), max_length=60, blank=True, default="")
    because = models.JSONField(_("why proposed"), default=dict, blank=True)
    why = models.CharField(_("why decided otherwise"), max_length=500, blank=True, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name=_("decided by"),
    )  # fmt: skip
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    asked_to_verify_at = models.DateTimeField(_("asked for proof"), null=True, blank=True)

    goods_cost = AmountField(_("our cost of the goods"), null=True, blank=True)
    freight_cost = AmountField(_("our cost of freight"), null=True, blank=True)
    cost_currency = currency_field()
    courier = models.CharField(_("courier"), max_length=60, blank=True, default="")
    tracking_number = models.CharField(_("tracking number"), max_length=80, blank=True, default="")
    feedback = models.ForeignKey(
        Interaction, models.SET_NULL, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("feedback"),
    )  # fmt: skip
    credited_on = models.ForeignKey(
        Order, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("credited on order"),
    )  # fmt: skip
    credited = AmountField(_("credited"), null=True, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=20, choices=SampleOutcome.choices, blank=True, default=""
    )
    outcome_note = models.CharField(_("note"), max_length=500, blank=True, default="")
    concluded_at = models.DateTimeField(_("concluded"), null=True, blank=True)
    undo = models.JSONField(default=dict, blank=True, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("sample case")

    def __str__(self) -> str:
        return self.sample.code

    def clean(self) -> None:
        """Money in a currency without a rate could not be counted: it is refused."""
        super().clean()
        must_have_rate(self.cost_currency, self.sample.requested_at, "cost_currency")

    @property
    def customer(self) -> Customer:
        return self.sample.customer

    @property
    def owner(self) -> User | None:
        """Who holds the customer."""
        return self.sample.owner


class HouseRule(models.Model):
    """What the company set for itself: one row; what is empty is as it ships.

    `decisions` are those for known customers, by the rule's name.
    """

    decisions = models.JSONField(_("known customers"), default=dict, blank=True)
    budget_month = AmountField(_("budget of a month"), null=True, blank=True)
    cheap_up_to_usd = AmountField(_("cheap up to, in US dollars"), null=True, blank=True)
    few_up_to_pieces = models.PositiveIntegerField(_("few up to, in pieces"), null=True, blank=True)
    converts_within_days = models.PositiveIntegerField(
        _("days within which an order counts"), null=True, blank=True
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("house rule for samples")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
