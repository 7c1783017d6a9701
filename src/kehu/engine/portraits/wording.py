"""Words within texts: looked for the same way on every engine, without regular expressions' ways.

A text becomes its Latin words with one space between and around them, so that " saso " within is
the whole word; words of other scripts, with no spaces or many endings, are looked for anywhere.
"""

import re
from collections.abc import Iterable

import ibis
from ibis.expr.types import BooleanValue, StringValue

_LATIN = "0-9A-Za-zÀ-ÖØ-öø-ɏ"
_OTHERS = f"[^{_LATIN}]+"


def is_latin(word: str) -> bool:
    """Is it written in Latin letters or digits?"""
    return re.search(f"[{_LATIN}]", word) is not None


def is_mixed(word: str) -> bool:
    """Has it letters of Latin and of another script, so that it is looked for in neither way?"""
    other = any(one.isalpha() and not is_latin(one) for one in word)
    return is_latin(word) and other


def small(text: StringValue) -> StringValue:
    """In small letters; the Turkish İ first, from which engines make different ones."""
    return text.replace("İ", "I").lower()


def latin_words(text: StringValue) -> StringValue:
    """The text's Latin words and numbers, one space between and around them."""
    return ibis.literal(" ") + text.re_replace(_OTHERS, " ") + " "


def mentions(text: StringValue, words: Iterable[str]) -> BooleanValue:
    """Are any of the words in the text, in any case? `text` is `small`."""
    latin = latin_words(text)
    return ibis.or_(
        *(
            latin.contains(_padded(word.lower())) if is_latin(word) else text.contains(word.lower())
            for word in words
        )
    )


def mentions_as_written(text: StringValue, words: Iterable[str]) -> BooleanValue:
    """Are any of the Latin words in the text, with just these capitals?"""
    latin = latin_words(text)
    return ibis.or_(*(latin.contains(_padded(word)) for word in words))


def _padded(word: str) -> str:
    """The word as `latin_words` would write it."""
    return f" {re.sub(_OTHERS, ' ', word).strip()} "
