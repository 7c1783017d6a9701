"""Terms of a trade in a mail: Incoterm, destination, certificates, payment, times, target price."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from babel import Locale

from kehu.reading.patterns import LETTERS, any_of, whole
from kehu.reading.terms.numbers import latin_digits
from kehu.reading.terms.places import Place, capitalised, is_ours, named_place, places
from kehu.reading.text import Found, MailText, Sentence, Taken
from kehu.rulebook import read

_PRICE = re.compile(
    r"(?P<before>US\$|USD|EUR|GBP|RMB|CNY|[$€£¥])\s?(?P<amount>\d[\d.,]{0,20}\d|\d)"
    r"|(?P<amount2>\d[\d.,]{0,20}\d|\d)\s?(?P<behind>USD|US\$|EUR|GBP|RMB|CNY|[$€£]|dollars?|euros?|美元|美金|долл\w*)",
    re.IGNORECASE,
)
_PORT_OF = re.compile(
    r"[\s:,(–-]*(?:(?:port|puerto|porto|porta|порт|ميناء|de|of|seaport|to|the)\s+){0,3}",
    re.IGNORECASE,
)
_NEAR = 40  # signs between a word and the number or place it belongs to
_DATE = r"\d{1,2}[./-]\d{1,2}(?:[./-]\d{2,4})?|\d{4}-\d\d-\d\d|\d{1,2}月"


@dataclass(frozen=True)
class Terms:
    """What was read, each with its place; None or empty where the mail does not say."""

    incoterm: Found[str] | None
    destination: Found[Place] | None
    certificates: tuple[Found[str], ...]
    payment: Found[str] | None
    time: Found[str] | None
    target_price: Found[str] | None
    jargon: tuple[Found[str], ...]


@dataclass(frozen=True)
class Told:
    """Sentences by what they are for. Where writers introduce themselves no place is a
    destination; where something is asked one is without a word of direction too, and where it is
    told where goods shall go even one that no list knows."""

    introduced: Collection[Sentence] = ()
    asked: Collection[Sentence] = ()
    shipped: Collection[Sentence] = ()
    names: Collection[str] = ()  # of companies: Porto Belo is no Porto


def terms(text: MailText, told: Told = Told()) -> Terms:
    """Read the terms out of what was said; the signature is looked at for none of them."""
    said = latin_digits(text.said)
    incoterm = next(_incoterms(said), None)
    spans, rules = spans_of(said), _rules()
    paid, at_once = _matches(rules.payment, said), _matches(rules.now, said)
    return Terms(
        incoterm=incoterm,
        destination=_destination(said, incoterm, told) or _unlisted(text, told.shipped),
        certificates=tuple(_certificates(said)),
        payment=next(paid, None) or _days(text, spans, rules.pays),
        time=_days(text, spans, rules.time) or next(at_once, None),
        target_price=_target_price(said),
        jargon=tuple(_matches(rules.jargon, said)),
    )


def _incoterms(said: str) -> Iterator[Found[str]]:
    rules = _rules()
    for match in rules.incoterm.finditer(said):
        code = rules.also.get(match[1].lower(), match[1].upper())
        if code in rules.in_capitals and match[1] != match[1].upper():
            continue
        yield Found(code, match.start(1), match.end(1))


def _destination(said: str, incoterm: Found[str] | None, told: Told) -> Found[Place] | None:
    """The place behind an Incoterm of theirs, else one behind a word of direction."""
    if incoterm is not None and incoterm.value in _rules().theirs:
        found = _behind(said, incoterm.end)
        if found is not None and not is_ours(found.value.name):
            return found
    candidates = [one for one in places(said)
                  if not is_ours(one.value.name) and one.value.country != "CN"
                  and not _is_named_so(one, said, told.names)]  # fmt: skip
    rules = _rules()
    for one in candidates:
        if rules.delivered.search(said[max(one.start - _NEAR, 0) : one.start]):
            return _with_country(one, candidates)
    introduced = _signs_of(told.introduced)
    candidates = [one for one in candidates if not introduced.touches(one.start, one.start + 1)]
    for one in candidates:
        before = said[max(one.start - _NEAR, 0) : one.start]
        if rules.of_others.search(before):
            continue
        if rules.towards.search(before) or rules.behind.match(said, one.end):
            return _with_country(one, candidates)
    if unlisted := _delivered_to(said):
        return unlisted
    cities = (one for one in candidates if not one.value.is_country)
    asked = _signs_of(told.asked)
    return next((one for one in cities if asked.touches(one.start, one.start + 1)), None)


def _delivered_to(said: str) -> Found[Place] | None:
    """A name with a capital right behind a word that says nothing but where goods shall go."""
    for match in _rules().delivers.finditer(said):
        for one in capitalised(said, match.end(), match.end() + _NEAR)[:1]:
            beside = one.start - match.end() <= 2 and "\n" not in said[match.end() : one.end]
            if beside and _may_be_place(one.value.name):
                return one
    return None


def _is_named_so(place: Found[Place], said: str, names: Collection[str]) -> bool:
    """Does the place stand inside a name?"""
    for name in names:
        start = said.find(name, max(place.end - len(name), 0), place.start + len(name))
        if start >= 0 and place.end - place.start < len(name):
            return True
    return False


def _signs_of(sentences: Collection[Sentence]) -> Taken:
    return Taken((one.start, one.end) for one in sentences)


def _unlisted(text: MailText, shipped: Collection[Sentence]) -> Found[Place] | None:
    """A name with a capital that is told as the place where goods shall go; the last of them, and
    at the beginning of a sentence only one that the writer also signs with."""
    for sentence in shipped:
        names = [one for one in capitalised(text.whole, sentence.start, sentence.end)
                 if one.start > sentence.start or one.value.name in text.signature]  # fmt: skip
        places = [one for one in names if _may_be_place(one.value.name)]
        if places:
            return places[-1]
    return None


def _may_be_place(name: str) -> bool:
    """Is it neither a port of ours nor a month, nor an abbreviation?"""
    return not (is_ours(name) or name.isupper() or _rules().span.match(name))


def _behind(said: str, place: int) -> Found[Place] | None:
    start = _PORT_OF.match(said, place)
    return named_place(said, start.end() if start else place)


def _with_country(one: Found[Place], others: Sequence[Found[Place]]) -> Found[Place]:
    """A port behind its country, `Saudi Arabia, Dammam port`, is what is meant."""
    if not one.value.is_country:
        return one
    for other in others:
        if (not other.value.is_country and other.value.country == one.value.country
                and abs(other.start - one.end) < _NEAR):  # fmt: skip
            return other
    return one


def _certificates(said: str) -> Iterator[Found[str]]:
    seen = set()
    for match in _rules().certificate.finditer(said):
        name = _rules().certificate_of(match[0])
        if name and name not in seen:
            seen.add(name)
            yield Found(name, match.start(), match.end())


def _matches(pattern: re.Pattern[str], said: str) -> Iterator[Found[str]]:
    for match in pattern.finditer(said):
        yield Found(match[0], match.start(), match.end())


def _days(text: MailText, spans: Sequence[Found[str]], about: re.Pattern[str]) -> Found[str] | None:
    """The first day, month or number of days in a sentence that is about something."""
    for here, some in groupby(spans, key=lambda span: text.sentence_at(span.start)):
        if about.search(text.said, here.start, here.end):
            return next(some)
    return None


def _target_price(said: str) -> Found[str] | None:
    for word in _rules().target.finditer(said):
        price = _PRICE.search(said, word.start(), word.end() + _NEAR)
        if price:
            return Found(price[0], price.start(), price.end())
    return None


def spans_of(said: str) -> tuple[Found[str], ...]:
    """Days, dates, months and numbers of weeks."""
    return tuple(_matches(_rules().span, said))


@dataclass(frozen=True)
class _Rules:
    incoterm: re.Pattern[str]
    also: Mapping[str, str]
    theirs: frozenset[str]
    in_capitals: frozenset[str]
    certificate: re.Pattern[str]
    names: Mapping[str, str]
    payment: re.Pattern[str]
    jargon: re.Pattern[str]
    pays: re.Pattern[str]
    time: re.Pattern[str]
    now: re.Pattern[str]
    span: re.Pattern[str]
    target: re.Pattern[str]
    towards: re.Pattern[str]
    delivers: re.Pattern[str]
    of_others: re.Pattern[str]  # right before places where the writer's own customers are
    delivered: re.Pattern[str]  # the same, up to three words before a place
    behind: re.Pattern[str]

    def certificate_of(self, written: str) -> str | None:
        """Its usual name; None of one that only its capitals would make one."""
        return self.names.get(written) or self.names.get(written.lower())


@cache
def _rules() -> _Rules:
    data: dict[str, Any] = read("reading/trade.yaml")
    codes = data["incoterms"]
    written = [*codes["ours"], *codes["theirs"], *codes["also"]]
    names = {word: name for name, words in data["certificates"].items() for word in words}
    small = [word for word in names if word != word.upper() or len(word) > 3]
    names |= {word.lower(): names[word] for word in small}
    months = "|".join(sorted(_months(), key=len, reverse=True))
    times = data["times"]
    counted = read("reading/numbers.yaml")["words"].values()
    few = [word for words in counted for word, value in words.items() if 1 < value <= 100]
    apart = LETTERS + r"\d", LETTERS
    return _Rules(
        incoterm=whole(written, "A-Za-zÀ-ÿ0-9&", "A-Za-zÀ-ÿ0-9&"),
        also={word.lower(): code for word, code in codes["also"].items()},
        theirs=frozenset(codes["theirs"]),
        in_capitals=frozenset(data["in_capitals"]),
        certificate=whole(list(names), *apart),
        names=names,
        payment=whole([*data["payments"], *data["transfers"]], *apart),
        # Who names a letter of credit knows the trade; a transfer anybody can make.
        jargon=whole([*data["jargon"], *data["payments"]], *apart),
        pays=whole(data["pays"], *apart),
        time=whole(times["words"], *apart),
        now=whole(times["now"], *apart),
        # Nothing of it begins inside a word, which spares most places of a text.
        span=re.compile(
            rf"(?<![{LETTERS}])(?:(?:(?<!\d)\d+|{any_of(few)})\s*(?:-\s*\d+\s*)?{any_of(times['spans'])}"
            rf"(?![{LETTERS}])|{_DATE}|{any_of(times['ends'])}|(?:\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?:de\s+)?)?(?:{months})(?![{LETTERS}]))",
            re.IGNORECASE,
        ),
        target=whole(data["targets"], *apart),
        behind=re.compile(rf"['’]?\w{{0,3}}\s?{any_of(data['behind_places'])}", re.IGNORECASE),
        delivers=whole(data["delivers"]),
        of_others=re.compile(
            rf"(?<![{LETTERS}]){any_of(data['of_others'])}\W+(?:\w{{1,4}}\W+){{0,2}}$",
            re.IGNORECASE,
        ),
        delivered=re.compile(
            rf"(?<![{LETTERS}]){any_of(data['delivers'])}(?:\W{{0,3}}(?:\w+\W{{1,2}}){{0,4}}|[一-鿿]{{0,3}})$",
            re.IGNORECASE,
        ),
        towards=re.compile(
            rf"(?:(?<![{LETTERS}])(?P<word>{any_of(data['towards'])})(?:\W*(?:\w+\W+){{0,3}}|[一-鿿]{{0,3}})"
            r"|لل?)$", re.IGNORECASE),
    )  # fmt: skip


def _months() -> set[str]:
    """Names of months in the languages that the reading knows."""
    return {
        re.escape(name.lower())
        for language in ("en", "es", "pt", "fr", "de", "it", "ru", "ar", "tr", "nl", "pl")
        for context in ("format", "stand-alone")
        for name in Locale.parse(language).months[context]["wide"].values()
    }
