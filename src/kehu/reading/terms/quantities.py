"""How much is asked for: numbers with a unit, containers, and numbers beside the goods."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from kehu.reading.patterns import ARABIC, LETTERS, any_of, whole
from kehu.reading.terms.numbers import bare, latin_digits
from kehu.reading.text import Found, Sentence, Taken
from kehu.rulebook import read

_BEHIND_TIMES = re.compile(r"^\s*[x×*х]\s*(?=\D)", re.IGNORECASE)
_MOST = 1e9  # nobody orders more; a longer row of digits is something else
_WORDS_BETWEEN = 2
_FAR = 120  # signs between a number and goods that have nothing to do with each other
_WORD, _STOP = re.compile(r"\w+"), re.compile(r"[,;.!?，；。]")
_SIGNS_BETWEEN = re.compile(r"\s*+(?:[x×*х:\-–—=|,(]\s*+)+|\s*\t\s*", re.IGNORECASE)
_WORD_BETWEEN = re.compile(r"[^\W\d_]*\s+[^\W\d_]+\s+")  # `BF125E-G lazım 200`
_YEARS = range(1980, 2100)
# Behind a number that counts something else: 2nd, 10:00, 3-4; at the beginning of a line 1., 1).
_OTHER_BEHIND = re.compile(r"\s?(?:[%°]|[:/]\d|st\b|nd\b|rd\b|th\b|[a-z]*\d|-[^\W_])", re.I)
_PART_OF_WORD = re.compile("-?[A-Za-z]")  # 6500K is no 6,500 of anything, three-phase no three
_LIST_MARK = re.compile(r"\s?[):.）、](?!\d)")
# Another cell of the line that holds but a number: then the first numbers the rows.
_COUNTED_ROW = re.compile(r"\t(?:[^\n]{0,300}\t)?\d[\d.,' ]*\s?[^\W\d_]*\.?[^\S\n]*(?:\t|\n|$)")
_ROW = re.compile(r"[ \t>*#•\-(№]*(\d{1,9})")
_STANDS_ALONE = re.compile(r"\s*(?:[.,;:!?)。，；]|$|\n)")
_MONEY = re.compile(
    r"(?:[$€£¥₽₺]|\b(?:usd|eur|us\$|rmb|cny|gbp|dollars?|euros?))\s*$", re.IGNORECASE
)
_MONEY_BEHIND = re.compile(
    r"^\s*(?:[$€£¥₽₺%]|(?:usd|eur|rmb|cny|gbp|dollars?|euros?|долл|美元|元)\b)", re.I
)


@dataclass(frozen=True)
class Quantity:
    """`unit` by its sign in `rulebook/reading/numbers.yaml`; `each`: of every one of the goods."""

    number: float
    unit: str
    each: bool = False


def quantities(
    text: str,
    counted: Sequence[Found[float]],
    goods: Sequence[tuple[int, int]],
    taken: Sequence[tuple[int, int]],
) -> list[Found[Quantity]]:
    """The quantities in a text, in its order.

    `counted` are its numbers, `goods` the places of the goods that it names: a number right before
    or behind one counts without a unit. `taken` are places whose numbers say something else:
    models, phones, dates.
    """
    found = list(_containers(text, counted))
    elsewhere = Taken([*taken, *((one.start, one.end) for one in found)])
    named = _Goods(goods)
    for number in counted:
        if elsewhere.touches(number.start, number.end):
            continue
        quantity = _quantity(number, text, named)
        if quantity is not None:
            found.append(quantity)
    return sorted(found, key=lambda one: one.start)


def left_over(
    text: str,
    counted: Sequence[Found[float]],
    taken: Sequence[tuple[int, int]],
    within: Sequence[Sentence],
    *,
    alone: bool = False,
) -> Found[Quantity] | None:
    """The first number that nothing else explains, in the sentences where goods are asked for: who
    writes `what would 30 cost us?` says how many without a unit. `alone`: only one in digits that
    no word follows."""
    asked = Taken((here.start, here.end) for here in {*within})
    elsewhere = Taken(taken)
    for number in counted:
        inside = asked.touches(number.start, number.start + 1)
        if not inside or elsewhere.touches(number.start, number.end):
            continue
        if _may_count(number, text):
            bare = text[number.start].isdigit() and _STANDS_ALONE.match(text, number.end)
            if bare or not alone:
                return Found(Quantity(number.value, "pcs"), number.start, number.end)
    return None


def tells_how_much(sentence: Sentence) -> bool:
    """Does it say that so much is taken: `Prenderemmo 50.`?"""
    return bool(_rules().taking.search(sentence.words))


def _may_count(number: Found[float], text: str) -> bool:
    """Is it a whole number, and none of money, of a list, of a year, of a span of time?"""
    before, behind = _around(number, text)
    if number.value != int(min(number.value, _MOST)) or not 1 < number.value < _MOST:
        return False
    if _is_year(number) or _MONEY.search(before) or _MONEY_BEHIND.search(behind):
        return False
    listed = _numbers_a_row(number, text)
    other = (
        _PART_OF_WORD.match(behind) or _OTHER_BEHIND.match(behind) or _rules().span.match(behind)
    )
    return not (listed or other or _rules().not_behind.search(before))


def _numbers_a_row(number: Found[float], text: str) -> bool:
    """Does it number a line of a list or a row of a table: `2) …`, `2.`, `2<tab>…<tab>300`?"""
    line = text.rfind("\n", 0, number.start) + 1
    if text[line : number.start].strip(" \t>*#•-(№"):
        return False
    marked = text[number.start].isdigit() and _LIST_MARK.match(text, number.end)
    in_a_row = number.value == 1 or _row_before(line, text) == number.value - 1
    return bool(marked or (in_a_row and _COUNTED_ROW.match(text, number.end)))


def _row_before(line: int, text: str) -> int | None:
    """The number with which the line above begins, of the one that begins there."""
    above = _ROW.match(text, text.rfind("\n", 0, line - 1) + 1, line) if line else None
    return int(above[1]) if above else None


def _around(number: Found[float], text: str) -> tuple[str, str]:
    """What stands right before and behind a number."""
    return text[max(number.start - 40, 0) : number.start], text[number.end : number.end + 40]


def _is_year(number: Found[float]) -> bool:
    return int(number.value) in _YEARS and number.end - number.start == 4


def _quantity(number: Found[float], text: str, goods: "_Goods") -> Found[Quantity] | None:
    rules = _rules()
    before, behind = _around(number, text)
    if not 0 < number.value < _MOST or _MONEY.search(before) or _MONEY_BEHIND.search(behind):
        return None
    if rules.not_behind.search(before) or _numbers_a_row(number, text):
        return None
    each = bool(rules.each_before.search(before) or rules.each_behind.match(behind))
    unit = rules.unit.match(behind)
    if unit:
        return Found(Quantity(number.value, rules.sign[bare(unit[1])], each),
                     number.start, number.end + unit.end())  # fmt: skip
    if number.value != int(number.value) or _PART_OF_WORD.match(behind):
        return None
    if rules.label.search(before):
        return Found(Quantity(number.value, "pcs", each), number.start, number.end)
    if not _is_year(number) and _beside(number, text, goods):
        return Found(Quantity(number.value, "pcs"), number.start, number.end)
    return None


class _Goods:
    """The places of the goods, asked for those around a number."""

    def __init__(self, places: Sequence[tuple[int, int]]) -> None:
        self._places = places
        self._starts = sorted((start, number) for number, (start, _) in enumerate(places))
        self._ends = sorted((end, number) for number, (_, end) in enumerate(places))

    def around(self, start: int, end: int) -> list[tuple[int, int]]:
        """Those that begin soon behind a place or end shortly before it, in their order."""
        behind = self._starts[bisect_left(self._starts, (end,)) :
                              bisect_left(self._starts, (end + _FAR,))]  # fmt: skip
        before = self._ends[bisect_left(self._ends, (start - _FAR,)) :
                            bisect_left(self._ends, (start + 1,))]  # fmt: skip
        return [self._places[number] for number in sorted({one for _, one in [*behind, *before]})]


def _beside(number: Found[float], text: str, goods: _Goods) -> bool:
    """Does the number stand right before the goods, or behind them after an × or a dash?"""
    for start, end in goods.around(number.start, number.end):
        if number.end <= start:
            between = text[number.end : start]
            plain = _BEHIND_TIMES.sub("", between)
            if "\n" not in between and len(_WORD.findall(plain)) <= _WORDS_BETWEEN:
                return not _STOP.search(plain)
        elif end <= number.start:
            between = text[end : number.start]
            if _SIGNS_BETWEEN.fullmatch(between) or _WORD_BETWEEN.fullmatch(between):
                return True
    return False


def _containers(text: str, counted: Sequence[Found[float]]) -> Iterator[Found[Quantity]]:
    rules = _rules()
    for match in rules.container.finditer(latin_digits(text)):
        feet = rules.lengths.get(bare(match["feet"]), match["feet"])
        kind = (match["kind"] or "").lower()
        spelt = not match["feet"].isdigit() and not match["before"]
        if not (kind or match["word"] or (match["mark"] and not spelt)):
            continue
        unit = f"{feet}{'HQ' if kind in rules.high else 'GP'}"
        count, start = 1.0, match.start()
        before = bisect_right(counted, start, key=lambda one: one.end)
        for number in counted[max(before - 1, 0) : before]:
            if rules.of_containers.fullmatch(text, number.end, start):
                count, start = number.value, number.start
        if match["count"]:
            count = float(match["count"])
        yield Found(Quantity(count, unit), start, match.end())


@dataclass(frozen=True)
class _Rules:
    sign: dict[str, str]
    unit: re.Pattern[str]
    label: re.Pattern[str]
    each_before: re.Pattern[str]
    each_behind: re.Pattern[str]
    not_behind: re.Pattern[str]
    taking: re.Pattern[str]
    span: re.Pattern[str]
    container: re.Pattern[str]
    of_containers: re.Pattern[str]  # between a number and the containers it counts
    lengths: dict[str, str]  # words of feet, in digits
    high: frozenset[str]


@cache
def _rules() -> _Rules:
    data: dict[str, Any] = read("reading/numbers.yaml")
    sign = {bare(word): unit for unit, words in data["units"].items() for word in words}
    written = [word for words in data["units"].values() for word in words]
    boxes = data["containers"]
    spans = [*read("reading/trade.yaml")["times"]["spans"], *data["not_counted"]]
    kinds = any_of([*boxes["high"], *boxes["usual"]])
    lengths = {bare(word): str(feet) for feet, words in boxes["lengths"].items() for word in words}
    spelt = any_of(word for words in boxes["lengths"].values() for word in words)
    marks, contained = any_of(boxes["feet"]), any_of(boxes["words"])
    return _Rules(
        sign=sign,
        unit=re.compile(
            rf"(?:\s*[-–~]\s*\d[\d.,]*)?\s*+(?:[-/]\s*+)?({any_of(written)})(?![{LETTERS}])",
            re.IGNORECASE,
        ),
        label=re.compile(
            rf"{any_of(data['labels'])}(?:\s*(?:[:：=\t-]|{any_of(data['copulas'])})){{0,3}}\s*$",
            re.IGNORECASE,
        ),
        each_before=re.compile(rf"{any_of(data['each']['before'])}\s*$", re.IGNORECASE),
        each_behind=re.compile(
            rf"[^\n.,;]{{0,12}}?\b{any_of(data['each']['behind'])}(?![{LETTERS}])", re.IGNORECASE
        ),
        not_behind=re.compile(
            rf"(?<!\w){any_of(data['not_behind'])}\.?\s*+(?:[:#]\s*)?$", re.IGNORECASE
        ),
        taking=whole(data["taking"]),
        span=re.compile(rf"\s*+(?:-\s*+)?{any_of(spans)}(?![{LETTERS}])", re.IGNORECASE),
        container=re.compile(
            rf"(?:(?<![\w.])(?P<count>\d{{1,2}})\s*[x×*х]\s*)?(?<![\d.,])(?:(?P<before>{contained})"
            rf"\s+(?:\w{{1,3}}\s+)?)?(?P<feet>20|40|45|(?<![{LETTERS}{ARABIC}]){spelt})[\s-]*(?P<mark>{marks})?"
            rf"[\s-]*(?P<kind>{kinds})?(?![a-z\d])\s*(?P<word>{contained})?", re.IGNORECASE),
        of_containers=re.compile(
            rf"\s*(?:[x×*х]\s*)?{any_of(boxes['between'])}?\s*", re.IGNORECASE),
        lengths=lengths,
        high=frozenset(boxes["high"]),
    )  # fmt: skip
