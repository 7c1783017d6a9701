"""The one text in which everything is found: subject, body, what is passed on, signature."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")
_LONGEST = 2_000  # signs of a sentence
# A point behind a short word and before a small letter is that of an abbreviation: `300 pcs. of`.
_ENDS = re.compile(
    r"(?<=[!?])\s+"
    r"|(?<=\.)(?<!Mr\.)(?<!Mrs\.)(?<!Ms\.)(?<!Dr\.)(?<!Pvt\.)(?<!No\.)(?<!Nr\.)\s+(?![a-zà-ÿа-яё])"
    r"|(?<=[^\W\d_]{5}\.)\s+|(?<=[。！？；؟])\s*"
    # A long line that goes on in small letters was broken by a mail program.
    r"|(?<![^\n]{55})\n+|\n+(?![a-zà-ÿа-яёء-ي])|\s•\s"
)


@dataclass(frozen=True)
class Found(Generic[Value]):
    """A value and where in the text it was read: `text[start:end]` are the words."""

    value: Value
    start: int
    end: int


class Taken:
    """Which signs of a text are spoken for already."""

    def __init__(self, places: Iterable[tuple[int, int]] = ()) -> None:
        self._signs: set[int] = set()
        for start, end in places:
            self.add(start, end)

    def add(self, start: int, end: int) -> None:
        self._signs.update(range(start, end))

    def touches(self, start: int, end: int) -> bool:
        """Is one of the signs from `start` up to `end` spoken for?"""
        return not self._signs.isdisjoint(range(start, end))


@dataclass(frozen=True)
class Sentence:
    """A sentence or a line, and where it begins."""

    words: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.words)


@dataclass(frozen=True)
class MailText:
    """What the sender wrote now. `whole` is all of it, in the order of reading."""

    subject: str
    body: str
    passed_on: str
    signature: str

    @cached_property
    def whole(self) -> str:
        return "\n".join((self.subject, self.body, self.passed_on, self.signature))

    @cached_property
    def said(self) -> str:
        """Without the signature; a beginning of `whole`, so that places are the same in both."""
        return self.whole[: len(self.whole) - len(self.signature)]

    @property
    def body_start(self) -> int:
        return len(self.subject) + 1

    @property
    def signature_start(self) -> int:
        return len(self.said)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Of the said, the subject the first of them."""
        return tuple(_sentences(self.said))

    def sentence_at(self, place: int) -> Sentence:
        """The sentence in which a place stands."""
        number = bisect_right(self.sentences, place, key=lambda one: one.start)
        return self.sentences[number - 1] if number else Sentence(self.said, 0)

    def words(self, found: Found[Any]) -> str:
        """The words a value was read from, with single spaces."""
        return " ".join(self.whole[found.start : found.end].split())


def _of_length(words: str, start: int) -> Iterator[Sentence]:
    """A sentence; one without an end in pieces, so that nothing is held against all of it."""
    while len(words) > _LONGEST:
        space = words.rfind(" ", 0, _LONGEST)
        cut = space + 1 if space > 0 else _LONGEST
        if words[:cut].strip():
            yield Sentence(words[:cut].strip(), start + cut - len(words[:cut].lstrip()))
        words, start = words[cut:], start + cut
    yield Sentence(words, start)


def _sentences(text: str) -> Iterator[Sentence]:
    start = 0
    for mark in [*_ENDS.finditer(text), None]:
        end = mark.start() if mark else len(text)
        piece = text[start:end]
        bare = piece.strip()
        if bare:
            yield from _of_length(bare, start + piece.index(bare[0]))
        start = mark.end() if mark else end
