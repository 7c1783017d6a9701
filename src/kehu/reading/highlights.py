"""Where in a mail's text each value stands, so that a page can show what it was read from."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kehu.reading.text import Found
from kehu.reading.triage import Inquiry


@dataclass(frozen=True)
class Highlight:
    """`text[start:end]` says `field`, a name of `Facts`."""

    field: str
    start: int
    end: int


def highlights(inquiry: Inquiry) -> list[Highlight]:
    """Every place once, in the order of the text; of two that overlap the one that is asked for
    before the one that tells who asks."""
    kept: list[Highlight] = []
    for one in _all(inquiry):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _all(inquiry: Inquiry) -> Iterator[Highlight]:
    terms, sender = inquiry.terms, inquiry.sender
    for line in inquiry.goods.lines:
        yield Highlight("wanted", line.start, line.end)
        if line.quantity is not None:
            yield Highlight("quantity", line.quantity.start, line.quantity.end)
    for group in inquiry.goods.groups:
        yield Highlight("groups", group.start, group.end)
    several: dict[str, tuple[Found[Any], ...]] = {
        "certificates": terms.certificates, "phones": sender.phones,
    }  # fmt: skip
    single: dict[str, Found[Any] | None] = {
        "incoterm": terms.incoterm, "destination": terms.destination, "payment": terms.payment,
        "time": terms.time, "target_price": terms.target_price, "company": sender.company,
        "website": sender.website, "address": sender.address,
    }  # fmt: skip
    for field, one in single.items():
        if one is not None:
            yield Highlight(field, one.start, one.end)
    for field, those in several.items():
        for one in those:
            yield Highlight(field, one.start, one.end)
