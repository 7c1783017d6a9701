"""Plain text: without what nobody sees, and without the words that people write for nothing."""

import re
import unicodedata
from functools import lru_cache

from kehu.matching.cleaning.cleaned import NOTHING, Cleaned

# Written where there is nothing to say.
_NOTHING = frozenset(
    {"", "-", "--", "---", "—", "——", "/", "\\", ".", "n/a", "na", "#n/a", "nan", "null", "none",
     "nil", "(null)", "无", "暂无", "没有", "空", "未填写", "未知", "不详", "待定", "?", "？",
     "unknown", "tbd", "x", "xx", "xxx"}
)  # fmt: skip
# A name, a person or a remark may well be “x”, “None” or “无”; a figure may not.
_EMPTY_TEXT = frozenset({"", "-", "--", "---", "—", "——", "#n/a", "nan", "null", "(null)", "n/a"})
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord("　"): " ", ord("￥"): "¥", ord("￡"): "£", ord("￠"): "¢", ord("￦"): "₩",
}  # fmt: skip


def clean_text(raw: str) -> Cleaned:
    """Without control signs, marks of direction and spaces around; inner runs of spaces are one."""
    text = visible(raw)
    if text.casefold() in _EMPTY_TEXT:
        return NOTHING if not text else Cleaned(None, "said_nothing")
    return Cleaned(text, "" if text == raw else "spaces")


def clean_code(raw: str) -> Cleaned:
    """A number or code by which something is called: full-width signs become plain ones."""
    text = half_width(visible(raw))
    if text.casefold() in _EMPTY_TEXT:
        return NOTHING if not text else Cleaned(None, "said_nothing")
    return Cleaned(text, "" if text == raw else "spaces")


def says_nothing(text: str) -> bool:
    """Is it a dash, N/A, 无 or another word for an empty cell?"""
    return text.casefold() in _NOTHING


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
