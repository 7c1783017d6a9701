"""Between a form and an action: what the action finds wrong stands beside the field."""

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from kehu.desk.core.languages import page_language
from kehu.errors import KehuError

Done = TypeVar("Done")


def done(form: forms.BaseForm, act: Callable[[], Done]) -> Done | None:
    """What `act` returns; None where the form or the action found a fault, which the form shows."""
    if not form.is_valid():
        return None
    try:
        return act()
    except ValidationError as error:
        _tell(form, error)
    except KehuError as error:
        form.add_error(None, error.message(page_language()))
    return None


def _tell(form: forms.BaseForm, error: ValidationError) -> None:
    """Faults of fields that the form does not have stand above it."""
    faults = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error}
    for name, said in faults.items():
        form.add_error(name if name in form.fields else None, said)
