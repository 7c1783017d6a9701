"""What `rulebook/duplicates.yaml` says, typed."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from kehu.rulebook import read
from kehu.words import Lang

Agreement = Literal["agrees", "nearly", "differs", "missing"]


@dataclass(frozen=True)
class Level:
    """How far two values agree, with Fellegi and Sunter's m and u shipped for it."""

    name: str
    m: float
    u: float
    agreement: Agreement


@dataclass(frozen=True)
class Field:
    """One thing compared; `levels` from the most to the least agreement."""

    name: str
    title: dict[Lang, str]
    levels: tuple[Level, ...]


@dataclass(frozen=True)
class Role:
    """What a column can be, and the headers that say so."""

    name: str
    title: dict[Lang, str]
    headers: tuple[str, ...]


@dataclass(frozen=True)
class Rules:
    """Numbers of the file by their names there; see its comments."""

    roles: dict[str, Role]
    fields: dict[str, Field]
    places: frozenset[str]
    identity: dict[str, frozenset[str]]
    streets: dict[str, str]
    block_limit: int
    pairs_at_least: int
    pairs_a_record: int
    shared_by: int
    common_share: float
    common_from: int
    random_pairs: int
    training_pairs: int
    prior_pairs: float
    prior_strangers: float
    expected_duplicates: float
    seed: int
    threshold: float
    related: float
    review: float
    contradiction: float


_NUMBERS = (
    "block_limit", "pairs_at_least", "pairs_a_record", "shared_by", "common_share", "common_from",
    "random_pairs", "training_pairs", "prior_pairs", "prior_strangers", "expected_duplicates",
    "seed", "threshold", "related", "review", "contradiction",
)  # fmt: skip


@cache
def rules() -> Rules:
    """What ships with the package, read once."""
    written = read("duplicates.yaml")
    return Rules(
        roles={
            name: Role(name, role["title"], tuple(role["headers"]))
            for name, role in written["columns"].items()
        },
        fields={name: _field(name, field) for name, field in written["fields"].items()},
        places=frozenset(written["places"]),
        identity={name: frozenset(levels) for name, levels in written["identity"].items()},
        streets={word: kind for kind, some in written["streets"].items() for word in some.split()},
        **{name: written[name] for name in _NUMBERS},
    )


def _field(name: str, written: dict[str, Any]) -> Field:
    levels = tuple(Level(level, **told) for level, told in written["levels"].items())
    return Field(name, written["title"], levels)
