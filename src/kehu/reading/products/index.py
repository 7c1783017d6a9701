"""A catalogue made ready for matching: which words, measures and models name which products."""

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from kehu.reading.catalogue import Product
from kehu.reading.products.glossary import attributes, in_english
from kehu.reading.products.tokens import HAN, measures, small_words

_HAN_RUN = re.compile(f"[{HAN}]+")
_SHORTEST_RUN, _LONGEST_RUN = 2, 10  # characters of a Chinese name that are looked for together
_LESS = 0.3  # weight of how goods are against what they are


@dataclass(frozen=True)
class Index:
    """`words` and `measures`: the products (their numbers) that have one; `weight` of a word.

    `names` are the words of each product's name, `other_names` those of its keywords, one set
    each. `heads` are names without measures, each once, with their products;
    `categories` the words of groups, with theirs.
    """

    products: tuple[Product, ...]
    words: dict[str, frozenset[int]]
    measures: dict[str, frozenset[int]]
    names: tuple[frozenset[str], ...]
    other_names: tuple[tuple[frozenset[str], ...], ...]
    heads: dict[str, tuple[int, ...]]
    chinese: dict[str, frozenset[int]]
    categories: dict[frozenset[str], frozenset[int]]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """All words by which goods or groups of them are named."""
        return frozenset(self.words).union(*self.categories)

    def weight(self, word: str) -> float:
        """How much a word tells: the rarer, the more."""
        return self._weights[word]

    @cached_property
    def _weights(self) -> dict[str, float]:
        return {
            word: math.log(1 + len(self.products) / len(numbers))
            * (_LESS if word in attributes() else 1)
            for word, numbers in self.words.items()
        }

    def called(self, word: str, among: frozenset[int]) -> frozenset[int]:
        """Of some products those whose name has a word, else those made of what it says."""
        having = self.words[word] & among
        return frozenset(one for one in having if self._is_named(word, one)) or having

    def _is_named(self, word: str, number: int) -> bool:
        return word in self.names[number] or any(word in one for one in self.other_names[number])

    def strength(self, word: str, number: int) -> float:
        """What a word weighs for a product: less where only its material is called so."""
        return self.weight(word) * (1 if self._is_named(word, number) else _LESS)

    def of_name(self, number: int, said: frozenset[str]) -> float:
        """The share of a product's name that was said, 1 where one of its keywords was."""
        if any(name <= said for name in self.other_names[number] if name):
            return 1.0
        name = self.names[number]
        # Summed exactly, since a set has another order at every start.
        whole = math.fsum(map(self.weight, name))
        return math.fsum(map(self.weight, name & said)) / whole if whole else 0.0


def index_of(products: Sequence[Product]) -> Index:
    """Make a catalogue ready; a second for some ten thousand products."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    sizes: defaultdict[str, set[int]] = defaultdict(set)
    heads: defaultdict[str, list[int]] = defaultdict(list)
    names, others = [], []
    for number, product in enumerate(products):
        name = _words(product.name_en)
        keywords = tuple(_words(keyword) for keyword in product.keywords)
        names.append(name)
        others.append(keywords)
        for word in name.union(*keywords, _materials(product)):
            found[word].add(number)
        for size in measures(f"{product.name_en} {product.name_zh}"):
            sizes[size.value].add(number)
        heads[_head(product)].append(number)
    return Index(
        products=tuple(products),
        words={word: frozenset(numbers) for word, numbers in found.items()},
        measures={size: frozenset(numbers) for size, numbers in sizes.items()},
        names=tuple(names),
        other_names=tuple(others),
        heads={head: tuple(numbers) for head, numbers in heads.items()},
        chinese=_chinese_parts(products),
        categories=_categories(products),
    )


def _categories(products: Sequence[Product]) -> dict[frozenset[str], frozenset[int]]:
    found: defaultdict[frozenset[str], set[int]] = defaultdict(set)
    for number, product in enumerate(products):
        if words := _words(product.category):
            found[words].add(number)
    return {words: frozenset(numbers) for words, numbers in found.items()}


def _words(name: str) -> frozenset[str]:
    said = frozenset(token.value for token in in_english(name, "en") if len(token.value) > 1)
    return said - small_words()


def _materials(product: Product) -> frozenset[str]:
    """Materials count where they are said, and never tell a product by themselves."""
    return frozenset().union(*map(_words, product.materials))


def _head(product: Product) -> str:
    """A name without its measures."""
    name = product.name_en or product.name_zh
    kept = [part for part in name.split() if not any(map(str.isdigit, part))]
    return " ".join(kept)


def _chinese_parts(products: Sequence[Product]) -> dict[str, frozenset[int]]:
    """Every piece of a Chinese name of two characters and more, with the products that have it."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for number, product in enumerate(products):
        for run in _HAN_RUN.findall(product.name_zh):
            for start in range(len(run)):
                longest = min(start + _LONGEST_RUN, len(run))
                for end in range(start + _SHORTEST_RUN, longest + 1):
                    found[run[start:end]].add(number)
    return {part: frozenset(numbers) for part, numbers in found.items()}
