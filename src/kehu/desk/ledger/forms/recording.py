"""What people type when something happened with a customer."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.desk.accounts.models import User
from kehu.desk.ledger.models import (
    TOPICS,
    Contact,
    Customer,
    Inquiry,
    Interaction,
    Order,
    Payment,
    Product,
    Proforma,
    Quotation,
    Sample,
)

_NOON = time(12)


class MomentField(forms.DateField):
    """A day that becomes a moment: now where it is today, else noon of that day here."""

    def __init__(self, **options: Any) -> None:
        options.pop("max_length", None)
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**options)

    def clean(self, value: Any) -> datetime | None:
        day: date | None = super().clean(value)
        if day is None:
            return None
        if day == timezone.localdate():
            return timezone.now()
        return timezone.make_aware(datetime.combine(day, _NOON))


def _field(field: "models.Field[Any, Any]", **options: Any) -> Any:
    if isinstance(field, models.DateTimeField):
        chosen = {"label": field.verbose_name, "required": not field.blank, **options}
        return MomentField(**{name: chosen[name] for name in ("label", "required")})
    return field.formfield(**options)


class HappenedForm(forms.ModelForm):  # type: ignore[type-arg]
    """Something about a customer; what is typed is handed to a verb, the form saves nothing."""

    currency = forms.RegexField(
        r"^[A-Za-z]{3}$", label=_("Currency"), required=False,
        help_text=_("Three letters; empty is the base currency."),
    )  # fmt: skip

    def __init__(self, *arguments: Any, customer: Customer | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.customer = customer
        if "contact" in self.fields:
            self.fields["contact"].queryset = Contact.objects.filter(customer=customer)  # type: ignore[attr-defined]
        if "currency" in self.fields and "currency" not in self._meta.fields:  # type: ignore[operator]
            del self.fields["currency"]
        for field in self.fields.values():
            if isinstance(field, MomentField) and field.required:
                field.initial = timezone.localdate

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    def details(self) -> dict[str, Any]:
        """What the verb takes beside the actor and the customer."""
        return dict(self.cleaned_data)


class ProductField(forms.CharField):
    """A product by its number or SKU, or by its name where only one is called so."""

    def clean(self, value: Any) -> Product | None:
        written: str = super().clean(value)
        if not written:
            return None
        by_number = Product.objects.filter(code=written) or Product.objects.filter(sku=written)
        found = list(by_number[:2] or Product.objects.filter(name=written)[:2])
        if len(found) != 1:
            raise forms.ValidationError(
                _("No product is numbered or called “%(written)s”."), params={"written": written}
            )
        return found[0]


def product_field(**options: Any) -> ProductField:
    """With the catalogue's products offered while one types."""
    return ProductField(
        label=_("Product"), required=False,
        widget=forms.TextInput(attrs={
            "list": "products", "autocomplete": "off", "hx-get": "/customers/products",
            "hx-target": "#products", "hx-trigger": "input changed delay:200ms, focus once",
        }),
        **options,
    )  # fmt: skip


class OrderForm(HappenedForm):
    """An order; up to three lines, more come by import or API."""

    LINES = range(1, 4)

    class Meta:
        model = Order
        fields = ("ordered_at", "amount", "currency", "cost")
        formfield_callback = _field

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["amount"].required = False
        self.fields["amount"].help_text = _("Empty: the sum of the lines.")
        for n in self.LINES:
            self.fields[f"product_{n}"] = product_field()
            self.fields[f"quantity_{n}"] = forms.DecimalField(
                label=_("Quantity"), required=False, min_value=0
            )
            self.fields[f"unit_price_{n}"] = forms.DecimalField(
                label=_("Unit price"), required=False, min_value=0
            )

    @property
    def line_fields(self) -> list[list[forms.BoundField]]:
        """The fields of each line side by side."""
        names = ("product", "quantity", "unit_price")
        return [[self[f"{name}_{n}"] for name in names] for n in self.LINES]

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self._meta.fields or ()]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        for n in self.LINES:
            parts = [given.get(f"{name}_{n}") for name in ("product", "quantity", "unit_price")]
            wrong = any(f"{name}_{n}" in self.errors for name in ("product", "quantity"))
            if any(part is not None for part in parts) and None in parts and not wrong:
                self.add_error(f"product_{n}", _("A line needs product, quantity and unit price."))
        if given.get("amount") is None and not self.errors:
            given["amount"] = sum((q * price for _p, q, price in self._lines(given)), start=0)
            if not given["amount"]:
                self.add_error("amount", _("Say how much it is, or fill in the lines."))
        return given

    def _lines(self, given: dict[str, Any]) -> list[tuple[Any, Any, Any]]:
        lines = [
            tuple(given.get(f"{name}_{n}") for name in ("product", "quantity", "unit_price"))
            for n in self.LINES
        ]
        return [line for line in lines if None not in line]  # type: ignore[misc]

    def details(self) -> dict[str, Any]:
        given = self.cleaned_data
        plain = {name: given[name] for name in ("ordered_at", "amount", "currency", "cost")}
        return {**plain, "lines": tuple(self._lines(given))}


class PaymentForm(HappenedForm):
    """Money due for one of the customer's orders."""

    class Meta:
        model = Payment
        fields = ("order", "amount", "currency", "due_at", "paid_at")
        formfield_callback = _field

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        orders = Order.objects.filter(customer=self.customer, cancelled_at=None)
        self.fields["order"].queryset = orders.order_by("-ordered_at")  # type: ignore[attr-defined]


class ContactMadeForm(HappenedForm):
    """A message, call or meeting."""

    topics = forms.MultipleChoiceField(
        label=_("Topics"), choices=list(TOPICS.items()), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    class Meta:
        model = Interaction
        fields = ("at", "direction", "channel", "kind", "contact", "text")
        formfield_callback = _field

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.initial.update(direction=Interaction.Direction.OUT.value, channel="email")

    def details(self) -> dict[str, Any]:
        return {**self.cleaned_data, "topics": tuple(self.cleaned_data["topics"])}


class InquiryForm(HappenedForm):
    """A customer asked."""

    product = product_field()

    class Meta:
        model = Inquiry
        fields = ("at", "kind", "source", "order_intent", "expected_order_at")
        formfield_callback = _field

    def details(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        product = given.pop("product")
        return {**given, "products": (product,) if product else ()}


class QuotationForm(HappenedForm):
    """A price given."""

    product = product_field()

    class Meta:
        model = Quotation
        fields = ("at", "product", "unit_price", "market_price", "amount", "currency", "outcome",
                  "lost_reason")  # fmt: skip
        formfield_callback = _field


class ProformaForm(HappenedForm):
    """A proforma invoice."""

    class Meta:
        model = Proforma
        fields = ("issued_at", "amount", "currency", "valid_until")
        formfield_callback = _field


class SampleForm(HappenedForm):
    """A sample asked for."""

    product = product_field()

    class Meta:
        model = Sample
        fields = ("requested_at", "product", "fee", "freight", "currency")
        formfield_callback = _field


class PersonForm(HappenedForm):
    """A person in the buying company."""

    class Meta:
        model = Contact
        fields = ("name", "role", "email", "phone", "whatsapp", "language", "timezone",
                  "birth_year")  # fmt: skip
        formfield_callback = _field

    email = forms.EmailField(label=_("E-mail"), required=False)


class CustomerForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is known of a company."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Customer
        fields = ("name", "country", "city", "postcode", "address", "website", "source",
                  "channel_role", "relationship", "industry", "employees", "annual_turnover",
                  "is_member")  # fmt: skip

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()


class AssignForm(forms.Form):
    """Who holds the customer from now on."""

    to = forms.ModelChoiceField(
        label=_("Salesperson"), queryset=User.objects.none(), required=False,
        empty_label=_("Public pool"),
    )  # fmt: skip

    def __init__(self, *arguments: Any, people: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]


class DayForm(forms.Form):
    """The day on which something came about."""

    on = MomentField(label=_("Day"), initial=timezone.localdate)
    version = forms.IntegerField(widget=forms.HiddenInput)


class JudgeForm(forms.Form):
    """Something decided about a customer; which values there are depends on the subject."""

    value = forms.CharField(label=_("Decision"), max_length=200)
    until = MomentField(label=_("Until"), required=False)
    why = forms.CharField(
        label=_("Why"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self, *arguments: Any, choices: list[tuple[str, str]] | None = None, kind: str = "text",
        **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(*arguments, **options)
        if choices:
            self.fields["value"] = forms.ChoiceField(label=_("Decision"), choices=choices)
        elif kind == "date":
            self.fields["value"] = forms.DateField(
                label=_("Day"), widget=forms.DateInput(attrs={"type": "date"})
            )
        elif kind == "number":
            self.fields["value"] = forms.IntegerField(label=_("Points"), min_value=0, max_value=100)
