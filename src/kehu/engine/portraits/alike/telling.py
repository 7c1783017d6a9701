"""By what two customers are alike, in the reader's words."""

from kehu.engine.portraits.alike.columns import Value
from kehu.engine.portraits.alike.facets import Facets
from kehu.engine.portraits.alike.points import Point
from kehu.engine.portraits.telling import TraitWords
from kehu.engine.rules.words import unit_of
from kehu.words import say

BETWEEN = "="  # a tag and its value, where they are members of a set
_NOTHING = "—"


def said(point: Point, facets: Facets, words: TraitWords) -> str:
    """A trait by its title, with the value of both, or the values of each."""
    sets = facets.sets
    name = sets[point.trait][words.lang] if point.trait in sets else words.name(point.trait)
    mine, theirs = (_value(point.trait, one, words) for one in (point.mine, point.theirs))
    value = mine if mine == theirs else say("alike_against", words.lang, mine=mine, theirs=theirs)
    return say("alike_point", words.lang, name=name, value=value)


def _value(trait: str, value: Value, words: TraitWords) -> str:
    if isinstance(value, tuple):
        told = [_member(trait, one, words) for one in value]
        return say("alike_members", words.lang).join(told) or _NOTHING
    if trait == "country" and isinstance(value, str):
        return words.code(trait, value)
    return words.value(trait, bool(value) if unit_of(trait) == "yes or no" else value)


def _member(trait: str, member: str, words: TraitWords) -> str:
    if trait != "tags":
        return member
    tag, _, code = member.partition(BETWEEN)
    return say("alike_point", words.lang, name=words.name(tag), value=words.code(tag, code))
