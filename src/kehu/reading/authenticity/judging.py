"""What the signals say together: likely genuine, suspicious, or not to be told yet (Q4, Q5)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from kehu.reading.authenticity.signals import Case, Signal
from kehu.reading.cues import cues
from kehu.reading.message.disowned import disowned

Authenticity = Literal["likely_genuine", "suspicious", "unverified"]
# Each a known pattern of abuse by itself.
_ABUSE = ("lookalike_domain", "claimed_multinational_wrong_domain", "form_harvesting")
# Of who asks for goods a contradiction.
_CONTRADICTIONS = ("domain_mismatch",)
# Bait, and what makes a pattern of it.
_BAIT = {
    "free_sample_pressure": ("free_mail_domain", "residential_address", "no_company_details",
                             "mobile_only"),
    "huge_order_no_detail": ("no_company_details", "residential_address", "free_sample_pressure"),
}  # fmt: skip


_LURES = 0.5


@dataclass(frozen=True)
class Verdict:
    """A judgement with its reasons: the words of the mail it rests on."""

    authenticity: Authenticity
    evidence: tuple[str, ...]


def authenticity(case: Case, signals: Collection[Signal]) -> Verdict:
    """Judge the writer."""
    said = {one.code: one.evidence for one in signals}
    customer = case.seen.customer
    if customer is not None and "lookalike_domain" not in said:
        return Verdict("likely_genuine", (case.seen.sender.mailbox.address, customer.name))
    abuse = _abuse(case, said)
    if abuse:
        return Verdict("suspicious", abuse)
    if case.seen.thread and (case.asks or case.running):
        return Verdict("likely_genuine", (case.seen.sender.mailbox.address,))
    return _by_facts(case, said)


def _abuse(case: Case, said: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The words of what only frauds do, empty where nothing is."""
    for code in (*_ABUSE, *(_CONTRADICTIONS if case.asks else ())):
        if code in said:
            return said[code]
    if "bank_change" in said and not case.seen.thread:
        return said["bank_change"]
    for code, others in _BAIT.items():
        if code in said and any(one in said for one in others):
            return said[code]
    return _phishing(case) or disowned(case.seen.message)


def _phishing(case: Case) -> tuple[str, ...]:
    """A sentence that lures, with a word that goes with it."""
    sure, sentence = case.seen.acts.best("phishing")
    if sentence is None or sure < _LURES or not cues(case.seen.text, "phishing"):
        return ()
    return (sentence.words,)


def _by_facts(case: Case, said: dict[str, tuple[str, ...]]) -> Verdict:
    """Company facts that can be checked: one beside a fitting domain, two beside free mail."""
    sender = case.seen.sender
    if not case.asks and not case.running:
        return Verdict("unverified", (sender.mailbox.address,))
    facts = checkable(case)
    if sender.domain in case.seen.known.official:
        return Verdict("likely_genuine", (sender.mailbox.address,))
    site_fits = "corporate_domain_matches_website" in said
    if not sender.free and (sender.fits or site_fits):
        more = facts if sender.fits else facts[1:] or ((sender.name,) if sender.company else ())
        if more:
            return Verdict("likely_genuine", (sender.mailbox.address, *map(str, more[:2])))
    if sender.free and sender.company and len(facts) >= 2:
        return Verdict("likely_genuine", tuple(facts[:3]))
    return Verdict("unverified", (sender.mailbox.address,))


def checkable(case: Case) -> list[str]:
    """What anybody can look up: a site, a landline, a full address, the number of a register."""
    sender = case.seen.sender
    landlines = [one for one in sender.phones if not one.value.mobile]
    address = None if sender.home else sender.address
    found = [sender.website, address, sender.registration, *landlines[:1]]
    return [case.seen.text.words(one) for one in found if one is not None]
