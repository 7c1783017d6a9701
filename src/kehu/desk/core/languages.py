"""The reader's language, in the rulebook's words for it."""

from django.utils.translation import get_language

from kehu.words import Lang


def page_language() -> Lang:
    """The language that the page being made is in."""
    return "zh" if (get_language() or "").startswith("zh") else "en"
