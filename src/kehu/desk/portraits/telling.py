"""What a group has in common, as lines of a page: by the question that a trait answers."""

from dataclasses import dataclass

from kehu.desk.portraits.in_force import facets_in_force, portrait_in_force
from kehu.desk.portraits.queries import InCommon, Place
from kehu.engine.portraits.commonality import Common
from kehu.engine.portraits.portrait import CATEGORY
from kehu.engine.portraits.telling import TraitWords

_MOST = 12  # of one question
_OF_PLACE = 6  # traits of a customer's country
_TAGS, _CATEGORIES = "tags", "categories"  # as the facets call them


@dataclass(frozen=True)
class CommonLine:
    """A trait: here and elsewhere in words, and shares of 100 for the bars."""

    common: Common
    trait: str
    here: str
    elsewhere: str
    lift: str
    share: float
    share_elsewhere: float


@dataclass(frozen=True)
class Section:
    """The traits that answer one question, such as what they buy."""

    title: str
    lines: list[CommonLine]


def sections(found: InCommon, words: TraitWords) -> list[Section]:
    """What is significant, the most telling first, by the questions that compare customers."""
    facets = facets_in_force().facets
    of = {trait.name: name for name, facet in facets.items() for trait in facet.traits}
    rest = [*facets][-1]
    told: dict[str, list[Common]] = {name: [] for name in facets}
    for one in found.significant:
        told[of.get(_asked(one.kind), rest)].append(one)
    return [
        Section(facets[name].title[words.lang], [_line(one, words) for one in some[:_MOST]])
        for name, some in told.items()
        if some
    ]


def place_lines(place: Place, words: TraitWords) -> list[CommonLine]:
    """What tells most of the customers of a place."""
    return [_line(one, words) for one in place.common.significant[:_OF_PLACE]]


def _asked(kind: str) -> str:
    """What a kind of trait is to the facets."""
    if kind in portrait_in_force().tags:
        return _TAGS
    return _CATEGORIES if kind == CATEGORY else kind


def _line(one: Common, words: TraitWords) -> CommonLine:
    trait = words.trait(one.kind, one.value)
    return CommonLine(
        one, trait[:1].upper() + trait[1:], words.percent(one.share), words.elsewhere(one),
        f"{one.shrunken_lift:.1f} ×", 100 * one.share, 100 * one.share_elsewhere,
    )  # fmt: skip
