"""Numbers in digits and in words, in the languages of trade."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from kehu.reading.text import Found, Taken
from kehu.rulebook import read

_DIGITS = re.compile(
    r"(?<![A-Za-zÀ-ÿа-яё\d.,/_-])"
    r"(\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?)"
)
_LETTERS = re.compile(r"[^\W\d_]+")
_CHINESE = re.compile("[〇零一二两兩三四五六七八九十百千万萬]{1,10}")
_Run = list[tuple[int, int, list[int]]]  # words of one number: start, end, what they are worth
_SHORTEST, _LONGEST = 6, 60  # letters of a word that is made of several
_MOST = 10**15  # of who says hundred for a whole page
_ROUND = 1000  # from here on nobody counts in thousands
_ARABIC_DIGITS = str.maketrans(
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٬٫０１２３４５６７８９", "01234567890123456789,.0123456789"
)


def latin_digits(text: str) -> str:
    """Digits of other scripts as ours; every sign stays at its place."""
    return text if text.isascii() else text.translate(_ARABIC_DIGITS)


def numbers(text: str, language: str) -> Iterator[Found[float]]:
    """All numbers of a text, in its order: 1.500, 1,500, 2k, two thousand, dos mil, 两千."""
    found = list(_in_digits(latin_digits(text)))
    in_words = [*_in_words(text, language)]
    if language in ("zh", "ja"):
        in_words += _in_chinese(text)
    taken = Taken((one.start, one.end) for one in found)
    for one in in_words:  # the thousand of `5 mil` is in the number already
        if not taken.touches(one.start, one.end):
            taken.add(one.start, one.end)
            found.append(one)
    return iter(sorted(found, key=lambda one: one.start))


def _in_digits(text: str) -> Iterator[Found[float]]:
    for match in _DIGITS.finditer(text):
        value, end = _plain(match[1]), match.end()
        more = _rules().multiplier.match(text, end)
        if more and value < _ROUND:  # 4000K is no four million
            value, end = value * _rules().multipliers[more[1].lower()], more.end()
        yield Found(value, match.start(), end)


def _plain(written: str) -> float:
    """1.500 and 1,500 are fifteen hundred; 1.5 and 1,5 one and a half."""
    bare = re.sub(r"['’ \u00a0\u202f]", "", written)
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", bare):
        return float(re.sub("[.,]", "", bare))
    decimals = max(bare.rfind("."), bare.rfind(","))
    if decimals < 0:
        return float(bare)
    return float(re.sub("[.,]", "", bare[:decimals]) + "." + bare[decimals + 1 :])


def _in_words(text: str, language: str) -> Iterator[Found[float]]:
    """Runs of words of numbers; `a` and `one` alone are no number."""
    words = _rules().words.get(language) or _rules().words["en"]
    joints = _rules().joints.get(language, frozenset())
    run: _Run = []
    for match in [*_LETTERS.finditer(text), None]:
        parts = _parts(bare(match[0]), words) if match else None
        near = (
            match is not None and bool(run) and text[run[-1][1] : match.start()].strip(" -") == ""
        )
        if match and parts and (not run or (near and not _begins_anew(run, parts, language))):
            run.append((match.start(), match.end(), parts))
        elif match and run and near and bare(match[0]) in joints:
            run.append((match.start(), match.end(), []))
        else:
            if run:
                yield from _told(run)
            run = [(match.start(), match.end(), parts)] if match and parts else []


def _begins_anew(run: _Run, parts: list[int], language: str) -> bool:
    """Two forty-foot containers are no 42: tens behind a unit belong to what follows. The French
    eighty is four twenties."""
    last = run[-1][2][-1] if run[-1][2] else 0
    eighty = language == "fr" and (last, parts[0]) == (4, 20)
    return 0 < last < 10 <= parts[0] < 100 and parts[0] != 12 and not eighty


def _told(run: _Run) -> Iterator[Found[float]]:
    while run and not run[-1][2]:
        run = run[:-1]
    values = [value for _, _, parts in run for value in parts]
    if values and values != [1]:
        yield Found(_summed(values), run[0][0], run[-1][1])


def _summed(values: list[int]) -> float:
    """Two thousand five hundred: what stands before a multiplier is multiplied."""
    whole, part = 0, 0
    for value in values:
        if value >= 1000:
            whole += max(part, 1) * value
            part = 0
        elif value == 100 or (value == 12 and 0 < part < 12) or (value == 20 and part == 4):
            part = max(part, 1) * value
        else:
            part += value
    return float(min(whole + part, _MOST))


def _parts(word: str, words: dict[str, int]) -> list[int] | None:
    """The numbers that a word is made of: zweitausendfünfhundert, duemila."""
    if word in words:
        return [words[word]]
    if not _SHORTEST <= len(word) <= _LONGEST:
        return None
    for cut in range(len(word) - 3, 1, -1):
        if word[:cut] in words:
            rest = word[cut:].removeprefix("und")
            behind = _parts(rest, words) if rest not in words else [words[rest]]
            if behind:
                return [words[word[:cut]], *behind]
    return None


def _in_chinese(text: str) -> Iterator[Found[float]]:
    digits: dict[str, int] = _rules().chinese
    for match in _CHINESE.finditer(text):
        if len(match[0]) == 1 and digits[match[0]] < 10:
            value = digits[match[0]]
            if value > 1:
                yield Found(float(value), match.start(), match.end())
            continue
        yield Found(_chinese_value(match[0], digits), match.start(), match.end())


def _chinese_value(said: str, digits: dict[str, int]) -> float:
    whole, section, last = 0, 0, 0
    for sign in said:
        value = digits[sign]
        if value >= 10_000:
            whole, section, last = (whole + (section + last or 1)) * value, 0, 0
        elif value >= 10:
            section, last = section + (last or 1) * value, 0
        else:
            last = value
    return float(whole + section + last)


@lru_cache(100_000)
def bare(word: str) -> str:
    """Small letters without accents."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


@dataclass(frozen=True)
class _Rules:
    words: dict[str, dict[str, int]]
    joints: dict[str, frozenset[str]]
    multipliers: dict[str, int]
    multiplier: re.Pattern[str]
    chinese: dict[str, int]


@cache
def _rules() -> _Rules:
    data: dict[str, Any] = read("reading/numbers.yaml")
    signs = sorted(data["multipliers"], key=len, reverse=True)
    either = "|".join(map(re.escape, signs))
    return _Rules(
        words={language: {bare(word): value for word, value in words.items()}
               for language, words in data["words"].items()},
        joints={language: frozenset(words) for language, words in data["joints"].items()},
        multipliers=data["multipliers"],
        multiplier=re.compile(rf"\s?({either})\.?(?![a-zа-яё])", re.IGNORECASE),
        chinese=data["chinese"],
    )  # fmt: skip
