"""Bytes of unknown or wrongly named charsets to text: nothing raises, nothing is lost silently."""

import codecs
import re
from email.errors import HeaderParseError
from email.header import decode_header
from functools import lru_cache

from charset_normalizer import from_bytes

# What mail programs call a charset, and the larger one that they mean by it.
_MEANT = {
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "chinese": "gb18030",
    "big5": "big5hkscs", "iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "utf-8",
    "ascii": "utf-8", "iso-8859-9": "cp1254", "iso-8859-8-i": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6", "ks_c_5601-1987": "cp949", "euc-kr": "cp949",
    "shift_jis": "cp932", "x-sjis": "cp932", "utf8": "utf-8", "unicode-1-1-utf-7": "utf-7",
}  # fmt: skip
_LOOKED_AT = 20_000  # bytes from which a charset is guessed
_SURROGATES = re.compile("[\ud800-\udfff]")


def decoded(raw: bytes, named: str | None) -> str:
    """The text of bytes whose sender named a charset, or none."""
    charset = _codec((named or "").strip("'\" ").lower())
    for name in (charset, "utf-8") if charset else ("utf-8",):
        try:
            return _plain(raw.decode(name))
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    best = from_bytes(raw[:_LOOKED_AT]).best() if raw else None
    return _plain(raw.decode(best.encoding if best else "cp1252", errors="replace"))


def _plain(text: str) -> str:
    """Without signs that no database keeps: NUL, and halves of characters, which UTF-7 can make."""
    return _SURROGATES.sub("\ufffd", text).replace("\x00", "")


@lru_cache(256)
def _codec(name: str) -> str | None:
    meant = _MEANT.get(name, name)
    try:
        found = codecs.lookup(meant)
    except (LookupError, ValueError):
        return None
    return found.name if getattr(found, "_is_text_encoding", True) else None


def header_text(raw: str | None) -> str:
    """A header as a reader sees it: encoded words and bare bytes decoded, lines unfolded."""
    if not raw:
        return ""
    bare = _SURROGATES.search(raw)
    text = decoded(raw.encode("utf-8", "surrogateescape"), None) if bare else raw
    if "=?" in text:
        text = _without_encoded_words(text)
    return " ".join(_plain(text).split())


def _without_encoded_words(text: str) -> str:
    try:
        pieces = decode_header(text)
    except (HeaderParseError, ValueError):
        return text
    return "".join(
        piece if isinstance(piece, str) else decoded(piece, charset) for piece, charset in pieces
    )
