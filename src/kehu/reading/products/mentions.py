"""Goods that a mail names by words: which products fit all that was said of them."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, partial

from kehu.reading.products.glossary import attributes, in_english, unspaced_attributes
from kehu.reading.products.index import Index
from kehu.reading.products.tokens import HAN, Token, measures, weak_words
from kehu.reading.text import MailText, Sentence

MOST = 3  # equally fitting products that may be told; more of them are a wider group
_NAMED = 0.5  # share of a product's name that names it
_FITS = 0.6  # share of the said words that a product must have
_NEAR = 3  # words that may stand between two of one name
_RIGHT_BEFORE = 3  # signs between `two-piece` and the ball valve
_FAR = 6  # sentences further on that may still describe it
_APART = re.compile(
    r"[;,/&+\n、，；]|\b(?:and|or|y|e|o|u|et|ou|und|oder|и|или|ve|veya|lub)\b|[和与及或]|\sو",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_HAN_RUN = re.compile(f"[{HAN}]{{2,}}")


@dataclass
class Mention:
    """Goods named in `text[start:end]`. `fitting` are all products that have everything said,
    `group` those of a category, where nothing narrower was."""

    start: int
    end: int
    words: frozenset[str]
    fitting: frozenset[int]
    measures: list[Token] = field(default_factory=list)
    group: frozenset[int] = frozenset()

    @property
    def products(self) -> tuple[int, ...]:
        """Those that may be told: up to three, none of a wider group."""
        wide = len(self.fitting) > MOST or self.fitting == self.group
        return () if wide else tuple(sorted(self.fitting))


@dataclass(frozen=True)
class _Group:
    """Words that stand together: English stems, and pieces of Chinese names."""

    start: int
    end: int
    words: frozenset[str]
    chinese: frozenset[str]


def sizes_of(text: MailText) -> tuple[Token, ...]:
    """The measures of all sentences, by their places in the text."""
    return tuple(
        Token(size.value, size.start + sentence.start, size.end + sentence.start)
        for sentence in text.sentences
        for size in measures(sentence.words)
    )


def mentions(text: MailText, language: str, index: Index, sizes: Sequence[Token]) -> list[Mention]:
    """The goods that a mail names by words, in the order of the text; `sizes` are its measures."""
    found: list[Mention] = []
    last_sentence = -_FAR
    fits = cache(partial(_fitting, index=index))  # the same words mean the same further on
    for number, sentence in enumerate(text.sentences):
        here: list[Mention] = []
        for group in _groups(sentence, language, index):
            fitting = fits(group.words, group.chinese)
            wide = frozenset() if fitting else _category(group.words, index)
            again = next(
                (one for one in here if one.start < group.end and group.start < one.end), None
            )
            if again is not None:  # the same words, by the glossary
                _narrow(again, group, index)
            elif fitting or wide:
                mention = Mention(group.start, group.end, group.words, fitting or wide, group=wide)
                here.append(mention)
                found.append(mention)
                last_sentence = number
            elif found and number - last_sentence <= _FAR:
                _narrow(found[-1], group, index)
        describe(here, found, within(sizes, sentence), number - last_sentence)
    for mention in found:
        mention.fitting = measured(mention, index)
    return found


def _groups(sentence: Sentence, language: str, index: Index) -> Iterator[_Group]:
    tokens = [
        Token(token.value, token.start + sentence.start, token.end + sentence.start)
        for token in in_english(sentence.words, language)
        if token.value in index.vocabulary
    ]
    yield from _chinese_groups(sentence, index)
    run: list[Token] = []
    for token in tokens:
        if run and not _together(sentence, run[-1], token):
            yield _group(run)
            run = []
        run.append(token)
    if run:
        yield _group(run)


def _together(sentence: Sentence, left: Token, right: Token) -> bool:
    between = sentence.words[left.end - sentence.start : right.start - sentence.start]
    if right.start < left.end:
        return True
    return len(_WORD.findall(between)) <= _NEAR and not _APART.search(between)


def _group(run: Sequence[Token]) -> _Group:
    return _Group(run[0].start, run[-1].end, frozenset(token.value for token in run), frozenset())


def _chinese_groups(sentence: Sentence, index: Index) -> Iterator[_Group]:
    """The longest pieces of Chinese names in the sentence."""
    for run in _HAN_RUN.finditer(sentence.words):
        at, pieces = 0, []
        while at < len(run[0]) - 1:
            end = next((end for end in range(min(len(run[0]), at + 10), at + 1, -1)
                        if run[0][at:end] in index.chinese), None)  # fmt: skip
            if end is None:
                at += 1
                continue
            pieces.append((at, end))
            at = end
        if pieces:
            start = sentence.start + run.start()
            said = frozenset(run[0][first:last] for first, last in pieces)
            yield _Group(start + pieces[0][0], start + pieces[-1][1], frozenset(), said)


def _fitting(words: frozenset[str], chinese: frozenset[str], index: Index) -> frozenset[int]:
    """The products of which enough was said, and that have the most of it."""
    if chinese:
        return _fitting_chinese(chinese, index)
    weights = {word: index.weight(word) for word in sorted(words & index.words.keys())}
    scores: dict[int, float] = {}
    for word in weights:
        for number in index.words[word]:
            scores[number] = scores.get(number, 0) + index.strength(word, number)
    best = max(scores.values(), default=0)
    fitting = [number for number, score in scores.items() if score > best - 1e-9]
    # Every word of it may stand in a name of which it is the least: “water” names no pump.
    named = max((index.of_name(number, words) for number in fitting), default=0)
    enough = named >= _NAMED and best >= _FITS * sum(weights.values())
    weak = words <= attributes() or (len(weights) == 1 and words <= weak_words())
    return frozenset(fitting) if enough and not weak else frozenset()


def _category(said: frozenset[str], index: Index) -> frozenset[int]:
    """The products of the groups whose whole name was said: pumps, hand tools."""
    named = (numbers for words, numbers in index.categories.items() if words <= said)
    return frozenset().union(*named)


def _fitting_chinese(said: frozenset[str], index: Index) -> frozenset[int]:
    if said <= unspaced_attributes():
        return frozenset()
    scores: dict[int, int] = {}
    for part in said:
        for number in index.chinese[part]:
            scores[number] = scores.get(number, 0) + len(part)
    best = max(scores.values())
    fitting = frozenset(number for number, score in scores.items() if score == best)
    runs = [_HAN_RUN.findall(index.products[number].name_zh) for number in fitting]
    named = max(best / max(sum(map(len, run)), 1) for run in runs)
    return fitting if named >= _NAMED and best >= _FITS * sum(map(len, said)) else frozenset()


def _narrow(mention: Mention, group: _Group, index: Index) -> None:
    """How the goods are, told apart from their name: only what some of them have counts."""
    # What tells most first, so that of two that contradict each other it is always the same.
    said = sorted(group.words & index.words.keys(), key=lambda word: (-index.weight(word), word))
    having = [index.called(word, mention.fitting) for word in said]
    having += [
        index.chinese[part] for part in sorted(group.chinese, key=lambda one: (-len(one), one))
    ]
    for products in having:
        mention.fitting = (mention.fitting & products) or mention.fitting


def within(sizes: Sequence[Token], sentence: Sentence) -> list[Token]:
    """The measures of a sentence."""
    first = bisect_left(sizes, sentence.start, key=lambda size: size.start)
    return [*sizes[first : bisect_left(sizes, sentence.end, key=lambda size: size.start)]]


def describe(
    here: Sequence[Mention], found: Sequence[Mention], sizes: Sequence[Token], away: int
) -> None:
    """Give a sentence's measures to the goods they stand behind, of the first before it."""
    for size in sizes:
        before = [one for one in here if one.start - size.end < _RIGHT_BEFORE
                  and (one.start <= size.start or one.start >= size.end)]  # fmt: skip
        target = before[-1] if before else here[0] if here else None
        if target is None and found and away <= _FAR:
            target = found[-1]
        if target is not None:
            target.measures.append(size)


def measured(mention: Mention, index: Index) -> frozenset[int]:
    """Of the fitting products those that have most of the measures."""
    counted: dict[int, int] = dict.fromkeys(mention.fitting, 0)
    for value in {size.value for size in mention.measures}:
        for number in index.measures.get(value, frozenset()) & mention.fitting:
            counted[number] += 1
    most = max(counted.values(), default=0)
    return frozenset(number for number, count in counted.items() if count == most)
