"""What is asked for, line by line: which goods, and how much of each."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kehu.reading.terms.quantities import Quantity
from kehu.reading.text import Found, MailText

_AROUND = 120  # signs behind a name within which its quantity may stand in another sentence


@dataclass(frozen=True)
class Item:
    """Products (their numbers in the catalogue) that fit equally, and where they are named."""

    products: tuple[int, ...]
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Ordered:
    """An item with its quantity; no products of a quantity of goods that are not known."""

    products: tuple[int, ...]
    start: int
    end: int
    quantity: Found[Quantity] | None


def items_of(named: Iterable[tuple[int, int, tuple[int, ...]]]) -> list[Item]:
    """Start, end and products of all that is named, as items in the order of first mention: who
    names a product in the subject and again in the text wants it once."""
    places: dict[tuple[int, ...], list[tuple[int, int]]] = {}
    for start, end, products in sorted(named):
        places.setdefault(products, []).append((start, end))
    return _narrowest([Item(products, tuple(where)) for products, where in places.items()])


def _narrowest(items: Sequence[Item]) -> list[Item]:
    """Without a wider name of goods that stand there by a narrower one too, `flood lights` beside
    their model: its places are the narrower one's."""
    kept: list[Item] = []
    narrow = {one.products: [other for other in items if set(other.products) < set(one.products)]
              for one in items}  # fmt: skip
    for item in items:
        if narrow[item.products]:
            continue
        wider = [one.places for one in items if narrow[one.products] == [item]]
        places = sorted([*item.places, *(place for those in wider for place in those)])
        kept.append(Item(item.products, tuple(places)))
    return kept


def ordered(
    items: Sequence[Item], amounts: Sequence[Found[Quantity]], text: MailText
) -> Iterator[Ordered]:
    """Every item with the quantity that stands nearest to one of its places."""
    left = list(amounts)
    for item in items:
        mine = _beside(item, left, text) or _behind(item, left) or _only(items, left)
        if mine is not None and not mine.value.each:
            del left[_first_from(mine.start, left)]
        start, end = item.places[0]
        yield Ordered(item.products, start, end, mine)
    if not items:
        yield from (Ordered((), one.start, one.end, one) for one in amounts)


def _beside(item: Item, left: Sequence[Found[Quantity]], text: MailText) -> Found[Quantity] | None:
    """The nearest in a sentence that names the item."""
    near: list[tuple[int, Found[Quantity]]] = []
    for start, end in item.places:
        here = text.sentence_at(start)
        at = _first_from(start, left)  # a span, 100-200 pcs, is two that end together
        near += [(max(start - one.end, one.start - end, 0), one)
                 for one in left[max(at - 2, 0) : at + 1]
                 if here.start <= one.start < max(here.end, end)]  # fmt: skip
    return min(near, key=lambda one: one[0])[1] if near else None


def _behind(item: Item, left: Sequence[Found[Quantity]]) -> Found[Quantity] | None:
    """The next one behind one of the places."""
    following = [(end, _first_from(end, left)) for _, end in item.places]
    next_ones = [one for end, at in following for one in left[at : at + 1]
                 if one.start - end < _AROUND]  # fmt: skip
    return min(next_ones, key=lambda one: one.start, default=None)


def _first_from(place: int, left: Sequence[Found[Quantity]]) -> int:
    """The number of the first that stands there or further on."""
    return bisect_left(left, place, key=lambda one: one.start)


def _only(items: Sequence[Item], left: Sequence[Found[Quantity]]) -> Found[Quantity] | None:
    """One that no other item can mean."""
    each = (one for one in left if one.value.each)
    return next(iter(left) if len(items) == 1 else each, None)
