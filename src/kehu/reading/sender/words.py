"""The words by which a sender's facts are found (`rulebook/reading/senders.yaml`)."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from kehu.reading.patterns import ARABIC, LETTERS, any_of, whole
from kehu.rulebook import read


@dataclass(frozen=True)
class Words:
    """Patterns of any of their words by itself; of names, a group of alternatives."""

    company_behind: re.Pattern[str]
    role: re.Pattern[str]
    address: re.Pattern[str]
    street: "Street"
    home: re.Pattern[str]
    phone_label: re.Pattern[str]
    not_phone: re.Pattern[str]
    registration: re.Pattern[str]
    honorific: re.Pattern[str]
    company_label: re.Pattern[str]
    inside_names: str
    behind_names: str
    nobody_reads: frozenset[str]
    sold_as_words: frozenset[str]
    sites_of_others: frozenset[str]


@dataclass(frozen=True)
class Street:
    """What stands right before the name of a street (`Via di`), and right behind it (`Road`)."""

    behind: re.Pattern[str]
    before: re.Pattern[str]


@cache
def words() -> Words:
    data: dict[str, Any] = read("reading/senders.yaml")
    return Words(
        company_behind=whole(data["company_behind"]),
        role=whole(data["roles"]),
        address=whole(data["addresses"]),
        street=Street(
            re.compile(
                rf"(?<![{LETTERS}{ARABIC}]){any_of(data['streets'])}\.?\s+"
                rf"(?:{any_of(data['of_streets'])}\s*)*$",
                re.IGNORECASE,
            ),
            re.compile(rf"[\s-]*{any_of(data['streets'])}(?![{LETTERS}{ARABIC}])", re.IGNORECASE),
        ),
        home=whole(data["homes"]),
        phone_label=re.compile(
            rf"(?<![a-zà-ÿа-я]){any_of(data['phone_labels'])}\W{{0,4}}$", re.IGNORECASE
        ),
        not_phone=re.compile(rf"{any_of(data['not_phones'])}\W{{0,4}}$", re.IGNORECASE),
        registration=whole(data["registrations"]),
        honorific=re.compile(rf"^{any_of(data['honorifics'])}\.?\s+", re.IGNORECASE),
        company_label=re.compile(
            rf"^\s*{any_of(data['company_labels'])}\s*[:：]\s*", re.IGNORECASE
        ),
        inside_names=any_of(data["inside_names"]),
        behind_names=any_of(data["behind_names"]),
        nobody_reads=frozenset(data["nobody_reads"]),
        sold_as_words=frozenset(data["sold_as_words"]),
        sites_of_others=frozenset(data["sites_of_others"]),
    )
