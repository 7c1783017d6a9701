"""Plain text: without what nobody sees, and without the words that people write for nothing."""

import re
import unicodedata
from functools import cache, lru_cache

from kehu.cleaning.cleaned import NOTHING, Cleaned
from kehu.rulebook import read

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord("　"): " ", ord("￥"): "¥", ord("￡"): "£", ord("￠"): "¢", ord("￦"): "₩",
}  # fmt: skip


def clean_text(raw: str) -> Cleaned:
    """Without control signs, marks of direction and spaces around; inner runs of spaces are one."""
    text = visible(raw)
    if not text or text.casefold() in cell_words()["nothing_in_text"]:
        return NOTHING if not text else Cleaned(None, "said_nothing")
    return Cleaned(text, "" if text == raw else "spaces")


def clean_code(raw: str) -> Cleaned:
    """A number or code by which something is called: full-width signs become plain ones."""
    text = half_width(visible(raw))
    if not text or text.casefold() in cell_words()["nothing_in_text"]:
        return NOTHING if not text else Cleaned(None, "said_nothing")
    return Cleaned(text, "" if text == raw else "spaces")


def says_nothing(text: str) -> bool:
    """Is it a dash, N/A, 无 or another word for an empty cell?"""
    return not text or text.casefold() in cell_words()["nothing"]


@cache
def cell_words() -> dict[str, frozenset[str]]:
    """Words that stand for something else, by what for; see `rulebook/cell_words.yaml`."""
    return {name: frozenset(map(str, words)) for name, words in read("cell_words.yaml").items()}


@lru_cache(65_536)
def visible(raw: str) -> str:
    """What a reader sees: composed letters, one space between words, lines kept apart."""
    if raw.isascii() and raw.isprintable() and "  " not in raw:
        return raw.strip()
    composed = raw if raw.isascii() else unicodedata.normalize("NFC", raw)
    seen = "".join(
        letter
        if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cf", "Co", "Cs")
        else ""
        for letter in composed.replace("\r\n", "\n").replace("\r", "\n")
    )
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in seen.split("\n"))
    return "\n".join(line for line in lines if line).strip()


def half_width(text: str) -> str:
    """１２３ＡＢＣ（＠） as 123ABC(@)."""
    return text if text.isascii() else text.translate(_FULL_WIDTH)
