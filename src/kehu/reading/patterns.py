"""Patterns made of the rulebook's lists of words."""

import re
from collections.abc import Iterable

# Letters that may not touch a word on either side: `tel` is not said by `hotel`. Scripts without
# spaces are left out, since they do not set words apart.
LETTERS = "a-zà-ÿа-яё"
ARABIC = "ء-ي"


def any_of(words: Iterable[object]) -> str:
    """A group of alternatives, the longest first; a word that ends in `*` goes on with letters."""
    written = sorted((str(word) for word in words if str(word).strip("* ")), key=len, reverse=True)
    return f"(?:{'|'.join(map(_one, written))})"


def whole(
    words: Iterable[object], before: str = LETTERS + ARABIC, behind: str = LETTERS + ARABIC
) -> re.Pattern[str]:
    """Any of the words where none of the signs `before` and `behind` touches it; in any case."""
    return re.compile(rf"(?<![{before}])({any_of(words)})(?![{behind}])", re.IGNORECASE)


def _one(word: str) -> str:
    return re.escape(word).replace(r"\*", r"[^\W\d_]*")
