"""What a person can decide about a customer on a page, and how each decision is asked for."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kehu.desk.portraits.in_force import portrait_in_force
from kehu.engine.portraits.portrait import BETWEEN, NOTHING
from kehu.engine.rules.words import Words, measure_titles

# Subject of ledger.md → the measure that reads it, and what kind of value it takes.
SUBJECTS: dict[str, tuple[str, str]] = {
    "need": ("need", "codes"),
    "waiting_until": ("waiting_until", "date"),
    "order_time": ("order_time", "date"),
    "hesitation": ("judged_hesitation", "codes"),
    "prospects": ("prospects", "number"),
    "product_match": ("judged_product_match", "product_match"),
    "channel_role": ("judged_channel_role", "channel_role"),
    "temperament": ("judged_temperament", "temperament"),
    "lead_time_sensitivity": ("judged_lead_time_sensitivity", "lead_time_sensitivity"),
    "referral": ("judged_referral", "text"),
}
_LABEL = "label:"


@dataclass(frozen=True)
class Asked:
    """A subject in words, the values to choose from (none: typed), and the kind of the field."""

    title: str
    choices: list[tuple[str, str]]
    kind: str


def asked(subject: str, words: Words) -> Asked | None:
    """How a subject is asked for; None where there is no such subject.

    `label:DIMENSION` sets a label by hand; the value `-` lifts what was set.
    """
    if subject.startswith(_LABEL):
        name = subject.removeprefix(_LABEL)
        if name not in words.rulebook.dimensions:
            return None
        return Asked(words.name(name), _codes(name, words), "codes")
    if subject not in SUBJECTS:
        return None
    measure, kind = SUBJECTS[subject]
    titled, choices = measure, []
    if kind == "codes":
        titles = measure_titles()[measure]["values"]
        choices = [(code, str(title[words.lang])) for code, title in titles.items()]
    elif kind in words.rulebook.dimensions:
        titled, choices = kind, _codes(kind, words)
    return Asked(words.name(titled), choices, kind)


def judged_in_words(subject: str, value: str, words: Words) -> tuple[str, str]:
    """A subject and a value that were recorded; what no rule knows is told as it was written."""
    question = asked(subject, words)
    if question is not None:
        return question.title, dict(question.choices).get(value, value)
    tag = portrait_in_force().tags.get(subject)
    if tag is None:
        return subject, value
    titles = {one.code: one.title[words.lang] for one in tag.values} | {NOTHING: _("none")}
    said = [titles.get(one, one) for one in value.split(BETWEEN)]
    return tag.title[words.lang], _(", ").join(said)


def _codes(name: str, words: Words) -> list[tuple[str, str]]:
    dimension = words.rulebook.dimensions[name]
    return [(code, words.label(dimension, code)) for code in dimension.codes]
