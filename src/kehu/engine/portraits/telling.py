"""Traits in the reader's words: "of 14 won project buyers in the Gulf, 11 asked for SASO"."""

from babel import Locale

from kehu.engine.portraits.commonality import Common
from kehu.engine.portraits.portrait import Portrait, Template
from kehu.engine.rules.conditions import Node
from kehu.engine.rules.rulebook import Rulebook, Title
from kehu.engine.rules.spoken import sentence
from kehu.engine.rules.words import Words
from kehu.words import Lang, say


class TraitWords(Words):
    """Words of a rulebook that know tags and countries too."""

    def __init__(self, rulebook: Rulebook, portrait: Portrait, lang: Lang, currency: str) -> None:
        super().__init__(rulebook, lang, currency)
        self.portrait = portrait

    def name(self, name: str) -> str:
        """The title of a kind of trait, a measure, dimension, term or column."""
        title = self.portrait.saying(name).title
        if title is None and name in self.portrait.tags:
            title = self.portrait.tags[name].title
        return super().name(name) if title is None else title[self.lang]

    def code(self, name: str, code: str) -> str:
        """A word that a measure, dimension or tag has, by its title where there is one."""
        if name == "country":
            return str(Locale(self.lang).territories.get(code, code))
        tag = self.portrait.tags.get(name)
        value = tag.value(code) if tag else None
        return super().code(name, code) if value is None else value.title[self.lang]

    def trait(self, kind: str, code: str) -> str:
        """What somebody who has the trait does or is, such as `asked for SASO`."""
        said = self.filled(self.portrait.saying(kind).trait, kind, code)
        if said is not None:
            return said
        title = self.name(kind)
        # Within a sentence only what is spelt so, like VIP, keeps the capital of a title.
        within = title[:1].lower() + title[1:] if title[1:2].islower() else title
        return say("trait_usual", self.lang, kind=within, value=self.code(kind, code))

    def filled(self, template: Template | None, kind: str, code: str) -> str | None:
        """A template with a value's title in it; None where the value is not said so."""
        if template is None:
            return None
        said: Title | None = template.values.get(code, template.usual)
        return None if said is None else said[self.lang].format(value=self.code(kind, code))

    def percent(self, share: float) -> str:
        """A share as people say it: two digits, more of none."""
        per_cent = 100 * share
        digits = 0 if per_cent >= 10 else 1 if per_cent >= 1 else 2
        figure = f"{per_cent:.{digits}f}"
        figure = figure.rstrip("0").rstrip(".") if "." in figure else figure
        return say("percent", self.lang, figure=figure)

    def elsewhere(self, common: Common) -> str:
        """How often a trait is found elsewhere."""
        if common.count_elsewhere == 0:
            return say("nobody", self.lang)
        return self.percent(common.share_elsewhere)


def described(node: Node, words: TraitWords) -> str:
    """A group by the condition that chose it."""
    return say("customers_where", words.lang, rule=sentence(node, words))


def told(common: Common, size: int, group: str, words: TraitWords) -> str:
    """A trait of a group of so many customers in a sentence; `group` says who they are.

    Says so where the trait is no more frequent than elsewhere, and where it may be chance.
    """
    share = words.elsewhere(common)
    code = "elsewhere_some" if common.count_elsewhere else "elsewhere_none"
    fields = {
        "size": size,
        "known": common.size,
        "group": group,
        "count": common.count,
        "trait": words.trait(common.kind, common.value),
        "share": share,
        "elsewhere": say(code, words.lang, share=share),
    }
    if common.lift <= 1:
        return say("not_more_often", words.lang, **fields)
    code = "in_common" if common.size == size else "in_common_of_known"
    said = say(code, words.lang, **fields)
    return said if common.significant else say("may_be_chance", words.lang, said=said)
