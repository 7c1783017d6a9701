"""The company that a mail is from: in a form, the signature, or how the writer introduces it."""

import re
from collections.abc import Iterator
from functools import cache

from rapidfuzz import fuzz

from kehu.cleaning.names import cleaned_name, name_key
from kehu.cleaning.script import latin
from kehu.reading.message.signature import is_closing
from kehu.reading.sender.words import words
from kehu.reading.terms.places import places
from kehu.reading.text import Found, MailText

_CONTACT = re.compile(r"@|https?://|www\.|\d{5,}|^\+?\d")
# A comma belongs to a name before its legal form.
_COMMA = r"(?:,\s?(?=Ltd|Inc|LLC|S\.|Lda|Limited|GmbH))?"
_CAPITAL = r"[A-ZÀ-ÞА-ЯİŞÇĞÜÖ][^\s,;:!?()\"“”«»|\u3000-\u9fff]*"
_CHINESE_NAME = re.compile(
    r"[\u4e00-\u9fff（）()A-Za-z]{2,30}?(?:有限责任公司|股份有限公司|有限公司|公司|集团|商行|贸易行|厂)"
)
_PRONOUNS = re.compile("^(?:我们是|我是|我司是|这里是|来自|是|我们|我司|我)")
_NOT_THEIRS = re.compile("[贵你该]|^(?:本|一家|贸易|进口|外贸|有限)*公司$|^.{0,2}(?:公司|厂)$")
_ARABIC_NAME = re.compile(r"(?:شركة|مؤسسة|مجموعة|مصنع)(?:\s+[\u0621-\u064a]+){1,3}")
_BETWEEN = r"(\s[|•·/]\s|\s[-–—]\s|\t|，)"  # what parts a line of a signature
_BETWEEN_WORDS = r"([,،]\s(?!(?:Ltd|Inc|LLC|S\.|Lda|Limited|GmbH|Co\b)))"
_SHORTEST_WORD = 3
_LONGEST = 70
_ALIKE = 78  # of 100: transliterations differ in a letter or two
_SHORTEST_LABEL = 4  # letters of a domain that a name must hold


@cache
def _name() -> re.Pattern[str]:
    """A run of words with capitals, and of the small ones that a company's name may hold."""
    small = rf"(?:(?:{words().inside_names}|\d+)(?!\w))"
    word = rf"(?:{_CAPITAL}|\([A-Z][A-Za-z]{{0,9}}\)|{small})"
    return re.compile(rf"[«\"“]?(?:{word}{_COMMA}[ \u00a0]?){{1,7}}[»\"”]?")


@cache
def _end_of_name() -> re.Pattern[str]:
    """What no longer belongs to a name."""
    return re.compile(
        rf"(?<!\s)\s+{words().behind_names}\s|\s[-–—|(]|[,;]\s(?!(?:Ltd|LLC|Inc|S\.|Co|Lda|Lim))|[.!?]\s",
        re.IGNORECASE,
    )


def company(text: MailText, domain: str, person: str) -> Found[str] | None:
    """The likeliest of what stands as a company's name, None where nothing does.

    `domain` is the label of the sender's own site, empty of a free mailbox: a name that holds it
    is believed before others. `person` is the name beside the mailbox.
    """
    signed = list(_signed(text))
    introduced = list(_introduced(text))
    for candidates in (signed, introduced, _formed(text)):
        for one in candidates:
            if _has_form(one.value):
                return one
    for one in (*signed, *introduced):
        if domain and fits_domain(one.value, domain):
            return one
    again = (one for one in signed if one.value in text.body and one.value != person)
    return next(again, introduced[0] if introduced else None)


def fits_domain(name: str, label: str) -> bool:
    """Do a company's name and a domain's label say the same: `Baltic Lumen OÜ`, balticlumen?"""
    key = name_key(name)
    label = re.sub(r"[^a-z0-9]", "", latin(label))
    said = re.findall("[a-z0-9]+", latin(name))
    joined = "".join(said)
    if not label or not joined or not key.core:
        return False
    if label in joined or joined in label:
        return min(len(label), len(joined)) >= _SHORTEST_LABEL - 1
    own = [word for word in key.family.split() if len(word) >= _SHORTEST_LABEL]
    if fuzz.ratio(label, joined) >= _ALIKE or fuzz.ratio(label, "".join(own)) >= _ALIKE:
        return True
    initials = "".join(word[0] for word in said)
    return any(word in label for word in own) or (len(label) > 2 and initials.startswith(label))


def _signed(text: MailText) -> Iterator[Found[str]]:
    """Lines of the signature that may be a company's name."""
    place = text.signature_start
    for line in text.signature.split("\n"):
        for piece, start in _pieces(line):
            bare = words().company_label.sub("", piece)
            name = cleaned_name(bare.strip(" *_-–—|•<>"))
            telling = 2 <= len(name) <= _LONGEST and not _CONTACT.search(name)
            if telling and not _is_other(name) and not is_closing(name):
                offset = piece.find(name[:3])
                begin = place + start + max(offset, 0)
                yield Found(name, begin, begin + len(name))
        place += len(line) + 1


def _pieces(line: str) -> Iterator[tuple[str, int]]:
    """A line and its parts: `Maria Silva | Compras | Nova Luz Ltda`."""
    start = 0
    numbered = any(map(str.isdigit, line))  # commas of an address part nothing
    for piece in re.split(_BETWEEN if numbered else rf"{_BETWEEN}|{_BETWEEN_WORDS}", line):
        if piece and piece.strip():
            behind = next(reversed([*words().company_behind.finditer(piece)]), None)
            cut = behind.end() if behind and piece[behind.end() :].strip() else 0
            yield piece[cut:], start + cut
        start += len(piece or "")


def _is_other(name: str) -> bool:
    """A role, a place or part of an address."""
    if name_key(name).legal_form is not None:
        return False
    if words().role.search(name) or (words().address.search(name) and any(map(str.isdigit, name))):
        return True
    return any(one.end - one.start >= len(name) - 2 for one in places(name))


def _introduced(text: MailText) -> Iterator[Found[str]]:
    """Names behind `we are`, `from the company` and their like, in the body."""
    for match in words().company_behind.finditer(text.said, text.body_start):
        behind = text.said[match.end() : match.end() + 90]
        gap = re.match(
            r"[^\S\n]{0,2}[:：,\-–—]?[^\S\n]{0,2}(?:(?:the|a|an|la|el|los|le|die|der|una?|компания|شركة)\s+)?",
            behind,
        )
        start = match.end() + (gap.end() if gap else 0)
        found = _name().match(text.said, start)
        if found:
            plain = _end_of_name().split(found[0])[0].strip(' «»"“”.,')
            name = _with_form(found[0]) or cleaned_name(plain)
            if len(name) > 2 and not _is_other(name) and not _only_small(name):
                yield Found(name, found.start(), found.start() + len(name))
    for pattern in (_CHINESE_NAME, _ARABIC_NAME):
        for found in pattern.finditer(text.said, text.body_start):
            name = _PRONOUNS.sub("", found[0])
            if not _NOT_THEIRS.search(name):
                yield Found(name, found.end() - len(name), found.end())


def _formed(text: MailText) -> Iterator[Found[str]]:
    """Names with a legal form anywhere in the body: `Monteverde Import S.p.A. cerca …`."""
    for match in _name().finditer(text.said, text.body_start):
        name = _with_form(match[0])
        if name:
            start = match.start() + max(match[0].find(name.split()[0]), 0)
            yield Found(name, start, start + len(name))


def _with_form(written: str) -> str | None:
    """The longest beginning that ends in a legal form."""
    parts = written.strip(' «»"“”').split()
    while parts and (len(parts[0]) < _SHORTEST_WORD or not parts[0][:1].isupper()):
        parts = parts[1:]  # En Distribuidora …, We Kaveri …, and of Kaveri …
    for count in range(len(parts), 1, -1):
        if name_key(" ".join(parts[:count])).legal_form:
            return cleaned_name(" ".join(parts[:count]))
    return None


def _only_small(name: str) -> bool:
    """Nothing but words that any sentence may begin with, or a person's own `I`."""
    return not any(word[:1].isupper() and len(word) > 1 for word in name.split())


def _has_form(name: str) -> bool:
    """Does it say that it is a company: Ltd, GmbH, ООО, 有限公司, or Trading, Import?"""
    key = name_key(name)
    return bool(key.core) and (
        key.legal_form is not None or bool(key.trade and key.family != key.trade)
    )
