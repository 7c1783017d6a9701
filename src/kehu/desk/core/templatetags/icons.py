"""Small drawings beside words; a reader who sees none misses nothing."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """The drawing of that name out of `frontend/src/icons.txt`."""
    drawing = static("icons.svg")
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', drawing, name
    )
