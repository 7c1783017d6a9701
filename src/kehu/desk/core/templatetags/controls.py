"""Form fields as the pages draw them."""

from django import template
from django.forms import BoundField, CheckboxInput, Select
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def control(field: BoundField) -> SafeString:
    """The field's widget with Tabler's class, marked where it is wrong."""
    widget = field.field.widget
    look = (
        "form-check-input" if isinstance(widget, CheckboxInput)
        else "form-select" if isinstance(widget, Select)
        else "form-control"
    )  # fmt: skip
    wrong = " is-invalid" if field.errors else ""
    return field.as_widget(attrs={**widget.attrs, "class": look + wrong})
