"""What a mail asks for: products, quantities, lines."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from kehu.reading.acts import Acts
from kehu.reading.lines import Ordered, items_of, ordered
from kehu.reading.products.index import Index
from kehu.reading.products.meaning import Meaning
from kehu.reading.products.mentions import (
    MOST,
    Mention,
    describe,
    measured,
    mentions,
    sizes_of,
    within,
)
from kehu.reading.products.models import Models, Numbers, named_models
from kehu.reading.products.tokens import Token, counting_units
from kehu.reading.sender.identity import Sender
from kehu.reading.terms.numbers import numbers
from kehu.reading.terms.quantities import Quantity, left_over, quantities, tells_how_much
from kehu.reading.terms.trade import spans_of
from kehu.reading.text import Found, MailText

_ASK = ("asks_offer", "asks_sample", "states_needs", "free_sample_pressure")
_TOLD = ("introduces", "gives_contact", "disclaimer", "big_promise")
_AROUND = 120  # signs around a model in which its description stands
_BEHIND = 30  # signs behind a name in which its measures stand
_Describe = Callable[[int, Iterable[int]], tuple[int, ...]]


@dataclass(frozen=True)
class Line:
    """One line of what is asked for: products that fit equally (none of a wider group), the words
    it was read from, and how much of it."""

    skus: tuple[str, ...]
    start: int
    end: int
    quantity: Found[Quantity] | None


@dataclass(frozen=True)
class Goods:
    """`products`: numbers in the catalogue, in the order they are named. `groups`: mentions that
    mean more products than can be told."""

    lines: tuple[Line, ...]
    products: tuple[int, ...]
    models: tuple[Found[Numbers], ...]
    groups: tuple[Mention, ...]
    quantities: tuple[Found[Quantity], ...]

    @property
    def definite(self) -> bool:
        """Is there a line of which exactly one product fits?"""
        return any(len(line.skus) == 1 for line in self.lines)


NOTHING = Goods((), (), (), (), ())


class Reader:
    """Reads the goods of mails against one catalogue."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.models = Models(index)
        self.meaning = Meaning(index)

    def goods(self, text: MailText, language: str, sender: Sender, acts: Acts) -> Goods:
        """The goods that a mail names, with their quantities."""
        sizes = sizes_of(text)
        named = mentions(text, language, self.index, sizes) or self._meant(acts, sizes)
        models = tuple(named_models(text, self.models, self._described(named, sizes)))
        models = tuple(one for one in models if not _is_phone(one, sender))
        by_words = [one for one in named if not _is_name_of(one, models)]
        places = [(one.start, one.end) for one in models]
        places += [(one.start, _end(one, text)) for one in named]
        taken = [(one.start, one.end) for one in models]
        taken += [(one.start, one.end) for one in sender.phones]
        taken += [(size.start, size.end) for one in named for size in one.measures
                  if self._says_how(size.value, one)]  # fmt: skip
        counted = tuple(numbers(text.said, language))
        amounts = quantities(text.said, counted, places, taken)
        if not amounts and (models or by_words):
            amounts = _left_over(text, counted, taken, [*models, *by_words], acts)
        items = items_of(
            [(one.start, one.end, one.value) for one in models]
            + [(one.start, one.end, one.products) for one in by_words if one.products]
        )
        return Goods(
            lines=tuple(self._line(one) for one in ordered(items, amounts, text)),
            products=tuple(dict.fromkeys(number for item in items for number in item.products)),
            models=models,
            groups=tuple(one for one in by_words if not one.products),
            quantities=tuple(amounts),
        )

    def _line(self, one: Ordered) -> Line:
        skus = tuple(self.index.products[number].sku for number in one.products)
        return Line(skus, one.start, one.end, one.quantity)

    def _meant(self, acts: Acts, sizes: Sequence[Token]) -> list[Mention]:
        """The goods that the sentences which ask for something mean."""
        asking = acts.sentences_that(*_ASK)
        found = self.meaning.mentions(asking)
        for sentence in asking:
            here = [one for one in found if sentence.start <= one.start < sentence.end]
            describe(here, found, within(sizes, sentence), 0)
        for mention in found:
            mention.fitting = measured(mention, self.index)
        return found

    def _says_how(self, size: str, mention: Mention) -> bool:
        """Does a measure say how the goods are, rather than how many?"""
        fitting = not self.index.measures.get(size, frozenset()).isdisjoint(mention.fitting)
        return fitting or not (size.isdigit() or size.endswith(counting_units()))

    def _described(self, named: Sequence[Mention], sizes: Sequence[Token]) -> _Describe:
        """Of products with models near a mistyped one, those that the words around it describe."""

        def best(place: int, numbers: Iterable[int]) -> tuple[int, ...]:
            near = set(numbers)
            around = [one for one in named if abs(one.start - place) < _AROUND]
            for mention in sorted(around, key=lambda one: abs(one.start - place)):
                if mention.fitting & near:
                    near &= mention.fitting
            told = {size.value for size in sizes if abs(size.start - place) < _AROUND}
            counts = {number: sum(number in self.index.measures.get(size, ()) for size in told)
                      for number in near}  # fmt: skip
            most = max(counts.values(), default=0)
            fitting = tuple(sorted(number for number, count in counts.items() if count == most))
            return fitting if len(fitting) <= MOST else ()

        return best


def _end(mention: Mention, text: MailText) -> int:
    """Where a name ends, with the measures behind it on the same line."""
    behind = (size.end for size in mention.measures if 0 <= size.start - mention.end < _BEHIND
              and "\n" not in text.whole[mention.end : size.start])  # fmt: skip
    return max([mention.end, *behind])


def _is_phone(model: Found[Numbers], sender: Sender) -> bool:
    return any(one.start < model.end and model.start < one.end for one in sender.phones)


def _is_name_of(mention: Mention, models: tuple[Found[Numbers], ...]) -> bool:
    """Is the mention what a model near it is called?"""
    first = bisect_left(models, mention.start - _AROUND + 1, key=lambda one: one.start)
    near = takewhile(lambda one: one.start < mention.start + _AROUND, islice(models, first, None))
    return any(not mention.fitting.isdisjoint(one.value) for one in near)


def _left_over(
    text: MailText,
    counted: Sequence[Found[float]],
    taken: Sequence[tuple[int, int]],
    goods: Sequence[Found[Numbers] | Mention],
    acts: Acts,
) -> list[Found[Quantity]]:
    """The number that nothing else explains: where something is asked or goods are named, else one
    that stands alone where nobody introduces himself."""
    asking = [*acts.sentences_that(*_ASK), *(text.sentence_at(one.start) for one in goods)]
    asking += filter(tells_how_much, text.sentences)
    told = acts.sentences_that(*_TOLD)
    others = [one for one in text.sentences if one not in told]
    taken = [*taken, *((one.start, one.end) for one in spans_of(text.said))]
    found = left_over(text.said, counted, taken, asking) or left_over(
        text.said, counted, taken, others, alone=True
    )
    return [found] if found else []
