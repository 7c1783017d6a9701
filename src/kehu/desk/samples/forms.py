"""What people type at the sample desk; each form hands what was typed to a verb."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.desk.accounts.actor import Actor
from kehu.desk.ledger.forms.recording import MomentField, product_field
from kehu.desk.ledger.models import Customer, Interaction, Order, Sample
from kehu.desk.ledger.queries import customers_of
from kehu.desk.samples.in_force import House, as_shipped, sample_rules
from kehu.desk.samples.models import DecisionCode, SampleOutcome

_MOST = Decimal(10) ** 12
_CHANNELS = Interaction.Channel


def _money(label: Any, **options: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=False, min_value=0, max_value=_MOST, decimal_places=4, **options
    )


class CurrencyField(forms.RegexField):
    """ISO 4217 in any case; empty is the base currency."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            r"^[A-Za-z]{3}$", label=_("Currency"), required=False,
            help_text=_("Three letters; empty is the base currency."), **options,
        )  # fmt: skip

    def clean(self, value: Any) -> str:
        return str(super().clean(value)).upper()


class CustomerField(forms.CharField):
    """A customer within reach by its number, or by its name where only one is called so."""

    actor: Actor

    def clean(self, value: Any) -> Customer:
        written: str = super().clean(value)
        rows = customers_of(self.actor).select_related("owner")
        found = list(rows.filter(code=written) or rows.filter(name=written)[:2])
        if len(found) != 1:
            told = _("No customer of yours is numbered or called “%(written)s”.")
            raise forms.ValidationError(told, params={"written": written})
        return found[0]


class RequestForm(forms.Form):
    """A sample asked for; a link may fill it in (`?customer=…&product=…&pieces=…&decision=…`)."""

    customer = CustomerField(
        label=_("Customer"), max_length=300,
        widget=forms.TextInput(attrs={
            "list": "customers", "autocomplete": "off", "hx-get": "/samples/customers",
            "hx-target": "#customers", "hx-trigger": "input changed delay:200ms, focus once",
        }),
    )  # fmt: skip
    requested_at = MomentField(label=_("Requested"), initial=timezone.localdate)
    product = product_field()
    pieces = forms.IntegerField(label=_("Pieces"), min_value=1, max_value=100_000, initial=1)
    decision = forms.ChoiceField(
        label=_("What the mail was read as"), required=False,
        choices=lambda: [("", _("no mail, or not read")), *DecisionCode.choices],
    )  # fmt: skip
    is_definite = forms.BooleanField(
        label=_("The buyer asked for this very product"), required=False, initial=True
    )
    note = forms.CharField(
        label=_("What they wrote"), required=False, max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *arguments: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["customer"].actor = actor  # type: ignore[attr-defined]

    def details(self) -> dict[str, Any]:
        """What the verb takes beside the actor."""
        given = dict(self.cleaned_data)
        suggested = given.pop("decision")
        return {**given, "suggested": suggested}


class StepForm(forms.Form):
    """A step of a sample that is still as it was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, sample: Sample, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.sample = sample


class CheckedForm(StepForm):
    """How a company was verified."""

    checked = forms.CharField(
        label=_("How was the company checked?"), max_length=300,
        help_text=_("For example: business register, call to the switchboard, trade fair."),
    )  # fmt: skip


class DecideForm(StepForm):
    """Whether it is sent and who pays."""

    decision = forms.ChoiceField(label=_("Decision"), choices=DecisionCode.choices)
    why = forms.CharField(
        label=_("Why otherwise than proposed?"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    fee = _money(_("Price of the sample"))
    freight = _money(_("Freight"))
    currency = CurrencyField()


class PaidForm(StepForm):
    """The buyer paid."""

    paid_at = MomentField(label=_("Paid on"), initial=timezone.localdate)


class CostsForm(StepForm):
    """What it cost us, and under which number it travels."""

    courier = forms.CharField(label=_("Courier"), max_length=60, required=False)
    tracking_number = forms.CharField(label=_("Tracking number"), max_length=80, required=False)
    goods_cost = _money(_("Our cost of the goods"))
    freight_cost = _money(_("Our cost of freight"))
    cost_currency = CurrencyField()


class SendForm(CostsForm):
    """It left the house."""

    sent_at = MomentField(label=_("Sent on"), initial=timezone.localdate)
    field_order = ("sent_at", "courier", "tracking_number")


class ArrivedForm(StepForm):
    """The buyer has it."""

    arrived_at = MomentField(label=_("Arrived on"), initial=timezone.localdate)


class AskedForm(StepForm):
    """We asked for feedback."""

    at = MomentField(label=_("Asked on"), initial=timezone.localdate)
    channel = forms.ChoiceField(label=_("Channel"), choices=_CHANNELS.choices)
    text = forms.CharField(
        label=_("What we wrote"), required=False, max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class FeedbackForm(StepForm):
    """What they said of it."""

    at = MomentField(label=_("Answered on"), initial=timezone.localdate)
    channel = forms.ChoiceField(label=_("Channel"), choices=_CHANNELS.choices)
    text = forms.CharField(
        label=_("What they said"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ConcludeForm(StepForm):
    """What came of it."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=SampleOutcome.choices)
    outcome_note = forms.CharField(label=_("Note"), max_length=500, required=False)


class CreditForm(StepForm):
    """What the buyer paid is taken off an order."""

    order = forms.ModelChoiceField(label=_("Order"), queryset=Order.objects.none())
    credited = forms.DecimalField(label=_("Amount"), min_value=0, max_value=_MOST, decimal_places=4)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        orders = Order.objects.filter(customer=self.sample.customer_id, cancelled_at=None)
        self.fields["order"].queryset = orders.order_by("-ordered_at")  # type: ignore[attr-defined]


class HouseForm(forms.Form):
    """The house rule: a decision for each kind of known customer, and the numbers."""

    budget_month = _money(_("Budget of a month"))
    cheap_up_to_usd = _money(_("Cheap: up to this price apiece, in US dollars"))
    few_up_to_pieces = forms.IntegerField(
        label=_("Few: up to so many pieces"), required=False, min_value=1, max_value=100_000
    )
    converts_within_days = forms.IntegerField(
        label=_("An order counts within so many days after arrival"), required=False,
        min_value=1, max_value=3_650,
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, house: House, lang: Any, **options: Any) -> None:
        kept, shipped = house.kept, as_shipped()
        super().__init__(*arguments, **options)
        self.initial = {name: getattr(kept, name) for name in shipped} | {"version": kept.version}
        for name, value in shipped.items():
            self.fields[name].help_text = _("Empty: %(value)s, as it ships.") % {"value": value}
            self.fields[name].widget.attrs["placeholder"] = str(value)
        self.ruled = [rule for rule in sample_rules().rules.values() if rule.house]
        for rule in self.ruled:
            self.fields[rule.name] = forms.ChoiceField(
                label=rule.title[lang], choices=DecisionCode.choices,
                initial=house.decisions[rule.name],
            )  # fmt: skip

    def details(self) -> dict[str, Any]:
        """What the verb takes beside the actor; a decision as it ships is not kept."""
        given = dict(self.cleaned_data)
        chosen = {rule.name: given.pop(rule.name) for rule in self.ruled}
        usual = {rule.name: rule.decision for rule in self.ruled}
        return {**given, "decisions": {k: v for k, v in chosen.items() if v != usual[k]}}
