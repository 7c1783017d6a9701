"""Domains that are made to be taken for another's."""

import re
from collections.abc import Iterable
from functools import lru_cache

from anyascii import anyascii
from rapidfuzz.distance import OSA

from kehu.reading.known import Multinational

# Signs that look alike in the letters of an address bar.
_ALIKE = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("0", "o"), ("1", "l"), ("i", "l"), ("3", "e"),
          ("5", "s"), ("8", "b"), ("9", "g"))  # fmt: skip
_SHORTEST = 5  # letters of a label that may be an inch off; of shorter ones many are
_LONG = 10  # letters from which two signs may differ


def looks_like(domain: str, real: Iterable[str]) -> str | None:
    """The domain that this one imitates, None where it imitates none; never itself.

    Imitating is: signs that look alike, a letter or two off, the name with words added, or the
    same name under another top-level domain.
    """
    label = _label(domain)
    for one in real:
        if one and domain != one and _imitates(label, _label(one)):
            return one
    return None


def is_national(domain: str, company: Multinational) -> bool:
    """Is it the company's name under the top-level domain of a country where it has an office?"""
    top = domain.rpartition(".")[2].upper()
    country = {"UK": "GB"}.get(top, top)
    return (
        domain.partition(".")[0] == company.domain.partition(".")[0]
        and country in company.countries
    )


def _imitates(label: str, real: str) -> bool:
    if label == real:  # another top-level domain
        return len(real) > 2
    if _skeleton(label) == _skeleton(real):
        return True
    if len(real) >= _SHORTEST and OSA.distance(label, real) <= 1 + (len(real) >= _LONG):
        return True
    return (len(real) >= 4 and real in re.split(r"[-_]", label)) or (
        len(real) >= 6 and (label.startswith(real) or label.endswith(real))
    )


def _label(domain: str) -> str:
    head = domain.lower().partition(".")[0]
    return _unpunycoded(head)


@lru_cache(10_000)
def _unpunycoded(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label.encode("ascii").decode("idna")
    except UnicodeError:
        return label


@lru_cache(10_000)
def _skeleton(label: str) -> str:
    plain = anyascii(label).lower()
    for one, other in _ALIKE:
        plain = plain.replace(one, other)
    return re.sub("[^a-z0-9]", "", plain)
