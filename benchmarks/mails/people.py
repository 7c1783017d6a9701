"""Invented buyers: a person in a company in a country, with mailbox, phones and website."""

import random
import unicodedata
from dataclasses import dataclass, replace
from functools import cache

import phonenumbers
from babel import Locale
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from benchmarks.mails.data import table

FREE = {
    "ru": ["mail.ru", "yandex.ru", "gmail.com"],
    "de": ["web.de", "gmx.de", "gmail.com"],
    "it": ["libero.it", "gmail.com"],
    "fr": ["orange.fr", "gmail.com", "hotmail.fr"],
    "pt": ["uol.com.br", "hotmail.com", "gmail.com"],
    "zh": ["qq.com", "163.com", "gmail.com"],
    "pl": ["wp.pl", "gmail.com"],
    "ko": ["naver.com"],
}
ANYWHERE = ["gmail.com", "hotmail.com", "yahoo.com", "outlook.com"]
_NATIVE = {"zh", "ar", "ru", "ja", "ko", "he", "th"}


@dataclass(frozen=True)
class Buyer:
    """`name` and `company` as written in `language`; the Latin forms stand beside them."""

    language: str
    name: str
    latin_name: str
    company: str
    latin_company: str
    country: str
    city: str
    city_en: str
    port: str
    port_en: str
    address: str
    landline: str
    mobile: str
    domain: str
    mailbox: str
    free: bool

    @property
    def website(self) -> str:
        return self.domain

    def country_name(self) -> str:
        if self.country == "HK":  # the official name is not what people write
            return {"zh": "香港"}.get(self.language, "Hong Kong")
        return str(Locale(self.language).territories[self.country])


@cache
def countries_of(language: str) -> tuple[str, ...]:
    """Countries whose buyers write that language, as often as their weight."""
    found = []
    for code, land in table("countries").items():
        if language in land["langs"]:
            found += [code] * land["weight"]
    return tuple(found)


@cache
def anywhere() -> tuple[str, ...]:
    return tuple(table("countries"))


def buyer(
    rng: random.Random, part: str, language: str, *, free: bool = False, stem: str = ""
) -> Buyer:
    """Somebody of the part who writes the language; a third of the English is a foreigner's.

    `stem`: the company's name, where it must be no other's.
    """
    foreign = language == "en" and rng.random() < 0.35
    code = rng.choice(anywhere() if foreign else countries_of(language))
    land = table("countries")[code]
    culture = table("people")[land["culture"]]
    own = culture[part]
    first, last = rng.choice(own["first"]), rng.choice(own["last"])
    stem = stem or rng.choice(_stems(code, land["culture"], own["stems"]))
    pattern = rng.choice(culture["companies"])
    place = _place(rng.choice(land[part]["cities"]))
    street = rng.choice(land[part]["streets"])
    domain = _domain(latin(stem), latin(pattern), land["tld"])
    home = language in _NATIVE
    known = Buyer(
        language=language,
        name=_full_name(first, last, language if home else ""),
        latin_name=_full_name(first, last, ""),
        company=_company(pattern, stem, land, rng, home=home and rng.random() < 0.7),
        latin_company="",
        country=code,
        city=place[3] if home else place[0],
        city_en=place[0],
        port=place[4] if home else place[2],
        port_en=place[2],
        address=land["address"]
        .format(
            no=rng.randint(3, 240),
            small=rng.randint(1, 9),
            street=street,
            city=place[0],
            post=place[1],
        )
        .replace(" ,", ","),
        landline=phone(rng, code, PhoneNumberType.FIXED_LINE),
        mobile=phone(rng, code, PhoneNumberType.MOBILE),
        domain=domain,
        mailbox="",
        free=free,
    )
    host = rng.choice(FREE.get(language, ANYWHERE)) if free else domain
    local = _local(rng, ascii_of(latin(first)), ascii_of(latin(last)), free=free)
    return replace(known, mailbox=f"{local}@{host}")


def phone(rng: random.Random, country: str, kind: int) -> str:
    """A valid number of the kind in that country, E.164."""
    example = phonenumbers.example_number_for_type(country, kind)
    assert example and example.national_number
    digits = str(example.national_number)
    for _ in range(400):
        tail = "".join(rng.choice("0123456789") for _ in range(4))
        lead = "0" if example.italian_leading_zero else ""
        text = f"+{example.country_code}{lead}{digits[:-4]}{tail}"
        number = phonenumbers.parse(text)
        both = PhoneNumberType.FIXED_LINE_OR_MOBILE
        if phonenumbers.is_valid_number(number) and phonenumbers.number_type(number) in (
            kind,
            both,
        ):
            return text
    return phonenumbers.format_number(example, PhoneNumberFormat.E164)


def written_phone(rng: random.Random, e164: str, *, national: bool = False) -> str:
    """As people write it: in groups, with 00, with (0), or as dialled at home."""
    number = phonenumbers.parse(e164)
    spaced = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    if national and rng.random() < 0.25:
        return phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    code = f"+{number.country_code}"
    forms = [spaced, spaced, e164, spaced.replace("+", "00", 1), spaced.replace(" ", "-")]
    if number.country_code in (44, 49, 43, 41, 31):
        forms.append(spaced.replace(code + " ", code + " (0)", 1))
    return rng.choice(forms)


def has_mobile_numbers(country: str) -> bool:
    """Where a number tells whether it is a mobile one (not in North America)."""
    return country not in ("US", "CA")


def latin(text: str) -> str:
    return text.partition("/")[0]


def ascii_of(text: str) -> str:
    special = str.maketrans(
        {"ı": "i", "ø": "o", "ß": "ss", "đ": "d", "Đ": "D", "ł": "l", "æ": "ae"}
    )
    plain = unicodedata.normalize("NFKD", text.translate(special))
    return "".join(c for c in plain if c.isascii() and (c.isalnum() or c in " -.")).lower()


def _place(text: str) -> tuple[str, str, str, str, str]:
    parts = text.split("|")
    city, post, port = parts[:3]
    return city, post, port, *(parts[3:] if len(parts) == 5 else (city, port))


def _full_name(first: str, last: str, language: str) -> str:
    if not language:
        return f"{latin(first)} {latin(last)}"
    given, family = first.partition("/")[2] or first, last.partition("/")[2] or last
    if language in ("zh", "ja", "ko"):
        return family + (" " if language == "ja" else "") + given
    return f"{given} {family}"


def _company(pattern: str, stem: str, land: dict, rng: random.Random, *, home: bool) -> str:
    own, _, native = pattern.partition("/")
    first, _, there = stem.partition("/")
    if home and native and there:
        return native.format(n=there)
    return own.format(s=first, legal=rng.choice(land["legal"])).strip()


def _stems(code: str, culture: str, stems: list[str]) -> list[str]:
    """A country's share of the names: no two companies differ by the country domain alone."""
    lands = [c for c, land in table("countries").items() if land["culture"] == culture]
    place = lands.index(code)
    return stems[place :: len(lands)] or [stems[place % len(stems)]]


def _domain(stem: str, pattern: str, tld: str) -> str:
    words = [w for w in ascii_of(pattern.format(s="", legal="")).split() if len(w) > 3]
    name = ascii_of(stem).replace(" ", "").replace(".", "").replace("-", "")
    word = words[0].strip(".") if words else "group"
    return [f"{name}-{word}", f"{name}{word}", name + word[:4]][(len(stem) + len(word)) % 3] + tld


def _local(rng: random.Random, first: str, last: str, *, free: bool) -> str:
    first, last = first.split(maxsplit=1)[0], last.rsplit(maxsplit=1)[-1].replace("-", "")
    forms = [f"{first}.{last}", f"{first[0]}.{last}", f"{last}"]
    if free:
        forms = [
            f"{first}.{last}{rng.randint(71, 99)}",
            f"{last}{first}",
            f"{first}{last[0]}{rng.randint(2, 9)}",
        ]
    elif rng.random() < 0.25:
        forms = ["purchasing", "info", "compras" if last.endswith("a") else "import"]
    return rng.choice(forms)
