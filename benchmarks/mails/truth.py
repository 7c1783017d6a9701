"""From what was put into a mail to what a reader of it should say."""

import re
from dataclasses import dataclass, field

TRADE = re.compile(
    r"(?<![A-Za-zÀ-ɏ])(EXW|FOB|FCA|FAS|CIF|CFR|C&F|CPT|CIP|DAP|DPU|DDP|MOQ|T/T|TT|L/C|LC|D/P|PI|"
    r"HS code|proforma\w*|pro-forma)(?![A-Za-zÀ-ɏ])"
    r"|20GP|40GP|40HQ"
    r"|信用证|电汇|形式发票|起订量|HS编码|carta de crédito|lettre de crédit|crédito documentar"
    r"|Akkreditiv|аккредитив|ТН ВЭД|اعتماد مستندي|akreditif|lettera di credito|信用状|신용장",
    re.IGNORECASE,
)
OURS_TO_LOAD = ("FOB", "EXW", "FCA")
WARNINGS = {"residential_address", "mobile_only", "huge_order_no_detail"}
INQUIRIES = ("inquiry_generic", "inquiry_partial", "inquiry_detailed")
FRAUD = {
    "lookalike_domain",
    "claimed_multinational_wrong_domain",
    "form_harvesting",
    "domain_mismatch",
}


@dataclass
class Line:
    """A product line: the models it may mean, whether that is one, and how many."""

    skus: tuple[str, ...]
    definite: bool
    quantity: int | None = None
    unit: str | None = None
    price: float = 1.0


@dataclass
class Said:
    """Everything the newest text tells, filled while it is written."""

    language: str
    ask: str = "inquiry"  # inquiry, sample, follow_up, complaint, none
    lines: list[Line] = field(default_factory=list)
    grouped: bool = False  # a product, a family or a category of the range was named
    incoterm: str | None = None
    destination: str | None = None
    certifications: list[str] = field(default_factory=list)
    terms: bool = False  # delivery date or payment was spoken of
    name: str | None = None
    company: str | None = None
    country: str | None = None
    website: str | None = None
    address: bool = False
    landlines: list[str] = field(default_factory=list)
    mobiles: list[str] = field(default_factory=list)
    registration: bool = False  # a tax or register number that can be looked up
    free_mail: bool = False
    mailbox: bool = True  # whether the buyer's own mailbox is known
    fits_company: bool = False  # the mailbox's domain is the company's
    official: bool = False
    thread: bool = False  # belongs to a thread or order we know
    running_order: bool = False
    offers_to_pay: bool = False
    fraud: bool = False  # a fraud that no signal names: lottery, phishing
    purpose: bool = True  # buys for trade or work
    signals: set[str] = field(default_factory=set)
    text: str = ""

    @property
    def phones(self) -> list[str]:
        return [*self.landlines, *self.mobiles]


def truth(said: Said) -> dict:
    """The row of `truth.jsonl`, without the file's name and case."""
    kind = _kind(said)
    signals = _signals(said, kind)
    authenticity = _authenticity(said, signals)
    missing = _missing(said, kind)
    decision = _decision(said, authenticity) if kind == "sample_request" else None
    first = said.lines[0] if said.lines else None
    return {
        "language": said.language,
        "kind": kind,
        "skus": list(dict.fromkeys(sku for line in said.lines for sku in line.skus)),
        "quantity": first.quantity if first else None,
        "unit": first.unit if first else None,
        "lines": [
            {"skus": list(line.skus), "quantity": line.quantity, "unit": line.unit}
            for line in said.lines
        ],
        "incoterm": said.incoterm,
        "destination": said.destination,
        "certifications": said.certifications,
        "missing": missing,
        "sender_name": said.name,
        "sender_company": said.company,
        "sender_country": said.country,
        "website": said.website,
        "phones": said.phones,
        "authenticity": authenticity,
        "signals": sorted(signals),
        "sample_decision": decision,
        "next_step": _next(kind, authenticity, signals, missing, decision),
    }


def _kind(said: Said) -> str:
    if said.ask != "inquiry":
        return {"sample": "sample_request", "none": "not_inquiry"}.get(said.ask, said.ask)
    if not said.grouped:
        return "inquiry_generic"
    firm = said.lines and all(line.definite and line.quantity for line in said.lines)
    told = said.incoterm or said.destination or said.certifications or said.terms
    return "inquiry_detailed" if firm and told else "inquiry_partial"


def _missing(said: Said, kind: str) -> list[str]:
    if kind not in (*INQUIRIES, "sample_request"):
        return []
    there = {
        "product": said.grouped,
        "specification": bool(said.lines) and all(line.definite for line in said.lines),
        "quantity": bool(said.lines) and all(line.quantity for line in said.lines),
        "destination": bool(said.destination)
        or (said.ask == "inquiry" and said.incoterm in OURS_TO_LOAD),
        "company": bool(said.company),
        "contact": bool(said.phones) or said.address,
    }
    return [thing for thing, known in there.items() if not known]


def _signals(said: Said, kind: str) -> set[str]:
    signals = set(said.signals)
    if said.free_mail and said.mailbox:
        signals.add("free_mail_domain")
    if said.fits_company and said.website and said.mailbox:
        signals.add("corporate_domain_matches_website")
    if said.mobiles and not said.landlines:
        signals.add("mobile_only")
    bare = not (said.company or said.website or said.address)
    if bare and kind in (*INQUIRIES, "sample_request"):
        signals.add("no_company_details")
    if TRADE.search(said.text):
        signals.add("uses_trade_terms")
    return signals


def _authenticity(said: Said, signals: set[str]) -> str:
    pressed = "free_sample_pressure" in signals and signals & {
        "huge_order_no_detail",
        "no_company_details",
    }
    if said.fraud or signals & FRAUD or pressed or ("bank_change" in signals and not said.thread):
        return "suspicious"
    if said.ask == "none":
        return "unverified"
    facts = bool(said.website) + said.address + bool(said.landlines) + said.registration
    known = said.company and said.fits_company and said.mailbox and facts >= 1
    if said.official or said.thread or known or (said.free_mail and said.company and facts >= 2):
        return "likely_genuine"
    return "unverified"


def _decision(said: Said, authenticity: str) -> str:
    if authenticity == "suspicious" or not said.purpose:
        return "decline"
    if said.running_order:
        return "send_free"
    if not said.lines or not all(line.definite for line in said.lines):
        return "quote_instead"
    if authenticity == "unverified":
        return "verify_first"
    few = len(said.lines) <= 2 and all((line.quantity or 1) <= 5 for line in said.lines)
    cheap = all(line.price <= 30 for line in said.lines)
    return "buyer_pays_freight" if few and cheap and not said.offers_to_pay else _BOTH


_BOTH = "buyer_pays_sample_and_freight"


def _next(
    kind: str, authenticity: str, signals: set[str], missing: list[str], decision: str | None
) -> str:
    """The first that matches; the order is the desk's."""
    inquiry = kind in INQUIRIES
    tried = (
        (authenticity == "suspicious", "alert_fraud"),
        (kind == "not_inquiry", "ignore"),
        (kind == "complaint", "handle_complaint"),
        ("bank_change" in signals, "verify_identity"),
        (kind == "follow_up", "reply_thread"),
        (decision == "verify_first", "verify_identity"),
        (decision == "quote_instead", "ask_missing"),
        (inquiry and "no_company_details" in signals, "six_questions"),
        (kind == "inquiry_generic", "quick_acknowledge"),
        (inquiry and authenticity == "unverified" and signals & WARNINGS, "verify_identity"),
        (bool(missing), "ask_missing"),
    )
    return next((step for matches, step in tried if matches), "quote")
