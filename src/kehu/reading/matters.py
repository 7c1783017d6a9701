"""What a mail is mainly about, weighed from all that was read of it.

A logistic regression over signs with names; `python -m tools.reading.train_matters` learns its
weights from invented mails and writes `rulebook/reading/matters.csv`, a row a sign.
"""

from collections.abc import Mapping
from functools import cache
from typing import Literal, cast

from kehu.reading.acts import act_names
from kehu.reading.cues import cues
from kehu.reading.message.newest import is_answer
from kehu.reading.seen import Seen
from kehu.reading.text import MailText
from kehu.rulebook import read_table

Matter = Literal["complaint", "follow_up", "sample", "inquiry", "other"]
BIAS = "always"  # a sign that every mail has
_CUES = ("complains", "continues", "sample", "tests", "asks_offer", "asks_range", "sells_to_us",
         "applies", "phishing")  # fmt: skip
_MOST_SENTENCES, _MOST_CUES = 3.0, 2.0  # more of the same say no more
_QUESTION = "?？؟"


def matter_of(seen: Seen) -> Matter:
    """The likeliest. What a customer of ours writes is never nothing to us."""
    found = signs(seen)
    scores = {matter: sum(weight * found[sign] for sign, weight in weights.items())
              for matter, weights in _weights().items()
              if matter != "other" or seen.customer is None}  # fmt: skip
    return cast(Matter, max(scores, key=lambda matter: scores[matter]))


def signs(seen: Seen) -> dict[str, float]:
    """What speaks for one matter or another, by name, from 0 to 3."""
    return {BIAS: 1.0, **_of_sentences(seen), **_of_words(seen.text), **_of_facts(seen)}


def _of_sentences(seen: Seen) -> dict[str, float]:
    """Of every act how many sentences do it, and how surely the surest does."""
    acts = seen.acts
    many = {f"many {name}": min(acts.total(name), _MOST_SENTENCES) for name in act_names()}
    return many | {f"surely {name}": acts.best(name)[0] for name in act_names()}


def _of_words(text: MailText) -> dict[str, float]:
    """Of every purpose how many words tell it, and whether one stands in the subject."""
    found = {purpose: cues(text, purpose) for purpose in _CUES}
    said = {f"words {name}": min(float(len(words)), _MOST_CUES) for name, words in found.items()}
    return said | {
        f"subject {name}": float(any(one.end <= text.body_start for one in words))
        for name, words in found.items()
    }


def _of_facts(seen: Seen) -> dict[str, float]:
    goods, terms = seen.goods, seen.terms
    # What the subject of an answer names was asked for before.
    answers = bool(seen.message.answers) and is_answer(seen.message.subject)
    start = seen.text.body_start if answers else 0
    named = [line for line in goods.lines if line.skus and line.start >= start]
    questions = sum(seen.text.said.count(sign) for sign in _QUESTION)
    facts = {
        "products": bool(named),
        "groups": any(one.start >= start for one in goods.groups),
        "definite": any(len(line.skus) == 1 for line in named),
        "models": any(one.start >= start for one in goods.models),
        "quantities": bool(goods.quantities),
        "incoterm": terms.incoterm is not None,
        "destination": terms.destination is not None,
        "form": seen.form is not None,
        "passed on": bool(seen.text.passed_on),
        "thread": seen.thread,
        "customer": seen.customer is not None,
        "answer": is_answer(seen.message.subject),
        "free mail": seen.sender.free,
        "questions": min(questions, _MOST_SENTENCES),
    }
    return {name: float(fact) for name, fact in facts.items()}


@cache
def _weights() -> Mapping[str, Mapping[str, float]]:
    """Of every matter the weights by sign."""
    rows = read_table("reading/matters.csv")
    return {matter: {row["sign"]: float(row[matter]) for row in rows}
            for matter in rows[0] if matter != "sign"}  # fmt: skip
