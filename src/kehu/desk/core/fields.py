"""Exact numbers: decimals to Python, whole numbers to a database that would make them floats."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

_LIMIT = Decimal(10) ** 18  # of what a whole number of 64 bits holds


class ScaledField(models.BigIntegerField):  # type: ignore[type-arg]
    """A decimal with a fixed number of places, kept as a whole number of the smallest unit.

    SQLite keeps decimals as floats; a whole number is exact on both databases, and sums and sorts
    as fast as any. A value with more places than the field has is refused, not rounded.
    """

    places: int
    # What mypy's plugin takes such a column to hold.
    _pyi_private_set_type: Decimal | int | str  # type: ignore[assignment]
    _pyi_private_get_type: Decimal  # type: ignore[assignment]

    def from_db_value(self, value: int | None, *_: Any) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-self.places)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        try:
            return Decimal(str(value))
        except ArithmeticError as error:
            raise ValidationError(_("Enter a number."), code="invalid") from error

    def get_prep_value(self, value: Any) -> int | None:
        number = self.to_python(value)
        if number is None:
            return None
        if not number.is_finite() or abs(number) >= _LIMIT.scaleb(-self.places):
            raise ValidationError(_("This number is too large."), code="too_large")
        scaled = number.scaleb(self.places)
        if scaled != scaled.to_integral_value():
            raise ValidationError(
                _("No more than %(places)d decimal places."),
                code="too_many_places",
                params={"places": self.places},
            )
        return int(scaled)

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        self.get_prep_value(value)

    def formfield(self, **kwargs: Any) -> Any:
        chosen = {"form_class": forms.DecimalField, "decimal_places": self.places, **kwargs}
        return models.Field.formfield(self, **chosen)


class AmountField(ScaledField):
    """Money, or a quantity, to a ten-thousandth, as ledger.md keeps them."""

    places = 4


class PriceField(ScaledField):
    """A price of one unit, to a millionth."""

    places = 6


class RateField(ScaledField):
    """Base-currency units for one unit of a currency, to ten places."""

    places = 10
