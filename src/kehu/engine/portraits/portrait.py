"""The portrait in memory: tags and what says them, and the figures by which groups are compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kehu.engine.rules.conditions import Node, names_in
from kehu.engine.rules.rulebook import Title

NOTHING = "none"  # judged so, a tag is none of its values
BETWEEN = ";"  # between the values that were judged of one tag
CATEGORY = "category"  # the kind of trait that is a product category bought
AS_WRITTEN = "as_written"  # words of no language, whose capitals count
# Measures whose words are traits of their own: no dimension's label and no tag says them already.
WORDS = ("country", "need", "judged_hesitation")


@dataclass(frozen=True)
class TagValue:
    """One value of a tag, and what says it: one of a condition, words by language, and roles.

    With none of them a person alone puts it.
    """

    code: str
    title: Title
    when: Node | None
    words: Mapping[str, tuple[str, ...]]
    roles: tuple[str, ...]

    @cached_property
    def judged_as(self) -> frozenset[str]:
        """How a judgement may write it, in small letters."""
        said = [word for words in self.words.values() for word in words]
        written = [self.code, *self.title.values(), *said, *self.roles]
        return frozenset(one.lower() for one in written)


@dataclass(frozen=True)
class Tag:
    """A question about a customer; `standard` says when the company puts which value (M5)."""

    name: str
    source: str
    title: Title
    about: Title
    standard: Title
    values: tuple[TagValue, ...]
    many: bool

    @cached_property
    def codes(self) -> tuple[str, ...]:
        return tuple(value.code for value in self.values)

    @cached_property
    def reads(self) -> frozenset[str]:
        """Measures and labels that its conditions read."""
        nodes = [value.when for value in self.values if value.when]
        return frozenset(name for node in nodes for name in names_in(node))

    @property
    def is_heard(self) -> bool:
        """Do customers mention it in their messages?"""
        return any(value.words for value in self.values)

    def value(self, code: str) -> TagValue | None:
        return next((value for value in self.values if value.code == code), None)


@dataclass(frozen=True)
class Template:
    """A sentence's part with `{value}` in it, and values that are said otherwise."""

    usual: Title | None
    values: Mapping[str, Title]


@dataclass(frozen=True)
class Saying:
    """How the traits of a kind are said; None where there is no special way."""

    title: Title | None = None
    trait: Template | None = None
    noun: Template | None = None
    before: Template | None = None
    after: Template | None = None


@dataclass(frozen=True)
class Doubt:
    """When a commonality is believed; `portrait.yaml` says what each figure means."""

    false_alarms: float
    at_least: int
    prior: float


@dataclass(frozen=True)
class Grouping:
    """What similar customers are alike in, who is left out, and how many groups there may be."""

    kinds: tuple[str, ...]
    numbers: tuple[str, ...]
    enough: int
    fewest: int
    most: int


@dataclass(frozen=True)
class Portrait:
    """Proved and ready: conditions name only what exists, and no tag is of religion."""

    tags: Mapping[str, Tag]
    doubt: Doubt
    grouping: Grouping
    said: Mapping[str, Saying]

    @cached_property
    def reads(self) -> frozenset[str]:
        """Measures and labels that conditions of tags read."""
        return frozenset(name for tag in self.tags.values() for name in tag.reads)

    def saying(self, kind: str) -> Saying:
        return self.said.get(kind, Saying())
