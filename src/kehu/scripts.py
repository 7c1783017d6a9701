"""Drafts: what to write to a buyer, from a script and the facts that are known.

A sentence whose fact is not known is left out, and so is a subject: scripts are written so that
they read well all the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Any

from kehu.rulebook import read

PLACEHOLDERS = (
    "contact", "company", "us", "me", "goods", "last_order_on", "category", "asked_goods",
    "asked_on", "proforma_on", "proforma_amount", "sample_goods", "delivered_on", "order_time",
    "ramadan_on", "cny_on",
)  # fmt: skip
_ELSE = "en"  # a language without a script is written to in English


@dataclass(frozen=True)
class Draft:
    """A message ready to be read over: what stands in square brackets is still to be filled in."""

    language: str
    subject: str
    body: str


@dataclass(frozen=True)
class Scripts:
    """Letters by name and language, and how they begin and end in each language."""

    letters: Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]]
    greetings: Mapping[str, Mapping[str, Mapping[str, str]]]
    closings: Mapping[str, Sequence[str]]

    def language(self, name: str, wanted: str) -> str:
        """The language in which a buyer who reads `wanted` is written to."""
        return wanted if wanted in self.letters[name] else _ELSE

    def draft(self, name: str, language: str, tone: str, facts: Mapping[str, str | None]) -> Draft:
        """The letter in a language it has, in the `tone` of an address term."""
        letter = self.letters[name][language]
        greetings = self.greetings[language]
        greeting = greetings.get(tone, greetings["potential"])
        opening = greeting["named" if facts.get("contact") else "unnamed"]
        lines = [opening, *letter["lines"]]
        said = [text for line in lines if (text := filled(line, facts)) is not None]
        ending = [text for line in self.closings[language] if (text := filled(line, facts))]
        subjects = (filled(subject, facts) for subject in letter["subject"])
        subject = next((one for one in subjects if one is not None), "")
        return Draft(language, subject, "\n\n".join([*said, "\n".join(ending)]))


def filled(text: str, facts: Mapping[str, str | None]) -> str | None:
    """The text with its facts; None where one is not known."""
    names = [name for _, name, _, _ in Formatter().parse(text) if name]
    if any(not facts.get(name) for name in names):
        return None
    return text.format_map(facts)


@cache
def default_scripts() -> Scripts:
    """The scripts that ship."""
    found: dict[str, Any] = read("scripts.yaml")
    return Scripts(found["scripts"], found["greetings"], found["closings"])
