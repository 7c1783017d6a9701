"""Writing in any script to plain small Latin letters and digits."""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii
from pypinyin import lazy_pinyin

_HAN = re.compile("[㐀-䶿一-鿿]+")
_LETTERS = re.compile("[a-z0-9]+")
_LETTER = re.compile("(?<![a-z0-9])[a-z](?![a-z0-9])")
_ARABIC_ARTICLE = re.compile(r"(?<!\w)(و?)ال(?=\w\w)")
# Accents that stand for a letter of their own in German and the Nordic languages are left as the
# plain letter: people leave the dots away far more often than they write ae for ä.
_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘`´ʼ\"“”«»״׳"))


def latin(text: str) -> str:
    """Small ASCII letters of a text in any script; what is no letter stays as it is.

    Chinese characters become pinyin without tones, a run of them one word (`华强` is `huaqiang`).
    """
    plain = text.translate(_APOSTROPHES)
    if plain.isascii():
        return plain.lower()
    plain = _ARABIC_ARTICLE.sub(r"\1al ", plain)
    plain = _HAN.sub(_pinyin_of, unicodedata.normalize("NFKC", plain).casefold())
    return anyascii(plain).lower()


def letters(text: str) -> list[str]:
    """The words of a text in Latin letters; single letters in a row are one word: S. A. is `sa`."""
    plain = latin(text)
    words = _LETTERS.findall(plain)
    return _with_letters_joined(words) if _LETTER.search(plain) else words


def _pinyin_of(found: re.Match[str]) -> str:
    return f" {_pinyin(found.group())} "


@lru_cache(maxsize=200_000)
def _pinyin(run: str) -> str:
    return "".join(lazy_pinyin(run, errors="ignore"))


def _with_letters_joined(words: list[str]) -> list[str]:
    joined: list[str] = []
    after_letter = False
    for word in words:
        is_letter = len(word) == 1 and word.isalpha()
        if is_letter and after_letter:
            joined[-1] += word
        else:
            joined.append(word)
        after_letter = is_letter
    return joined
