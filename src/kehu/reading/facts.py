"""What a mail says, in plain values: what decisions and drafts are made from, and what a person
may correct."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from kehu.reading.authenticity.judging import Authenticity
from kehu.reading.authenticity.signals import Case, Signal
from kehu.reading.kinds import Kind
from kehu.reading.text import Found


@dataclass(frozen=True)
class Wanted:
    """A line of what is asked for: products that fit equally (none of a wider group), the words of
    the mail, and how much, `unit` by its sign in `rulebook/reading/numbers.yaml`."""

    skus: tuple[str, ...]
    words: str
    quantity: float | None = None
    unit: str | None = None

    @property
    def in_containers(self) -> bool:
        return self.unit is not None and self.unit[:2].isdigit()


@dataclass(frozen=True)
class Facts:
    """`groups` are the words of goods that mean more products than can be told; `country` is
    ISO 3166, `phones` E.164. None and empty where the mail does not say."""

    subject: str
    language: str
    kind: Kind
    authenticity: Authenticity
    signals: tuple[str, ...]
    asks_sample: bool
    wanted: tuple[Wanted, ...]
    groups: tuple[str, ...]
    incoterm: str | None
    destination: str | None
    certificates: tuple[str, ...]
    name: str | None
    company: str | None
    country: str | None
    website: str | None
    phones: tuple[str, ...]
    address: str | None

    @property
    def skus(self) -> tuple[str, ...]:
        """All products, each once, in the order they are named."""
        return tuple(dict.fromkeys(sku for one in self.wanted for sku in one.skus))

    @property
    def definite(self) -> bool:
        """Is there a line of which exactly one product fits?"""
        return any(len(one.skus) == 1 for one in self.wanted)

    @property
    def quantified(self) -> bool:
        return any(one.quantity is not None for one in self.wanted)


def facts_of(
    case: Case, authenticity: Authenticity, signals: Collection[Signal], *, asks_sample: bool
) -> Facts:
    """The plain values of what was read."""
    seen = case.seen
    text, sender, terms = seen.text, seen.sender, seen.terms

    def words(found: Found[str] | None) -> str | None:
        return found.value if found else None

    wanted = tuple(
        Wanted(line.skus, " ".join(text.whole[line.start : line.end].split()),
               line.quantity.value.number if line.quantity else None,
               line.quantity.value.unit if line.quantity else None)
        for line in seen.goods.lines
    )  # fmt: skip
    groups = (text.whole[one.start : one.end] for one in seen.goods.groups)
    return Facts(
        subject=seen.message.subject,
        language=seen.language,
        kind=case.kind,
        authenticity=authenticity,
        signals=tuple(one.code for one in signals),
        asks_sample=asks_sample,
        wanted=wanted,
        groups=tuple(dict.fromkeys(" ".join(one.split()) for one in groups)),
        incoterm=words(terms.incoterm),
        destination=terms.destination.value.name if terms.destination else None,
        certificates=tuple(one.value for one in terms.certificates),
        name=sender.name,
        company=words(sender.company),
        country=sender.country,
        website=words(sender.website),
        phones=tuple(one.value.number for one in sender.phones),
        address=words(sender.address),
    )


def as_plain(facts: Facts) -> dict[str, Any]:
    """Facts as JSON keeps them."""
    return {name: _listed(value) for name, value in asdict(facts).items()}


def from_plain(told: Mapping[str, Any]) -> Facts:
    """What `as_plain` made, as facts again."""
    wanted = tuple(Wanted(**{**one, "skus": tuple(one["skus"])}) for one in told["wanted"])
    plain = {one.name: told[one.name] for one in fields(Facts) if one.name != "wanted"}
    tupled: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in plain.items()
    }
    return Facts(**tupled, wanted=wanted)


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _listed(one) for name, one in value.items()}
    return [_listed(one) for one in value] if isinstance(value, tuple | list) else value
