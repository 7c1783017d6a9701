"""What kind of mail it is: an inquiry and how definite, a sample, a running matter, a complaint."""

from dataclasses import dataclass
from typing import Literal

from kehu.reading.matters import matter_of
from kehu.reading.message.machines import machine
from kehu.reading.seen import Seen

Kind = Literal[
    "inquiry_generic", "inquiry_partial", "inquiry_detailed", "sample_request", "follow_up",
    "complaint", "not_inquiry",
]  # fmt: skip
INQUIRIES = ("inquiry_generic", "inquiry_partial", "inquiry_detailed")
_ASKS = ("asks_offer", "asks_range", "asks_details", "big_promise", "states_needs")
_OTHERS = ("sells_to_us", "applies", "machine", "invites_or_news", "phishing", "form_harvesting",
           "bank_change")  # fmt: skip
SAMPLES = ("asks_sample", "free_sample_pressure")


@dataclass(frozen=True)
class Judged:
    """The kind, and the words of the mail that it rests on."""

    kind: Kind
    evidence: tuple[str, ...]


def kind_of(seen: Seen) -> Judged:
    """Judge a mail; what it rests on comes along."""
    mark = machine(seen.message)
    if mark is not None and seen.form is None:
        return Judged("not_inquiry", (mark.evidence,))
    matter = matter_of(seen)
    if matter == "complaint":
        return Judged("complaint", _words(seen, "complains"))
    if matter == "follow_up":
        return Judged("follow_up", _words(seen, "continues") or (seen.message.subject,))
    if matter == "other":
        return Judged("not_inquiry", _words(seen, *_OTHERS))
    if matter == "sample":
        return Judged("sample_request", _words(seen, *SAMPLES))
    return _depth(seen)


def _depth(seen: Seen) -> Judged:
    """How definite an inquiry is, by the definitions of the handbook (Q1)."""
    text, goods, terms = seen.text, seen.goods, seen.terms
    how = [one for one in (terms.incoterm, terms.destination, *terms.certificates, terms.payment,
                           terms.time) if one is not None]  # fmt: skip
    said = [text.whole[line.start : line.end] for line in goods.lines]
    if goods.definite and goods.quantities and how:
        amounts = [text.words(one) for one in goods.quantities[:1]]
        return Judged("inquiry_detailed", (*said[:3], *amounts, text.words(how[0])))
    if goods.products:
        return Judged("inquiry_partial", tuple(said[:3]))
    if goods.groups:
        groups = tuple(text.whole[one.start : one.end] for one in goods.groups[:3])
        return Judged("inquiry_partial", groups)
    return Judged("inquiry_generic", _words(seen, *_ASKS))


def _words(seen: Seen, *names: str) -> tuple[str, ...]:
    _, sentence = seen.acts.best(*names)
    return (sentence.words,) if sentence else ()
