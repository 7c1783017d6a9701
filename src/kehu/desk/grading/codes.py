"""Words as numbers: a word's code is made of the word alone, so every process has the same."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import blake2b

from kehu.desk.grading.models import Word

NOTHING = 0
_AT_ONCE = 900  # codes asked for in one statement


@lru_cache(maxsize=50_000)
def code_of(text: str | None) -> int:
    """48 bits of a hash, which a float holds exactly; NOTHING for no word."""
    if text is None:
        return NOTHING
    return int.from_bytes(blake2b(text.encode(), digest_size=6).digest(), "big") or 1


def keep(texts: Iterable[str]) -> None:
    """Have the database know these words."""
    words = {code_of(text): text for text in texts}
    for some in _some(sorted(words)):
        known = set(Word.objects.filter(code__in=some).values_list("code", flat=True))
        new = [Word(code=code, text=words[code]) for code in some if code not in known]
        if new:
            Word.objects.bulk_create(new, ignore_conflicts=True)


# What has been read once need not be read again: a code never means another word.
_known: dict[int, str] = {}


def texts_of(codes: Iterable[int]) -> Mapping[int, str]:
    """The words of these codes, read from the database where this process has not seen them."""
    missing = {int(code) for code in codes} - _known.keys() - {NOTHING}
    for some in _some(sorted(missing)):
        _known.update(Word.objects.filter(code__in=some).values_list("code", "text"))
    return _known


def _some(codes: list[int]) -> Iterable[list[int]]:
    return (codes[start : start + _AT_ONCE] for start in range(0, len(codes), _AT_ONCE))
