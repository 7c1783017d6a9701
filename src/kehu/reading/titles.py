"""What the codes of a read mail are called."""

from functools import cache
from typing import Any

from kehu.rulebook import read
from kehu.words import Lang


def title(group: str, code: str, lang: Lang) -> str:
    """A code in words, such as `title("kind", "complaint", "en")`."""
    words: str = _titles()[group][code][lang]
    return words


def titles(group: str, lang: Lang) -> dict[str, str]:
    """All codes of a group in words, in the order of the rulebook."""
    return {code: words[lang] for code, words in _titles()[group].items()}


def signal_words(code: str, lang: Lang) -> tuple[str, str, str]:
    """A signal's title, its reason, and its tone: for, against or neutral."""
    words = _titles()["signals"][code]
    return words[lang], words["why"][lang], words["tone"]


@cache
def _titles() -> dict[str, Any]:
    titles: dict[str, Any] = read("reading/titles.yaml")
    return titles
