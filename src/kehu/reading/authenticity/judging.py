"""What the signals say together: likely genuine, suspicious, or not to be told yet (Q4, Q5)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from kehu.reading.authenticity.signals import Case, Signal

Authenticity = Literal["likely_genuine", "suspicious", "unverified"]
# Each a contradiction or a known pattern of abuse by itself.
_ABUSE = ("lookalike_domain", "claimed_multinational_wrong_domain", "form_harvesting",
          "domain_mismatch")  # fmt: skip
# Together with one of the others a pattern.
_BAIT = ("free_sample_pressure", "huge_order_no_detail")
_HIDES = ("free_mail_domain", "residential_address", "no_company_details", "mobile_only")


@dataclass(frozen=True)
class Verdict:
    """A judgement with its reasons: the words of the mail it rests on."""

    authenticity: Authenticity
    evidence: tuple[str, ...]


def authenticity(case: Case, signals: Collection[Signal], *, thread: bool, abuse: bool) -> Verdict:
    """Judge the writer. `thread`: goes on with a mail of ours, from whom it was sent to; `abuse`:
    the mail does nothing but what frauds do."""
    said = {one.code: one.evidence for one in signals}
    customer = case.known.customer(case.sender.mailbox.address, case.sender.domain)
    if customer is not None and "lookalike_domain" not in said:
        return Verdict("likely_genuine", (case.sender.mailbox.address, customer.name))
    for code in _ABUSE:
        if code in said:
            return Verdict("suspicious", said[code])
    if "bank_change" in said and not thread:
        return Verdict("suspicious", said["bank_change"])
    for code in _BAIT:
        if code in said and any(one in said for one in _HIDES):
            return Verdict("suspicious", said[code])
    if "residential_address" in said and "mobile_only" in said and "free_mail_domain" in said:
        return Verdict("suspicious", (*said["residential_address"], *said["mobile_only"]))
    if abuse or _fails(case):
        return Verdict("suspicious", _failed(case) or _worst(case))
    if thread:
        return Verdict("likely_genuine", (case.sender.mailbox.address,))
    return _by_facts(case, said)


def _by_facts(case: Case, said: dict[str, tuple[str, ...]]) -> Verdict:
    """Company facts that can be checked: one beside a fitting domain, two beside free mail."""
    facts = checkable(case)
    sender = case.sender
    if sender.domain in case.known.official:
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
    sender = case.sender
    landlines = [one for one in sender.phones if not one.value.mobile]
    address = None if sender.home else sender.address
    found = [sender.website, address, sender.registration, *landlines[:1]]
    return [case.text.words(one) for one in found if one is not None]


def _fails(case: Case) -> bool:
    return bool(_failed(case))


def _failed(case: Case) -> tuple[str, ...]:
    """What the receiving server noted: the sender's domain disowns the mail (RFC 8601)."""
    for line in case.message.headers.get("authentication-results", ()):
        small = line.lower()
        if "dmarc=fail" in small or ("spf=fail" in small and "dkim=pass" not in small):
            return (line[:160],)
    return ()


def _worst(case: Case) -> tuple[str, ...]:
    _, sentence = case.acts.best("phishing", "form_harvesting", "presses", "bank_change")
    return (sentence.words,) if sentence else ()
