"""Reading the rules: versions, one's own draft, what it changes and what is wrong with it."""

from dataclasses import dataclass, fields, replace
from typing import Any

from kehu.desk.accounts.actor import Actor
from kehu.desk.core.company import base_currency
from kehu.desk.grading.models import RulebookDraft, RulebookVersion
from kehu.engine.ledger import Settings
from kehu.engine.rules.conditions import parse_condition
from kehu.engine.rules.load import rulebook_of
from kehu.engine.rules.overlay import Change, differences
from kehu.engine.rules.rulebook import Rulebook
from kehu.engine.rules.spoken import sentence
from kehu.engine.rules.words import Words
from kehu.engine.rules.yaml_lines import Path
from kehu.errors import Fault, InputFaults, KehuError
from kehu.words import Lang, say

_KEYS = ("title", "about", "when", "en", "zh", "weights", "score", "lift", "countries", "meaning",
         "mark", "pattern", "value", "source")  # fmt: skip
SETTINGS = tuple(one.name for one in fields(Settings))
_VERSIONS = 50  # that are shown
DRAFT = "draft"  # what faults call the text of a draft


@dataclass(frozen=True)
class Edit:
    """One place where two texts differ, in words: where, before and after."""

    path: Path
    where: str
    before: str
    after: str
    was: Any  # what was written, None for nothing


def draft_of(actor: Actor) -> RulebookDraft | None:
    """What the actor is changing."""
    drafts = RulebookDraft.objects.select_related("based_on__author")
    return drafts.filter(author=actor.user).first() if actor.user else None


@dataclass(frozen=True)
class Kept:
    """A version that was saved, with what it changed against the one before."""

    version: RulebookVersion
    edits: list[Edit]


def history(words: Words) -> list[Kept]:
    """Versions, the newest first."""
    versions = list(RulebookVersion.objects.select_related("author").order_by("-pk")[:_VERSIONS])
    before = [*(one.text for one in versions[1:]), _text_before(versions)]
    return [
        Kept(version, edits(text, version.text, words))
        for version, text in zip(versions, before, strict=False)
    ]


def _text_before(versions: list[RulebookVersion]) -> str:
    """What was in force before the oldest of these; nothing before the first."""
    oldest = versions[-1].pk if versions else 0
    text = RulebookVersion.objects.filter(pk__lt=oldest).order_by("-pk")
    return text.values_list("text", flat=True).first() or ""


def proved(text: str) -> tuple[Rulebook | None, list[Fault]]:
    """The rulebook under a text, or everything that is wrong with it."""
    try:
        return rulebook_of(text, DRAFT), []
    except InputFaults as error:
        return None, error.faults


def edits(before: str, after: str, words: Words) -> list[Edit]:
    """Where two texts differ, in the words of a rulebook; nothing where one is no YAML."""
    try:
        found = differences(before, after)
    except InputFaults:
        return []
    return [_edit(path, change, words) for path, change in found.items()]


def setting_title(name: str, lang: Lang) -> str:
    """What a setting is called; its name where it is none."""
    return say(f"setting_{name}", lang) if name in SETTINGS else name


def words_of(rulebook: Rulebook, lang: Lang) -> Words:
    """The words of any rulebook, with money in the company's base currency."""
    return Words(rulebook, lang, base_currency())


def fault_words(fault: Fault, words: Words) -> str:
    """What is wrong, with its place in words."""
    where = _where(tuple((fault.column or "").split(".")), words) if fault.column else ""
    placed = replace(fault, fields={**fault.fields, "path": where or fault.column})
    return placed.message(words.lang)


def _edit(path: Path, change: Change, words: Words) -> Edit:
    before, after = (_told(path, value, words) for value in change)
    return Edit(path, _where(path, words), before, after, change[0])


def _where(path: Path, words: Words) -> str:
    """`Profit tier › Tier A › rule`."""
    match path:
        case ("settings", name):
            parts = [say("rules_settings", words.lang), setting_title(name, words.lang)]
        case ("dimensions", name, "labels", code, *keys):
            dimension = words.rulebook.dimensions.get(name)
            label = words.label(dimension, code) if dimension else code
            parts = [words.name(name), label, *_keys(keys, words.lang)]
        case ("dimensions", name, "score", "weights", measure):
            parts = [words.name(name), *_keys(["weights"], words.lang), words.name(measure)]
        case ("dimensions" | "terms" | "columns", name, *keys):
            parts = [words.name(name), *_keys(keys, words.lang)]
        case _:
            parts = list(path)
    return " › ".join(parts)


def _keys(keys: list[str], lang: Lang) -> list[str]:
    return [say(f"rules_{key}", lang) if key in _KEYS else key for key in keys]


def _told(path: Path, value: object, words: Words) -> str:
    if value is None:
        return "—"
    if path[-1] == "when" and isinstance(value, str):
        try:
            return sentence(parse_condition(value), words)
        except KehuError:
            return value
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
