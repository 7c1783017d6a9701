"""Words that say by themselves what a mail is about (`rulebook/reading/cues.yaml`)."""

import re
from functools import cache

from kehu.reading.patterns import ARABIC, LETTERS, whole
from kehu.reading.text import Found, MailText
from kehu.rulebook import read


def cues(text: MailText, purpose: str) -> list[Found[str]]:
    """The words of a purpose in what was said, in its order."""
    return [Found(match[0], match.start(), match.end())
            for match in _patterns()[purpose].finditer(text.said)]  # fmt: skip


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    apart = LETTERS + ARABIC + "'"
    return {
        purpose: whole(words, apart, apart) for purpose, words in read("reading/cues.yaml").items()
    }
