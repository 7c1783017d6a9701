"""A sender's facts, gathered: each with where it stands."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kehu.cleaning.countries import country_of_top_level_domain, iso_country
from kehu.cleaning.emails import is_disposable, is_free_mail
from kehu.cleaning.websites import is_registrable, registered_domain
from kehu.reading.known import Known
from kehu.reading.message.forms import Form
from kehu.reading.message.parts import Address, Message
from kehu.reading.message.signature import is_closing
from kehu.reading.sender.companies import company, fits_domain
from kehu.reading.sender.phones import Phone, phones
from kehu.reading.sender.words import words
from kehu.reading.terms.places import places
from kehu.reading.text import Found, MailText, Sentence

_SITE = re.compile(
    r"(?<![\w@.-])(?:https?://)?(?:www\.)?((?:[a-z0-9-]+\.)+[a-z]{2,12})(?:/[^\s<>\"]*)?(?![\w@-])",
    re.I,
)
_MAILBOX = re.compile(r"(?<![\w.+'-])[\w.+'-]++@((?:[\w-]+\.)+[a-z]{2,12})", re.IGNORECASE)
_NAME_WORD = re.compile(r"^[^\W\d_][\w.'’-]*$")
_LONGEST_NAME = 5  # words
_SHORTEST_SITE = 7  # signs of one that is written without www.; sig.ra is none
_POSTCODE = re.compile(
    r"\b(?:[A-Z]{1,2}-?)?\d{4,6}(?:-\d{3,4})?\b|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"
)
_OTHER_LETTERS = re.compile(
    "[\u0400-\u04ff\u0590-\u06ff\u0e00-\u0e7f\u3040-\u9fff\uac00-\ud7af]{2}"
)
_UNCASED = re.compile("[\u0590-\uffff]")
_NUMBER_BEHIND = re.compile(r"[^\n]{0,24}?[\dA-Z]{0,24}\d{4,}[\dA-Z./-]*")
_CLOSING = 3  # lines of a signature within which the name stands


@dataclass(frozen=True)
class Sender:
    """Who writes. `domain` is the registered domain of the mailbox; `free` of a mailbox that
    anybody may have. `country` is ISO 3166. `home`: an address of a home."""

    mailbox: Address
    domain: str
    free: bool
    name: str | None
    company: Found[str] | None
    country: str | None
    website: Found[str] | None
    phones: tuple[Found[Phone], ...]
    address: Found[str] | None
    home: Found[str] | None
    registration: Found[str] | None

    @property
    def fits(self) -> bool:
        """Does the mailbox's own domain fit the company? Of a name in a script that leaves vowels
        out, or whose sounds are written in many ways, the country must do."""
        if self.free or self.company is None:
            return False
        if fits_domain(self.company.value, self.domain.partition(".")[0]):
            return True
        foreign = not re.search("[A-Za-zÀ-ÿ]", self.company.value)
        return foreign and _of_top(self.domain) == self.country is not None


def sender(message: Message, text: MailText, form: Form | None, known: Known) -> Sender:
    """Gather the facts; of a form those that were filled in, then those of the text."""
    mailbox = form.sender if form else _mailbox(message)
    domain = registered_domain(mailbox.domain) or mailbox.domain
    free = is_free_mail(mailbox.domain) or is_free_mail(domain) or is_disposable(domain)
    values = form.values if form else {}
    site = _website(text, {known.own_domain, ""})
    own = "" if free else domain
    label = (own or (site.value if site else "")).partition(".")[0]
    address = next(_addresses(text), None)
    likely = [code for code in (
        iso_country(values.get("country", "")) if values.get("country") else None,
        _country_of(address.value) if address else None,
        _of_top(own), _of_top(site.value) if site else None) if code]  # fmt: skip
    found_phones = tuple(phones(text.whole, likely, text.body_start))
    by_phone = [one.value.country for one in found_phones if one.value.country]
    country = next(iter([*likely, *by_phone]), None) or _introduced_country(text)
    firm = company(text, label, mailbox.name) or _well_known(text, known)
    return Sender(
        mailbox=mailbox,
        domain=domain,
        free=free,
        name=_name(mailbox, text, firm),
        company=firm,
        country=country,
        website=site,
        phones=_once(found_phones),
        address=address,
        home=next(_homes(text), None),
        registration=_first(words().registration, text),
    )


def _well_known(text: MailText, known: Known) -> Found[str] | None:
    """A company that everybody knows, of whom the writer signs to be."""
    found = known.well_known(text.whole, text.signature_start)
    return Found(text.whole[found.start : found.end], found.start, found.end) if found else None


def introductions(text: MailText, who: Sender) -> list[Sentence]:
    """The sentences in which the writers tell who they are and where."""
    places_of_facts = [one.start for one in (who.company, who.address) if one is not None]
    behind = words().company_behind.finditer(text.said, text.body_start)
    places_of_facts += [one.start() for one in behind]
    said = (text.sentence_at(place) for place in places_of_facts if place < len(text.said))
    return list(dict.fromkeys(said))


def _mailbox(message: Message) -> Address:
    """The mailbox that wrote; the one of Reply-To where nobody reads the other."""
    local = message.sender.address.partition("@")[0]
    reply_to = message.reply_to
    if reply_to and local in words().nobody_reads:
        return reply_to
    return message.sender


def _once(found: Sequence[Found[Phone]]) -> tuple[Found[Phone], ...]:
    by_number = {one.value.number: one for one in reversed(found)}
    return tuple(sorted(by_number.values(), key=lambda one: one.start))


def _website(text: MailText, not_theirs: set[str]) -> Found[str] | None:
    """The first site of the signature, else of the body, that is the writer's own."""
    for start in (text.signature_start, text.body_start):
        for match in _SITE.finditer(text.whole, start):
            host = match[1].lower()
            domain = registered_domain(host)
            named = match[0].lower().startswith(("http", "www."))
            if not domain or domain in not_theirs or _is_anothers(host, domain):
                continue
            if named or (len(domain) >= _SHORTEST_SITE and is_registrable(domain)):
                return Found(host.removeprefix("www."), match.start(), match.end())
    return None


def _is_anothers(host: str, domain: str) -> bool:
    others = words().sites_of_others
    return domain in others or host in others or is_free_mail(domain)


def _of_top(domain: str) -> str | None:
    """The country of a national top-level domain that is not sold as a word."""
    sold = domain.rpartition(".")[2] in words().sold_as_words
    return None if sold else country_of_top_level_domain(domain)


def _country_of(address: str) -> str | None:
    """The last country named, else that of the first place; what a street is called is neither."""
    street = words().street
    found = [one for one in places(address)
             if not (street.behind.search(address[: one.start])
                     or street.before.match(address, one.end))]  # fmt: skip
    countries = [one.value.country for one in found if one.value.is_country]
    return next(iter([*reversed(countries), *(one.value.country for one in found)]), None)


def _introduced_country(text: MailText) -> str | None:
    """`a wholesaler from Ghana`: the place beside how the writer introduces the company."""
    for match in words().company_behind.finditer(text.said, text.body_start):
        for one in places(text.said[match.start() : match.end() + 120]):
            if one.value.country:
                return one.value.country
    return None


def _addresses(text: MailText) -> Iterator[Found[str]]:
    """Lines with a word of an address, or a postcode and a place; of the signature first."""
    for part, start in ((text.signature, text.signature_start), (text.body, text.body_start)):
        place = start
        for line in part.split("\n"):
            bare = _MAILBOX.sub("", line)
            if _is_address(bare, signed=part is text.signature):
                yield Found(line.strip(), place, place + len(line))
            place += len(line) + 1


def _is_address(line: str, *, signed: bool) -> bool:
    """A line that says so; in the body a number and a place are what is ordered and whereto."""
    if not 8 <= len(line) <= 160 or not any(map(str.isdigit, line)):
        return False
    word = words().address.search(line) or words().home.search(line)
    if word and (_POSTCODE.search(line) or any(places(line)) or "," in line or "，" in line):
        return True
    if re.search("[省市区县].*[路街道].*号", line):
        return True
    return bool(signed and _POSTCODE.search(line) and any(places(line)) and "," in line)


def _homes(text: MailText) -> Iterator[Found[str]]:
    """Words of a home inside an address."""
    for one in _addresses(text):
        match = words().home.search(text.whole, one.start, one.end)
        if match:
            yield Found(match[0], match.start(), match.end())


def _first(pattern: re.Pattern[str], text: MailText) -> Found[str] | None:
    """A word with a number behind it: the number is what can be checked."""
    for match in pattern.finditer(text.whole, text.body_start):
        behind = _NUMBER_BEHIND.match(text.whole, match.end())
        if behind or "/" in match[0]:
            end = behind.end() if behind else match.end()
            return Found(text.whole[match.start() : end], match.start(), end)
    return None


def _name(mailbox: Address, text: MailText, firm: Found[str] | None) -> str | None:
    """The name beside the mailbox; that of the signature where the writer's own letters are other
    ones, or where the first is none."""
    shown = words().honorific.sub("", mailbox.name.partition("(")[0].strip(" '\""))
    shown = re.split(r"\s[|/–-]\s|,\s", shown)[0]
    fits = _may_be_name(shown, firm)
    if fits and not (shown.isascii() and _OTHER_LETTERS.search(text.signature)):
        return _written(shown)
    signed = _signed_name(text, firm)
    return signed or (_written(shown) if shown else None)


def _signed_name(text: MailText, firm: Found[str] | None) -> str | None:
    lines = [line.strip(" *,.-") for line in text.signature.split("\n") if line.strip(" *,.-")]
    for line in lines[: _CLOSING + 2]:
        bare = words().honorific.sub("", re.split(r"\s[|/–-]\s|,\s|\t", line)[0]).strip()
        if _may_be_name(bare, firm) and not is_closing(bare) and not any(places(bare)):
            return _written(bare)
    return None


def _written(name: str) -> str:
    """YASMINA VASSEUR as Yasmina Vasseur."""
    return name.title() if name.isupper() and not _UNCASED.search(name) else name


def _may_be_name(said: str, firm: Found[str] | None) -> bool:
    parts = said.split()
    if not parts or len(parts) > _LONGEST_NAME or "@" in said or words().role.search(said):
        return False
    if firm and said.lower() in firm.value.lower():
        return False
    if re.fullmatch("[\u3040-\u9fff\uac00-\ud7af·]{2,8}", said):
        return True
    return len(parts) > 1 and all(_NAME_WORD.match(part) and not part.islower() for part in parts)
