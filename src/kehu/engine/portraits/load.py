"""From YAML to a portrait, proved against a rulebook: known names, sound words, no religion."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from kehu.engine.portraits.portrait import (
    AS_WRITTEN,
    CATEGORY,
    NOTHING,
    WORDS,
    Doubt,
    Grouping,
    Portrait,
    Saying,
    Tag,
    TagValue,
    Template,
)
from kehu.engine.portraits.wording import is_latin, is_mixed
from kehu.engine.rules.names import all_domains
from kehu.engine.rules.prove import LISTED
from kehu.engine.rules.rulebook import Rulebook, Title
from kehu.engine.rules.rules_reader import RulesReader
from kehu.engine.rules.yaml_lines import Document, Path
from kehu.engine.schema import JUDGED_CODES_OF, JUDGED_DATES

_KEYS = {"tags", "commonality", "groups", "said"}
_SECTIONS: dict[str, set[str]] = {
    "tag": {"source", "title", "about", "standard", "many", "values"},
    "value": {"title", "when", "words", "roles"},
    "commonality": {"source", "false_alarms", "at_least", "prior"},
    "groups": {"source", "kinds", "numbers", "enough", "fewest", "most"},
    "saying": {"title", "trait", "noun", "before", "after"},
    "template": {"en", "zh", "values"},
}
_SAYS = ("when", "words", "roles")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_JUDGED = {*JUDGED_CODES_OF, *JUDGED_DATES, "need", "prospects", "referral", "hesitation"}
# What nobody's portrait may hold, in the languages of the rulebook (handbook §2). A certificate
# that a religion asks for is a fact about goods, and is no word of this list.
_RELIGION = re.compile(
    r"\b(religi\w*|faiths?|muslims?|islam\w*|christian\w*|catholic\w*|orthodox\w*|jew\w*|judaism"
    r"|hindu\w*|buddhis\w*|sikhs?|atheis\w*)\b"
    r"|宗教|信仰|教徒|穆斯林|伊斯兰|基督|天主|东正教|犹太|印度教|佛教|无神论",
    re.IGNORECASE,
)


class PortraitReader(RulesReader[Portrait]):
    """Reads tags, figures and sayings; nothing of religion gets in."""

    file_shipped = "portrait.yaml"
    sections = _SECTIONS

    def __init__(self, document: Document, rulebook: Rulebook) -> None:
        super().__init__(document, rulebook)
        self.taken = {*all_domains(rulebook), *rulebook.terms, *LISTED, *_JUDGED, "score", CATEGORY}
        self.codes: dict[str, tuple[str, ...] | None] = {
            **dict.fromkeys((*WORDS, CATEGORY)),
            **{name: None if d.is_open else d.codes for name, d in rulebook.dimensions.items()},
        }

    def rules(self) -> Portrait:
        self.only(self.values, _KEYS)
        given = self.mapping(self.values.get("tags"), ("tags",))
        tags = {name: self.tag(name, values) for name, values in given.items()}
        # Open dimensions have further labels than those that are told.
        labels = {name: one.codes for name, one in self.domains.items() if name in self.codes}
        self.codes |= {name: codes for name, codes in labels.items() if codes is not None}
        self.codes |= {name: tag.codes for name, tag in tags.items()}
        said = self.mapping(self.values.get("said") or {}, ("said",))
        sayings = {kind: self.saying(kind, values) for kind, values in said.items()}
        return Portrait(tags, self.doubt(), self.grouping(), sayings)

    # ---- tags --------------------------------------------------------------------------------

    def tag(self, name: str, given: Any) -> Tag:
        path = ("tags", name)
        self.name(name, path)
        if name in self.taken:
            self.fault("name_taken", path, name=name)
        self.no_religion(name, path)
        values = self.entry(given, "tag", path)
        title, about, standard = (
            self.words(values.get(key), (*path, key)) for key in ("title", "about", "standard")
        )
        for key, words in (("title", title), ("about", about)):
            self.no_religion(words, (*path, key))
        many = values.get("many", False)
        if not isinstance(many, bool):
            self.fault("not_yes_or_no", (*path, "many"), value=many)
        listed = self.mapping(values.get("values"), (*path, "values"))
        kept = tuple(self.value(code, one, (*path, "values", code)) for code, one in listed.items())
        return Tag(name, str(values.get("source")), title, about, standard, kept, bool(many))

    def value(self, code: str, given: Any, path: Path) -> TagValue:
        self.name(code, path)
        if code == NOTHING:
            self.fault("name_taken", path, name=code)
        values = self.mapping(given, path)
        self.known_keys(values, "value", path)
        says = [key for key in _SAYS if key in values]
        for other in says[1:]:
            self.fault("not_both", (*path, other), one=says[0], other=other)
        title = self.words(values.get("title"), (*path, "title"))
        self.no_religion((code, title), path)
        when = self.node(values["when"], (*path, "when")) if "when" in values else None
        roles = tuple(self.texts(values.get("roles"), (*path, "roles")))
        self.sound(roles, (*path, "roles"))
        return TagValue(code, title, when, self.spoken(values.get("words"), path), roles)

    def spoken(self, given: Any, path: Path) -> dict[str, tuple[str, ...]]:
        """Words by language."""
        listed = self.mapping(given or {}, (*path, "words"))
        for language in listed:
            if language != AS_WRITTEN and not _LANGUAGE.fullmatch(language):
                self.fault("not_a_language", (*path, "words", language), value=language)
        words = {
            one: tuple(self.texts(some, (*path, "words", one))) for one, some in listed.items()
        }
        for language, some in words.items():
            self.sound(some, (*path, "words", language))
        for word in words.get(AS_WRITTEN, ()):
            if not is_latin(word):
                self.fault("no_capitals", (*path, "words", AS_WRITTEN), word=word)
        return words

    def sound(self, words: Collection[str], path: Path) -> None:
        """Words can be looked for, and none is of religion."""
        for word in words:
            if is_mixed(word) or not word.strip():
                self.fault("word_mixed", path, word=word)
        self.no_religion(" ".join(words), path)

    def no_religion(self, texts: object, path: Path) -> None:
        if _RELIGION.search(str(texts).replace("_", " ")):
            self.fault("never_a_tag", path)

    # ---- figures -----------------------------------------------------------------------------

    def doubt(self) -> Doubt:
        path = ("commonality",)
        values = self.entry(self.values.get("commonality"), "commonality", path)
        alarms = self.number(values, "false_alarms", path)
        if not 0 < alarms < 1:
            self.fault("not_a_share", (*path, "false_alarms"), value=values.get("false_alarms"))
        return Doubt(
            alarms, self.whole(values, "at_least", path), self.number(values, "prior", path)
        )

    def grouping(self) -> Grouping:
        path = ("groups",)
        values = self.entry(self.values.get("groups"), "groups", path)
        kinds = self.texts(values.get("kinds"), (*path, "kinds"))
        for kind in kinds:
            self.kind(kind, (*path, "kinds"))
        numbers = self.texts(values.get("numbers"), (*path, "numbers"))
        for name in numbers:
            if name not in self.domains or self.domains[name].kind != "number":
                self.fault("not_a_number_measure", (*path, "numbers"), name=name)
        enough, fewest, most = (
            self.whole(values, key, path) for key in ("enough", "fewest", "most")
        )
        if most < fewest:
            self.fault("most_below_fewest", (*path, "most"), fewest=fewest, most=most)
        return Grouping(tuple(kinds), tuple(numbers), enough, fewest, most)

    def kind(self, kind: str, path: Path) -> None:
        if kind not in self.codes:
            self.fault("no_such_kind", path, value=kind, allowed=", ".join(sorted(self.codes)))

    def number(self, values: Mapping[str, Any], key: str, path: Path) -> float:
        """A number above 0."""
        value = values.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            self.fault("not_above_zero", (*path, key))
            return 0.5
        return value

    # ---- sayings -----------------------------------------------------------------------------

    def saying(self, kind: str, given: Any) -> Saying:
        path = ("said", kind)
        self.kind(kind, path)
        values = self.mapping(given, path)
        self.known_keys(values, "saying", path)
        title = self.words(values["title"], (*path, "title")) if "title" in values else None
        parts = {
            part: self.template(values[part], self.codes.get(kind), (*path, part))
            for part in ("trait", "noun", "before", "after")
            if part in values
        }
        return Saying(title, **parts)

    def template(self, given: Any, codes: Collection[str] | None, path: Path) -> Template:
        values = self.mapping(given, path)
        self.known_keys(values, "template", path)
        usual = self.formed(values, path) if {"en", "zh"} & values.keys() else None
        own = self.mapping(values.get("values") or {}, (*path, "values"))
        for code in own:
            if codes is not None and code not in codes:
                allowed = ", ".join(codes)
                where = (*path, "values", code)
                self.fault("no_such_code", where, name=path[1], code=code, allowed=allowed)
        return Template(
            usual, {code: self.formed(one, (*path, "values", code)) for code, one in own.items()}
        )

    def formed(self, given: Any, path: Path) -> Title:
        """Words in both languages, in which nothing but `{value}` is filled in."""
        said = self.words(given, path)
        for text in said.values():
            try:
                text.format(value="")
            except (KeyError, IndexError, ValueError):
                self.fault("not_a_template", path, text=text)
        return said
