"""Names and descriptions of groups, made from the traits that tell most of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kehu.engine.portraits.commonality import Common, commonality
from kehu.engine.portraits.groups import Groups
from kehu.engine.portraits.portrait import Doubt, Template
from kehu.engine.portraits.telling import TraitWords
from kehu.engine.portraits.traits import Kind
from kehu.engine.rules.rulebook import Title
from kehu.words import say

_OF_MOST = 0.5  # share of a group for which a name must speak
_EITHER = 3  # values of one kind that it may take for that
_BITS = 0.1  # what tells less of a group is not worth a word
_BEFORE, _AFTER = 2, 2  # how many kinds stand before the noun and after it
_TOLD = 5  # in a description


@dataclass(frozen=True)
class GroupName:
    """What a group is called and what it is like, in both languages."""

    name: Title
    about: Title


def named_groups(
    groups: Groups,
    kinds: Sequence[Kind],
    doubt: Doubt,
    words: Sequence[TraitWords],
    before: Mapping[str, Title],
) -> dict[str, GroupName]:
    """Every group of a run by its key, as `words` says it in their languages.

    A group that was there before keeps the name it has in `before`; what it is like is told anew.
    """
    kept = {key: before[key] for key in groups.keys if key in groups.kept and key in before}
    taken = {name for title in before.values() for name in title.values()}
    found: dict[str, GroupName] = {}
    for key in groups.keys:
        members = groups.members(key)
        fresh = named(commonality(kinds, members, doubt), int(members.sum()), words, taken)
        found[key] = GroupName(kept.get(key, fresh.name), fresh.about)
        taken |= {*found[key].name.values()}
    return found


def named(
    found: Sequence[Common], size: int, words: Sequence[TraitWords], taken: Collection[str] = ()
) -> GroupName:
    """A name and a description of a group of so many customers, in each of the languages.

    `found` are its traits as `commonality` orders them, `taken` names that others have already, in
    any language.
    """
    told = [one for one in found if one.significant and one.telling >= _BITS]
    return GroupName(
        {one.lang: _unlike(_name(told, size, one), taken, one) for one in words},
        {one.lang: _about(told, size, one) for one in words},
    )


def _unlike(name: str, taken: Collection[str], words: TraitWords) -> str:
    """The name, with a number where it is taken."""
    number, tried = 1, name
    while tried in taken:
        number += 1
        tried = say("group_name_again", words.lang, name=name, number=number)
    return tried


def _name(told: Sequence[Common], size: int, words: TraitWords) -> str:
    noun = _parts(told, size, words, "noun")[:1] or [say("group_noun", words.lang)]
    before = _parts(told, size, words, "before")[:_BEFORE]
    joint = " " if words.lang == "en" else ""
    who = joint.join([*before, *noun])
    after = say("group_after", words.lang).join(_parts(told, size, words, "after")[:_AFTER])
    name = say("group_name", words.lang, who=who, after=after) if after else who
    return name[:1].upper() + name[1:]


def _parts(told: Sequence[Common], size: int, words: TraitWords, place: str) -> list[str]:
    """What is said at a place of the name, for each kind of which it is true of most members."""
    said: dict[str, None] = {}
    for kind in dict.fromkeys(one.kind for one in told):
        template: Template | None = getattr(words.portrait.saying(kind), place)
        values = [one for one in told if one.kind == kind]
        parts = [words.filled(template, kind, one.value) for one in values]
        for many in range(1, _EITHER + 1):
            spoken = [part for part in parts[:many] if part]
            if sum(one.count for one in values[:many]) >= _OF_MOST * size:
                if len(spoken) == min(many, len(values)):
                    said[say("group_either", words.lang).join(spoken)] = None
                break
    return list(said)


def _about(told: Sequence[Common], size: int, words: TraitWords) -> str:
    if not told:
        return say("group_about_plain", words.lang, size=size)
    traits = [
        say(
            "group_trait", words.lang, share=words.percent(one.share),
            trait=words.trait(one.kind, one.value), elsewhere=words.elsewhere(one),
        )
        for one in told[:_TOLD]
    ]  # fmt: skip
    return say(
        "group_about", words.lang, size=size, traits=say("group_traits", words.lang).join(traits)
    )
