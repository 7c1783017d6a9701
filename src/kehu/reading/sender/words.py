"""The words by which a sender's facts are found (`rulebook/reading/senders.yaml`)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from kehu.rulebook import read


@dataclass(frozen=True)
class Words:
    """Patterns, each of any of its words by itself."""

    company_behind: re.Pattern[str]
    role: re.Pattern[str]
    address: re.Pattern[str]
    home: re.Pattern[str]
    phone_label: re.Pattern[str]
    not_phone: re.Pattern[str]
    registration: re.Pattern[str]
    sites_of_others: frozenset[str]


@cache
def words() -> Words:
    data: dict[str, Any] = read("reading/senders.yaml")
    return Words(
        company_behind=whole(data["company_behind"]),
        role=whole(data["roles"]),
        address=whole(data["addresses"]),
        home=whole(data["homes"]),
        phone_label=re.compile(
            rf"(?<![a-zà-ÿа-я])(?:{any_of(data['phone_labels'])})\W{{0,4}}$", re.IGNORECASE
        ),
        not_phone=re.compile(rf"(?:{any_of(data['not_phones'])})\W{{0,4}}$", re.IGNORECASE),
        registration=whole(data["registrations"]),
        sites_of_others=frozenset(data["sites_of_others"]),
    )


def any_of(words: Sequence[str]) -> str:
    """Alternatives of a pattern, the longest first."""
    return "|".join(re.escape(word) for word in sorted(map(str, words), key=len, reverse=True))


def whole(words: Sequence[str]) -> re.Pattern[str]:
    """Any of the words, not inside another; scripts without spaces do not set words apart."""
    return re.compile(rf"(?<![a-zà-ÿа-яёء-ي])(?:{any_of(words)})(?![a-zà-ÿа-яёء-ي])", re.IGNORECASE)
