"""Patterns made of the rulebook's lists of words."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

# Letters that may not touch a word on either side: `tel` is not said by `hotel`. Scripts without
# spaces are left out, since they do not set words apart.
LETTERS = "a-zà-ÿа-яё"
ARABIC = "ء-ي"


def any_of(words: Iterable[object]) -> str:
    """A group of alternatives, of which there must be one, the longest first; a word that ends in
    `*` goes on with letters."""
    written = sorted({str(word) for word in words if str(word).strip("* ")}, key=_begins)
    begins = re.escape("".join(sorted({word[0] for word in written})))
    alike = (_branch([*some]) for _, some in groupby(written, key=lambda word: _begins(word)[0]))
    # At most places of a text no word begins: one look tells, and a second which of them may.
    return f"(?:(?=[{begins}])(?:{'|'.join(alike)}))"


def whole(
    words: Iterable[object], before: str = LETTERS + ARABIC, behind: str = LETTERS + ARABIC
) -> re.Pattern[str]:
    """Any of the words where none of the signs `before` and `behind` touches it; in any case."""
    return re.compile(rf"(?<![{before}])({any_of(words)})(?![{behind}])", re.IGNORECASE)


def _begins(word: str) -> tuple[str, int, str]:
    """Words that begin alike side by side, the longest of them first."""
    return word[0].lower(), -len(word), word


def _branch(words: Sequence[str]) -> str:
    """Words that begin alike, in any case: their first sign once, where it is the same."""
    if len({word[0] for word in words}) > 1:
        return "|".join(map(_one, words))
    return f"{re.escape(words[0][0])}(?:{'|'.join(_one(word[1:]) for word in words)})"


def _one(word: str) -> str:
    return re.escape(word).replace(r"\*", r"[^\W\d_]*")
