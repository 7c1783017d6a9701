"""Signatures laid out otherwise than one thing a line, and what they tell."""

import random
import string
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.mails import styles
from benchmarks.mails.data import table
from benchmarks.mails.letter import Letter
from benchmarks.mails.people import Buyer, has_mobile_numbers, written_phone


@dataclass
class Facts:
    """What is signed with; empty what is left out."""

    name: str
    company: str
    words: dict
    title: str = ""
    address: str = ""
    landline: str = ""
    mobile: str = ""
    website: str = ""
    mailbox: str = ""
    fax: str = ""
    register: str = ""
    more: list[str] = field(default_factory=list)

    @property
    def phones(self) -> list[str]:
        return [phone for phone in (self.landline, self.mobile) if phone]


def rows(letter: Letter, rng: random.Random, buyer: Buyer, style: str) -> list[str]:
    """The lines of a signature in one of the layouts; notes what they tell."""
    facts = _facts(letter, rng, buyer, style)
    return [row for row in rng.choice(_LAYOUTS)(facts, rng) if row.strip()]


def _facts(letter: Letter, rng: random.Random, buyer: Buyer, style: str) -> Facts:
    said = letter.said
    whole = style in (styles.FULL, styles.ADDRESS)
    words = table("practice/signatures")[said.language]
    facts = Facts(buyer.name, buyer.company, words)
    said.name, said.company = buyer.name, buyer.company
    if whole and rng.random() < 0.6:
        facts.title = rng.choice(words["titles"])
    if whole:
        facts.address, facts.landline = buyer.address, written_phone(rng, buyer.landline)
        said.address, said.country = True, buyer.country
        said.landlines.append(buyer.landline)
    if style == styles.MOBILE or rng.random() < 0.35:
        _mobile(letter, rng, buyer, facts)
    if style == styles.WEB or (style == styles.FULL and (not buyer.free or rng.random() < 0.5)):
        facts.website = rng.choice(["www.{}", "{}", "https://{}", "http://www.{}/"]).format(
            buyer.website
        )
        said.website = buyer.website
        said.country = said.country or styles.country_of_domain(buyer)
    if rng.random() < 0.4:
        facts.mailbox = buyer.mailbox
    if whole and rng.random() < 0.2:
        facts.fax = written_phone(rng, buyer.landline[:-2] + f"{rng.randint(10, 99)}")
    pattern = table("practice/signatures")["register"].get(buyer.country)
    if whole and pattern and rng.random() < 0.3:
        facts.register = _number(rng, pattern)
        said.registration = True
    if rng.random() < 0.3:
        facts.more = [rng.choice(words["more"])]
    return facts


def _mobile(letter: Letter, rng: random.Random, buyer: Buyer, facts: Facts) -> None:
    if has_mobile_numbers(buyer.country):
        facts.mobile = written_phone(rng, buyer.mobile)
        letter.said.mobiles.append(buyer.mobile)
        letter.said.country = buyer.country


def _number(rng: random.Random, pattern: str) -> str:
    """`#` a figure, `@` a capital letter, the rest as it stands."""
    signs = {"#": string.digits, "@": string.ascii_uppercase}
    return "".join(rng.choice(signs[sign]) if sign in signs else sign for sign in pattern)


def _labelled(label: str, value: str) -> str:
    return f"{label} {value}" if value else ""


def _company_first(f: Facts, rng: random.Random) -> list[str]:
    tel, cell, _ = f.words["labels"]
    who = ", ".join(filter(None, [f.name, f.title]))
    phones = [_labelled(tel, f.landline), _labelled(cell, f.mobile), _labelled("Fax", f.fax)]
    return [f.company, who, f.address, *phones, f.mailbox, f.website, f.register, *f.more]


def _all_labelled(f: Facts, rng: random.Random) -> list[str]:
    tel, cell, _ = f.words["labels"]
    company, contact, address, web = f.words["fields"]
    named = [_labelled(company, f.company), _labelled(contact, f.name), f.title]
    reached = [_labelled(tel, f.landline), _labelled(cell, f.mobile), _labelled(web, f.website)]
    return [*named, _labelled(address, f.address), *reached, f.register]


def _in_two_lines(f: Facts, rng: random.Random) -> list[str]:
    sign = rng.choice([" • ", " · ", " | ", " / ", " – "])
    first = sign.join(filter(None, [f.name, f.title, f.company]))
    return [first, sign.join(filter(None, [f.address, *f.phones, f.website, f.mailbox]))]


def _letters(f: Facts, rng: random.Random) -> list[str]:
    phones = "  ".join(filter(None, [_labelled("T", f.landline), _labelled("M", f.mobile)]))
    below = [_labelled("E", f.mailbox), _labelled("W", f.website)]
    return [f.name, f.title, f.company, _labelled("A", f.address), phones, *below, *f.more]


def _ruled(f: Facts, rng: random.Random) -> list[str]:
    rule = rng.choice(["*", "=", "~", "_", "-"]) * rng.choice([20, 28, 36])
    body = [f.company, f.address, " / ".join(f.phones), f.website, f.register]
    return [f.name, rule, *body, rule]


def _beside(f: Facts, rng: random.Random) -> list[str]:
    tel, _, fax = f.words["labels"]
    head = ", ".join(filter(None, [f.name, f.title, f.company]))
    phones = _labelled(tel, " / ".join(f.phones)) if f.phones else ""
    return [head, *f.address.split(", "), phones, _labelled(fax, f.fax), f.website]


def _turned(f: Facts, rng: random.Random) -> list[str]:
    """Numbers first, then who."""
    tel, cell, _ = f.words["labels"]
    reached = [_labelled(tel, f.landline), _labelled(cell, f.mobile), f.website, f.mailbox]
    return [*reached, "", f.name, f.company, f.address]


def _for_company(f: Facts, rng: random.Random) -> list[str]:
    head = f.words["for"].format(name=f.name, company=f.company)
    return [head, f.address, *f.phones, f.website, f.register, *f.more]


def _with_branches(f: Facts, rng: random.Random) -> list[str]:
    """Other places than the company's stand beneath."""
    tel, cell, fax = f.words["labels"]
    phones = [_labelled(tel, f.landline), _labelled(fax, f.fax), _labelled(cell, f.mobile)]
    body = [f.name, f.title, f.company, f.address, "   ".join(filter(None, phones)), f.website]
    return [*body, rng.choice(f.words["branches"])]


_LAYOUTS: tuple[Callable[[Facts, random.Random], list[str]], ...] = (
    _company_first,
    _all_labelled,
    _in_two_lines,
    _letters,
    _ruled,
    _beside,
    _turned,
    _for_company,
    _with_branches,
)
