"""Names of companies: the form to keep, and the key to match by."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from kehu.cleaning.lexicon import UNSPACED, LegalForm, Lexicon, lexicon, words_of
from kehu.cleaning.script import letters

_WIDE = re.compile("[\u3000\uff00-\uffef]+")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_SPACES = re.compile(r"\s+")
_BRACKETED = re.compile(r"[(\[{（【「《]([^()\[\]{}（）【】「」《》]*)[)\]}）】」》]")
_AROUND = {'"': '"', "'": "'", "“": "”", "‘": "’", "«": "»", "「": "」", "『": "』", "《": "》"}
_TAIL = " ,;:·、，；。-–|/"
_NOT_LATIN = re.compile("[Ͱ-᷿⺀-￿]")
_OFFICE = re.compile(r"\s[-–—|]\s*([^-–—|()]{2,40})$")
_ADMINISTRATIVE = re.compile(f"^([{UNSPACED}]{{2,3}})省|^([{UNSPACED}]{{2,4}})市(?=[{UNSPACED}])")


class NameKey(NamedTuple):
    """A company's name in comparable parts, all in small Latin letters.

    `core` is the name without its legal form and what stands in brackets, words of trade in their
    English form; `family` has only the words of its own; `trade` and `places` are the other ones,
    sorted. `branch` and `group`: the name has such a word. `alternatives` are cores of its other
    names (trading as, formerly, in brackets).
    """

    core: str
    family: str
    trade: str
    legal_form: str | None
    places: str
    branch: bool
    group: bool
    alternatives: tuple[str, ...]


def cleaned_name(text: str) -> str:
    """The name as one should keep it.

    Full-width signs become usual ones, spaces single; signs that nobody sees, quotes around the
    whole and stray signs at its end go. A dot stays where it ends a legal form or an abbreviation.
    Capitals stay as they are. Cleaning twice changes nothing more.
    """
    before, name = None, text
    while name != before:
        before, name = name, _cleaned_once(name)
    return name


def _cleaned_once(text: str) -> str:
    narrow = _WIDE.sub(lambda wide: unicodedata.normalize("NFKC", wide.group()), text)
    seen = _SPACES.sub(" ", _UNSEEN.sub("", unicodedata.normalize("NFC", narrow))).strip()
    if len(seen) > 1 and _AROUND.get(seen[0]) == seen[-1] and seen[-1] not in seen[1:-1]:
        seen = seen[1:-1].strip()
    seen = seen.strip(_TAIL)
    return seen.rstrip(". ") if seen.endswith(".") and not _dot_belongs(seen) else seen


def _dot_belongs(name: str) -> bool:
    """Of `Ltd.`, `S.A.` and `Bros.`, but not of `Rexroth.` or `Ltd..`."""
    if name.endswith(("..", " .")):
        return False
    last = name.rpartition(" ")[2]
    words = letters(last)
    known = lexicon()
    if not words or "." in last[:-1]:
        return bool(words)
    return " ".join(words) in known.forms or words[-1] in known.words


@lru_cache(maxsize=100_000)
def name_key(text: str) -> NameKey:
    """The key of a name as written; an empty core of a name without letters or digits."""
    known = lexicon()
    head, *others = _parted(text, known)
    main, bracketed = _unbracketed(head)
    main, office = _without_office(main, known)
    words, form, tail = _without_form(_words(main, known), known)
    key = _sorted_out(words, tail, known)
    for part in bracketed:
        inside, form_inside, _ = _without_form(_words(part, known), known)
        if " ".join(inside) in known.forms:  # (株), (Pty), (P)
            inside, form_inside = [], known.forms[" ".join(inside)]
        form = form or form_inside
        if form_inside is not None or bool(_NOT_LATIN.search(part)) != bool(
            _NOT_LATIN.search(main)
        ):
            key.alternatives.append(" ".join(_sorted_out(inside, [], known).core))
        else:
            _take_bracketed(key, inside, known)
    if office:
        key.branch = True
        key.places |= _sorted_out(office, [], known).places or {"".join(office)}
    others = [_core_of(other, known) for other in others]
    core = " ".join(key.core)
    names = dict.fromkeys([*key.alternatives, *others])
    return NameKey(
        core,
        " ".join(key.family) or core,
        " ".join(sorted(set(key.trade))),
        form.code if form else None,
        " ".join(sorted(key.places)),
        key.branch,
        key.group,
        tuple(name for name in names if name and name != core),
    )


def company_key(name: str) -> str:
    """By what a list and a customer name the same company: the core without its spaces."""
    return name_key(name).core.replace(" ", "")


class _Parts:
    """The words of a name, sorted out."""

    __slots__ = ("alternatives", "branch", "core", "family", "group", "places", "trade")

    def __init__(self) -> None:
        self.core: list[str] = []
        self.family: list[str] = []
        self.trade: list[str] = []
        self.places: set[str] = set()
        self.branch = False
        self.group = False
        self.alternatives: list[str] = []


def _parted(text: str, known: Lexicon) -> list[str]:
    """The name, and what stands behind `t/a`, `formerly` and the like."""
    if known.alternatives.search(text) is None:
        return [text]
    head, *others = known.alternatives.split(text)
    return [head, *(other.strip(" ()") for other in others)] if head.strip(" (") else others


def _unbracketed(text: str) -> tuple[str, list[str]]:
    inside: list[str] = []
    if _BRACKETED.search(text):
        inside = _BRACKETED.findall(text)
        outside = _BRACKETED.sub(" ", text)
        # 《Name》 and (株) Name: all in brackets, or nothing but a legal form outside of them.
        text = outside if letters(outside) else " ".join(inside)
        inside = inside if letters(outside) else []
    return text, inside


def _without_office(text: str, known: Lexicon) -> tuple[str, list[str]]:
    """`Acme Ltd - Dubai Branch` without what follows the dash, and where that office is."""
    found = _OFFICE.search(text)
    if found is None:
        return text, []
    said = _words(found.group(1), known)
    kinds = [known.words.get(word) for word in said]
    telling = [word for word, told in zip(said, kinds, strict=True)
               if word != "office" and not (told and told.kind == "branch")]  # fmt: skip
    is_office = len(telling) < len(said)
    return (text[: found.start()], telling or ["branch"]) if is_office else (text, [])


def _words(text: str, known: Lexicon) -> list[str]:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        text = _ADMINISTRATIVE.sub(lambda found: f"{found.group(1) or found.group(2)} ", text)
        text = known.unspaced.sub(lambda found: known.read[found.group()], text)
    return words_of(text)


def _without_form(
    words: list[str], known: Lexicon
) -> tuple[list[str], LegalForm | None, list[str]]:
    """The words without legal forms at either end, the form, and what came after one inside."""
    form: LegalForm | None = None
    tail: list[str] = []
    words, found = _end_cut(words, known)
    if found is None:
        words, found, tail = _cut_inside(words, known)
    form = found
    words, found = _start_cut(words, known)
    return words, _the_telling(form, found), tail


def _the_telling(last: LegalForm | None, first: LegalForm | None) -> LegalForm | None:
    if last is None or (last.kind == "any" and first is not None):
        return first
    return last


def _end_cut(words: list[str], known: Lexicon) -> tuple[list[str], LegalForm | None]:
    found: LegalForm | None = None
    while len(words) > 1 and words[-1] in known.form_ends:
        for start in range(max(1, len(words) - known.longest), len(words)):
            form = known.forms.get(" ".join(words[start:]))
            if form is not None:
                words, found = words[:start], _the_telling(form, found)
                break
        else:
            break
        while len(words) > 1 and words[-1] == "and":
            words = words[:-1]
    return words, found


def _start_cut(words: list[str], known: Lexicon) -> tuple[list[str], LegalForm | None]:
    found: LegalForm | None = None
    while len(words) > 1 and words[0] in known.form_starts:
        for end in range(min(len(words) - 1, known.longest), 0, -1):
            form = known.forms.get(" ".join(words[:end]))
            if form is not None and form.before:
                words, found = words[end:], _the_telling(form, found)
                break
        else:
            break
    return words, found


def _cut_inside(words: list[str], known: Lexicon) -> tuple[list[str], LegalForm | None, list[str]]:
    """`Bosch GmbH Zweigniederlassung Wien`: a form inside counts where a place follows."""
    for start in range(len(words) - 1, 0, -1):
        told = known.words.get(words[start]) or known.words.get(" ".join(words[start : start + 2]))
        if told is None or told.kind not in ("branch", "place"):
            continue
        for end in range(len(words) - 1, 1, -1):
            head, form = _end_cut(words[:end], known)
            if form is not None and form.kind != "any":
                return head, form, words[end:]
        break
    return words, None, []


def _sorted_out(words: list[str], tail: list[str], known: Lexicon) -> _Parts:
    parts, at = _Parts(), 0
    while at < len(words):
        word, step = words[at], 1
        if word in known.first_of_two and at + 1 < len(words):
            two = f"{word} {words[at + 1]}"
            if two in known.words:
                word, step = two, 2
        told = known.words.get(word)
        at += step
        if told is not None and told.kind == "branch" and parts.core:
            _take_tail(parts, [word, *words[at:]], known)
            break
        _take(parts, word, known)
    if tail:
        _take_tail(parts, tail, known)
    return parts


def _take_tail(parts: _Parts, words: list[str], known: Lexicon) -> None:
    """What follows a legal form or a word for a branch says where it is: `Filiale Lyon`."""
    where: list[str] = []
    for at, word in enumerate(words):
        two = " ".join(words[at : at + 2]), " ".join(words[max(at - 1, 0) : at + 1])
        told = known.words.get(word)
        if any(one in known.words and known.words[one].kind == "branch" for one in (word, *two)):
            parts.branch = True
        elif told is not None and told.kind == "place":
            parts.places.add(told.meaning)
        else:
            where.append(word)
    if where:
        parts.places.add("".join(where))
    if parts.branch and not parts.places and len(parts.core) > 1:
        # `Siemens Shanghai Branch`: the place stands before the word
        parts.places.add(parts.core[-1])


def _take(parts: _Parts, word: str, known: Lexicon) -> None:
    told = known.words.get(word)
    if told is None:
        parts.core.append(word)
        parts.family.append(word)
        return
    match told.kind:
        case "trade":
            said = told.meaning.split("_")  # import_export is two trades
            parts.core.extend(said)
            parts.trade.extend(said)
        case "place":
            parts.core.append(told.meaning)
            parts.places.add(told.meaning)
        case "branch":
            parts.branch = True
        case "group":
            parts.core.append("group")
            parts.group = True
        case "and":
            parts.core.append("and")
        case "article":
            parts.core.append(word)


def _take_bracketed(parts: _Parts, inside: list[str], known: Lexicon) -> None:
    """A place, a branch; or the name's initials or another name of the company."""
    aside = _sorted_out(inside, [], known)
    parts.branch |= aside.branch
    parts.group |= aside.group
    parts.places |= aside.places
    own, initials = "".join(aside.family), "".join(word[0] for word in parts.core)
    if aside.trade or own == initials:
        parts.alternatives.append(" ".join(aside.core))
    elif len(own) > 2:
        parts.places.add(own)


def _core_of(text: str, known: Lexicon) -> str:
    main, _ = _unbracketed(text)
    words, _, tail = _without_form(_words(main, known), known)
    return " ".join(_sorted_out(words, tail, known).core)
