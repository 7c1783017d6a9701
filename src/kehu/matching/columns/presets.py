"""What sheets exporters have, from `rulebook/presets.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from kehu.matching.columns.fields import Field, all_fields, heading_key
from kehu.rulebook import read
from kehu.words import Lang


@dataclass(frozen=True)
class Preset:
    """A kind of sheet: its fields in order of precedence, and which must be there.

    `needs`: of each line one field; `given` fills fields that a sheet does not have, `fallback`
    those of new rows that nothing says; `words` are headings that mean a field here alone;
    `example` are rows of the template, by field.
    """

    name: str
    title: Mapping[Lang, str]
    says: Mapping[Lang, str]
    fields: tuple[Field, ...]
    needs: tuple[tuple[str, ...], ...]
    given: Mapping[str, str]
    fallback: Mapping[str, str]
    words: Mapping[str, str]
    example: tuple[Mapping[str, Any], ...]

    def named(self, heading: str) -> list[Field]:
        """The fields that a heading may name, the one meant first."""
        key = heading_key(heading)
        if key in self.words:
            return [all_fields()[self.words[key]]]
        return [field for field in self.fields if key in field.words]

    def lacks(self, fields: frozenset[str]) -> list[tuple[str, ...]]:
        """The needs that these fields do not fill."""
        return [need for need in self.needs if not fields.intersection(need)]


@cache
def presets() -> dict[str, Preset]:
    """All presets by name, in the order in which they are offered."""
    return {name: _preset(name, told) for name, told in read("presets.yaml").items()}


def _preset(name: str, told: Mapping[str, Any]) -> Preset:
    fields = tuple(all_fields()[field] for field in told["columns"])
    words = {
        heading_key(word): field for field, words in told.get("words", {}).items() for word in words
    }
    needs = tuple(tuple(need) for need in told["needs"])
    given = told.get("given", {})
    return Preset(
        name, told["title"], told["says"], fields, needs, given, told.get("fallback", {}), words,
        tuple(told["example"]),
    )  # fmt: skip


@cache
def known_heading(text: str) -> bool:
    """Is it a word for any column of any preset?"""
    key = heading_key(text)
    return bool(key) and any(key in field.words for field in all_fields().values())
