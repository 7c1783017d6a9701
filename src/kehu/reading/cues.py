"""Words that say by themselves what a mail is about (`rulebook/reading/cues.yaml`)."""

import re
from functools import cache

from kehu.reading.text import Found, MailText
from kehu.rulebook import read


def cues(text: MailText, purpose: str) -> list[Found[str]]:
    """The words of a purpose in what was said, in its order."""
    return [Found(match[0], match.start(), match.end())
            for match in _patterns()[purpose].finditer(text.said)]  # fmt: skip


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {purpose: _pattern(words) for purpose, words in read("reading/cues.yaml").items()}


def _pattern(words: list[str]) -> re.Pattern[str]:
    """Any of the words, not inside another; scripts without spaces do not set words apart."""
    spaced = "|".join(
        _one(word) for word in sorted(words, key=len, reverse=True) if word.strip("* ")
    )
    return re.compile(rf"(?<![a-zà-ÿа-яёء-ي'])(?:{spaced})(?![a-zà-ÿа-яёء-ي])", re.IGNORECASE)


def _one(word: str) -> str:
    return re.escape(word).replace(r"\*", r"[^\W\d_]*")
