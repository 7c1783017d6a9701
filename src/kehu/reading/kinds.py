"""What kind of mail it is: an inquiry and how definite, a sample, a running matter, a complaint."""

from dataclasses import dataclass
from typing import Literal

from kehu.reading.acts import Acts
from kehu.reading.cues import cues
from kehu.reading.known import Known
from kehu.reading.message.forms import Form
from kehu.reading.message.machines import Mark
from kehu.reading.message.newest import is_answer
from kehu.reading.message.parts import Message
from kehu.reading.sender.identity import Sender
from kehu.reading.terms.trade import Terms
from kehu.reading.text import MailText
from kehu.reading.understood import Goods

Kind = Literal[
    "inquiry_generic", "inquiry_partial", "inquiry_detailed", "sample_request", "follow_up",
    "complaint", "not_inquiry",
]  # fmt: skip
INQUIRIES = ("inquiry_generic", "inquiry_partial", "inquiry_detailed")
_ASKS = ("asks_offer", "asks_range", "big_promise")
_OTHERS = ("sells_to_us", "applies", "machine", "invites_or_news", "phishing", "form_harvesting")
_SAMPLES = ("asks_sample", "free_sample_pressure")
_CUES = ("complains", "continues", "sample", "tests", "asks_offer", "asks_range", "sells_to_us",
         "applies", "phishing")  # fmt: skip
_SURE = 0.5
_SURELY_OFFERED = 2.0  # two words of what others offer outweigh that they ask us something too
_THREAD = 1.0  # a thread is worth a sentence about a running matter


@dataclass(frozen=True)
class Judged:
    """The kind, and the words of the mail that it rests on."""

    kind: Kind
    evidence: tuple[str, ...]


def kind_of(
    message: Message, text: MailText, mark: Mark | None, form: Form | None, sender: Sender,
    acts: Acts, goods: Goods, terms: Terms, known: Known,
) -> Judged:  # fmt: skip
    """Judge a mail; what it rests on comes along."""
    if mark is not None and form is None:
        return Judged("not_inquiry", (mark.evidence,))
    thread = in_thread(message, sender, known)
    customer = known.customer(sender.mailbox.address, sender.domain)
    found = {purpose: cues(text, purpose) for purpose in _CUES}
    said = {purpose: min(len(words), 2) for purpose, words in found.items()}
    wrong = acts.total("complains") + 0.7 * said["complains"]
    tries = acts.best("asks_sample")[0] > _SURE or said["sample"] or said["tests"]
    in_subject = any(one.end <= text.body_start for one in found["sample"])
    samples = acts.total(*_SAMPLES) + 0.7 * said["sample"] + said["tests"] + in_subject
    # Goods and quantities speak for an inquiry and for a sample alike.
    named = bool(goods.products or goods.groups)
    wants = 0.7 * named + 0.5 * bool(goods.quantities) + bool(form)
    weights: dict[str, float] = {
        "complaint": wrong + _THREAD * thread * (wrong > _SURE),
        "follow_up": acts.total("continues") + 0.5 * said["continues"] + _THREAD * thread,
        "sample": bool(tries) * (samples + wants),
        "inquiry": acts.total(*_ASKS) + 0.3 * (said["asks_offer"] + said["asks_range"])
        + acts.total("states_needs") * (0.5 if tries else 1) + wants,
        "other": acts.total(*_OTHERS) + 1.2 * said["sells_to_us"] + said["applies"]
        + 0.5 * said["phishing"] * (acts.total("phishing") > 0)
        + (0 if customer or thread else acts.total("bank_change")),
    }  # fmt: skip
    if said["sells_to_us"] > 1 and not goods.definite:
        weights["other"] += _SURELY_OFFERED
    if customer or thread:
        weights["follow_up"] += acts.total("bank_change")
    most = max(weights, key=lambda name: weights[name])
    if most == "complaint":
        return Judged("complaint", _words(acts, "complains"))
    if most == "follow_up":
        return Judged("follow_up", _words(acts, "continues") or (message.subject,))
    if most == "other":
        return Judged("not_inquiry", _words(acts, *_OTHERS, "bank_change"))
    if most == "sample":
        return Judged("sample_request", _words(acts, *_SAMPLES))
    return _depth(text, acts, goods, terms)


def in_thread(message: Message, sender: Sender, known: Known) -> bool:
    """Does the mail answer one of ours, or go on with somebody we know?"""
    ours = known.own_domain
    if is_answer(message.subject):
        customer = known.customer(sender.mailbox.address, sender.domain)
        return bool(message.answers) or customer is not None
    return any(one.endswith((f"@{ours}>", f".{ours}>")) or not ours for one in message.answers)


def _depth(text: MailText, acts: Acts, goods: Goods, terms: Terms) -> Judged:
    """How definite an inquiry is, by the definitions of the handbook (Q1)."""
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
    return Judged("inquiry_generic", _words(acts, *_ASKS, "states_needs"))


def _words(acts: Acts, *names: str) -> tuple[str, ...]:
    _, sentence = acts.best(*names)
    return (sentence.words,) if sentence else ()
