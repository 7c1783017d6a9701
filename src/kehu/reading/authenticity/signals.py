"""Signals of who writes and what for, each with the words of the mail it rests on (Q5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kehu.reading.authenticity.lookalikes import is_national, looks_like
from kehu.reading.cues import cues
from kehu.reading.kinds import INQUIRIES, Kind
from kehu.reading.known import Known, Multinational
from kehu.reading.message.forms import is_platform
from kehu.reading.seen import Seen
from kehu.rulebook import read

SIGNALS = (
    "free_mail_domain", "corporate_domain_matches_website", "domain_mismatch", "lookalike_domain",
    "claimed_multinational_wrong_domain", "residential_address", "mobile_only",
    "no_company_details", "huge_order_no_detail", "form_harvesting", "bank_change",
    "free_sample_pressure", "uses_trade_terms", "exact_model",
)  # fmt: skip


@dataclass(frozen=True)
class Signal:
    """A code of `SIGNALS`, and the words it rests on."""

    code: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """What was read of a mail, and of what kind it is."""

    seen: Seen
    kind: Kind

    @property
    def asks(self) -> bool:
        """For goods or samples?"""
        return self.kind in (*INQUIRIES, "sample_request")

    @property
    def running(self) -> bool:
        """Of a running matter or a complaint?"""
        return self.kind in ("follow_up", "complaint")


def signals(case: Case) -> tuple[Signal, ...]:
    """The signals of a mail, in the order of `SIGNALS`."""
    found = {one.code: one for one in _all(case)}
    return tuple(found[code] for code in SIGNALS if code in found)


def _all(case: Case) -> Iterator[Signal]:
    yield from _domains(case)
    yield from _details(case)
    yield from _words(case)
    if case.seen.goods.models:
        models = tuple(case.seen.text.words(one) for one in case.seen.goods.models)
        yield Signal("exact_model", models)
    trade = [one for one in (case.seen.terms.incoterm, *case.seen.terms.jargon) if one]
    said = [case.seen.text.words(one) for one in trade]
    said += [
        case.seen.text.words(one)
        for one in case.seen.goods.quantities
        if one.value.unit[:2].isdigit()
    ]
    if said:
        yield Signal("uses_trade_terms", tuple(dict.fromkeys(said)))


def _domains(case: Case) -> Iterator[Signal]:
    sender, known = case.seen.sender, case.seen.known
    # Who asks for nothing is held only against the site under his name: others are links.
    own = case.asks or case.running or case.seen.signs(sender.website)
    # A platform that hides the buyer's mailbox puts its own there.
    own = own and not (case.seen.form is not None and is_platform(sender.mailbox.domain))
    site = sender.website.value if sender.website and own else ""
    claimed = _claimed(case)
    if sender.free:
        yield Signal("free_mail_domain", (sender.mailbox.address,))
    elif site and _same_site(site, sender.domain):
        yield Signal("corporate_domain_matches_website", (sender.mailbox.address, site))
    elif site:
        yield Signal("domain_mismatch", (sender.mailbox.address, site))
    official = claimed and (sender.domain == claimed.domain or is_national(sender.domain, claimed))
    if claimed and not official:
        yield Signal("claimed_multinational_wrong_domain", (claimed.name, sender.mailbox.address))
    if not sender.free and not official:
        real = _imitated(sender.domain, known)
        if real:
            yield Signal("lookalike_domain", (sender.mailbox.address, real))


def _same_site(site: str, domain: str) -> bool:
    return site == domain or site.endswith(f".{domain}") or domain.endswith(f".{site}")


def _imitated(domain: str, known: Known) -> str | None:
    if domain in known.official or domain in known.customers_by_domain:
        return None
    national = any(is_national(domain, one) for one in known.multinationals)
    well_known = () if national else known.official
    return looks_like(domain, (known.own_domain, *known.customers_by_domain, *well_known))


def _claimed(case: Case) -> Multinational | None:
    """The well-known company that the writer claims to be of: as the company, in the signature,
    in the name beside the mailbox, or where the writer introduces it."""
    company = case.seen.sender.company.value if case.seen.sender.company else ""
    introducing, sentence = case.seen.acts.best("introduces", "big_promise", "form_harvesting")
    said = [company, case.seen.sender.mailbox.name, case.seen.text.signature]
    if sentence is not None and introducing > 0.5:
        said.append(sentence.words)
    found = (case.seen.known.well_known(words) for words in said)
    return next((one.value for one in found if one), None)


def _details(case: Case) -> Iterator[Signal]:
    sender = case.seen.sender
    if sender.home:
        yield Signal("residential_address", (case.seen.text.words(sender.home),))
    if sender.phones and all(one.value.mobile for one in sender.phones):
        yield Signal("mobile_only", tuple(case.seen.text.words(one) for one in sender.phones))
    if case.asks and not (sender.company or sender.website or sender.address):
        yield Signal("no_company_details", (sender.mailbox.address,))


def _words(case: Case) -> Iterator[Signal]:
    """A sentence alone makes no signal without its words: who pays through a bank changes none."""
    limits = _limits()
    for code in ("form_harvesting", "bank_change", "free_sample_pressure"):
        sure, sentence = case.seen.acts.best(code)
        if sentence is not None and sure >= limits[code] and cues(case.seen.text, code):
            yield Signal(code, (sentence.words,))
    sure, sentence = case.seen.acts.best("big_promise", "free_sample_pressure")
    definite = case.seen.goods.products and case.seen.goods.quantities
    if sentence is not None and sure >= limits["big_promise"] and case.asks and not definite:
        yield Signal("huge_order_no_detail", (sentence.words,))


@cache
def _limits() -> dict[str, float]:
    limits: dict[str, float] = read("reading/judging.yaml")["acts"]
    return limits
