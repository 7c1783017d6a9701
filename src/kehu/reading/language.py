"""In which language a text is written."""

import re
import unicodedata
from collections import Counter
from functools import cache
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from kehu.rulebook import read

_NO_WORDS = re.compile(
    r"https?://\S+|www\.\S+|(?<!\S)\S+@\S+|\b(?=\w*\d)[\w/.+-]+|[<>|*_=#•\t]+|\b[A-Z]{2,5}\b"
)
_LETTERS = re.compile(r"[^\W\d_]")
_FEW = 6  # letters below which a text alone says too little
_ENOUGH = 1_500  # letters that are looked at
# A script that only one of our languages writes with; kana and Han together are Japanese.
_SCRIPTS = {"HANGUL": "ko", "THAI": "th", "HEBREW": "he", "GREEK": "el", "GEORGIAN": "ka"}
_ELSE = "en"


def language_of(*texts: str) -> str:
    """ISO 639-1 code of the first text that says enough, of all of them together otherwise."""
    for text in (*texts, " ".join(texts)):
        words = _NO_WORDS.sub(" ", text)[:_ENOUGH]
        letters = _LETTERS.findall(words)
        if len(letters) >= _FEW or (letters and _is_telling(letters)):
            return _by_script(letters) or _by_model(words)
    return _ELSE


def _is_telling(letters: list[str]) -> bool:
    return sum(not letter.isascii() for letter in letters) * 2 > len(letters) > 2


def _by_script(letters: list[str]) -> str | None:
    counted = Counter(_script(letter) for letter in letters if not letter.isascii())
    if not counted:
        return None
    # A Chinese sentence with model names and addresses in Latin letters is Chinese: a character
    # says about as much as three letters.
    if counted["CJK"] * 3 + counted["HIRAGANA"] + counted["KATAKANA"] > len(letters):
        kana = counted["HIRAGANA"] + counted["KATAKANA"]
        return "ja" if kana * 8 > counted["CJK"] else "zh"
    for script, language in _SCRIPTS.items():
        if counted[script] * 2 > len(letters):
            return language
    return None


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def _by_model(words: str) -> str:
    likelier: dict[str, float] = _rules()["likelier"]
    ranked = _identifier().rank(words.lower())
    best = max(ranked, key=lambda one: one[1] + likelier.get(one[0], 0))[0]
    return str(_rules()["same"].get(best, best))


@cache
def _identifier() -> Any:
    found = LanguageIdentifier.from_model_file(MODEL_FILE)
    known = set(found.nb_classes)
    found.set_languages(
        [one for one in [*_rules()["languages"], *_rules()["same"]] if one in known]
    )
    return found


@cache
def _rules() -> Any:
    return read("reading/languages.yaml")


def language_ready() -> None:
    """Unpack the model now, rather than at the first text."""
    _identifier()
