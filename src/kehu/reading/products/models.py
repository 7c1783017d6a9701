"""Model numbers in a mail: as they stand, written otherwise, or mistyped."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from kehu.reading.products.index import Index
from kehu.reading.text import Found, MailText

_MODEL = re.compile(
    r"(?<![A-Za-z0-9@./-])(?:[A-Za-z]{0,6}[-_./ ]?\d[\dA-Za-z]*(?:[-_./][\dA-Za-z]+)*"
    r"|[A-Za-z][A-Za-z\d]*(?:[-_./][\dA-Za-z]+)+)(?![A-Za-z0-9@])"
)
_MORE = re.compile(r"( [A-Za-z0-9]{1,4})( [A-Za-z0-9]{1,4})?(?![A-Za-z0-9@])")
_SEPARATORS = re.compile(r"[-_./\s]+")
_SHORTEST = 4  # signs of a model that may be mistyped
_LONG = 8  # signs from which on two slips may have happened
_MOST = 3


Numbers = tuple[int, ...]  # of products in the catalogue


class Models:
    """The model numbers of a catalogue, ready to be looked up."""

    def __init__(self, index: Index) -> None:
        self._by_key: defaultdict[str, list[int]] = defaultdict(list)
        for number, product in enumerate(index.products):
            self._by_key[key(product.sku)].append(number)
        self._keys = list(self._by_key)
        self._known_sizes = frozenset(index.measures)

    @cached_property
    def _prefixes(self) -> dict[str, list[int]]:
        """Every beginning of a model: GL2105 of GL-2105-B."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for model, numbers in self._by_key.items():
            for end in range(_SHORTEST, len(model)):
                found[model[:end]] += numbers
        return dict(found)

    def whole(self, written: str) -> Numbers:
        """The product of a model, however it is spaced."""
        return tuple(self._by_key.get(key(written), ()))

    def series(self, written: str) -> Numbers:
        """The products whose models begin so, where they are few."""
        bare = key(written)
        found = self._prefixes.get(bare, []) if len(bare) > _SHORTEST and _is_model(bare) else []
        return tuple(found) if len(found) <= _MOST else ()

    def near(self, written: str) -> Numbers:
        """The products whose models are one slip away, of long ones two; the nearest only."""
        bare = key(written)
        if len(bare) < _SHORTEST or not _is_model(bare) or written.lower() in self._known_sizes:
            return ()
        slips = 1 + (len(bare) >= _LONG)
        away = cdist([bare], self._keys, scorer=OSA.distance, score_cutoff=slips)[0]
        nearest = int(away.min()) if len(away) else slips + 1
        if nearest > slips:
            return ()
        return tuple(number for place in (away == nearest).nonzero()[0]
                     for number in self._by_key[self._keys[place]])  # fmt: skip


def key(written: str) -> str:
    """A model without what separates its parts, in capitals."""
    return _SEPARATORS.sub("", written).upper()


def _is_model(bare: str) -> bool:
    return any(map(str.isdigit, bare)) and any(map(str.isalpha, bare))


def named_models(
    text: MailText, models: Models, described: Callable[[int, Iterable[int]], Numbers]
) -> Iterator[Found[Numbers]]:
    """The products of the models that a mail names. `described(place, products)` gives those of
    the products that what stands around a place describes best."""
    end = 0
    for match in _MODEL.finditer(text.said):
        if match.start() < end:  # a part of the model before it
            continue
        found = _as_it_stands(text.said, match, models)
        if found is None:
            near = models.near(match[0].strip())
            fitting = described(match.start(), near) if near else ()
            found = Found(fitting, match.start(), match.end()) if fitting else None
        if found is not None:
            end = found.end
            yield found


def _as_it_stands(said: str, match: re.Match[str], models: Models) -> Found[Numbers] | None:
    """A model of the catalogue, else the beginning of few of them."""
    for look in (models.whole, models.series):
        for start, end in _ways_to_read(said, match):
            products = look(said[start:end])
            if products:
                return Found(products, start, end)
    return None


def _ways_to_read(said: str, match: re.Match[str]) -> Iterator[tuple[int, int]]:
    """As it stands; with what only a space sets apart from it, `FL 200 30K`; and without a word
    before it that is no part of the model, `model 2105`."""
    more = _MORE.match(said, match.end())
    ends = [match.end(), *((more.end(2), more.end(1)) if more else ())]
    _, space, behind = match[0].partition(" ")
    for start in (match.start(), match.end() - len(behind)) if space else (match.start(),):
        yield from ((start, end) for end in ends if end >= match.end())
