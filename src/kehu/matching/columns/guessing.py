"""A first guess at what a sheet is and what its columns are, for the user to look at."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from kehu.cleaning.amounts import clean_amount
from kehu.cleaning.cleaned import Cleaned, Unclean
from kehu.cleaning.countries import iso_country
from kehu.cleaning.emails import clean_email, several_emails
from kehu.cleaning.moments import clean_moment
from kehu.cleaning.phones import clean_phone, several_phones
from kehu.cleaning.websites import clean_website
from kehu.matching.columns.fields import Field, heading_key
from kehu.matching.columns.mapping import SheetMapping
from kehu.matching.columns.presets import Preset, presets
from kehu.matching.sheets.cells import Cell, RawSheet
from kehu.matching.sheets.heading import Heading

_SAMPLE = 400  # rows
_MOSTLY = 0.6  # of the filled cells must be such
_NUMBERED = re.compile(r"^(.*?)[\s_\-.#(（]*([1-9])[)）]?$")
_ASIDE = re.compile(r"[(（\[【].*?[)）\]】]")


@dataclass(frozen=True)
class Guess:
    """What a column is taken for and why: `heading`, `part` of the heading, `content`, or none."""

    heading: str
    field: str
    why: str
    samples: tuple[str, ...]


@dataclass(frozen=True)
class SheetGuess:
    """A sheet's likeliest preset with the guess for each of its columns, in their order."""

    preset: str
    columns: tuple[Guess, ...]

    @property
    def mapping(self) -> SheetMapping:
        return SheetMapping(self.preset, {one.heading: one.field for one in self.columns})


def guess(sheet: RawSheet, heading: Heading, preset: str = "") -> SheetGuess:
    """The best guess over all presets, or over the one that is named.

    A preset is better that explains more columns by their headings and lacks nothing it needs; of
    equal ones the first offered.
    """
    rows = list(islice(sheet.rows(heading.last), _SAMPLE))
    columns = [[row.cells[n] for row in rows if row.cells[n].text.strip()]
               for n in range(len(heading.names))]  # fmt: skip
    kinds = [_kinds(cells) for cells in columns]
    offered = [presets()[preset]] if preset else list(presets().values())
    tried = [_under(one, heading, kinds, columns) for one in offered]
    return max(tried, key=_points)


def _points(found: SheetGuess) -> tuple[int, float, int]:
    preset = presets()[found.preset]
    worth = {"heading": 3.0, "part": 2.0, "content": 1.0}
    points = sum(worth.get(one.why, 0) for one in found.columns)
    lacks = len(preset.lacks(frozenset(found.mapping.fields) | preset.given.keys()))
    own = sum(
        2
        for one in found.columns
        if one.field.partition(".")[0] not in ("", "customers", "contacts")
    )
    return -lacks, points + (own if lacks == 0 else 0), -list(presets()).index(preset.name)


def _under(
    preset: Preset,
    heading: Heading,
    kinds: Sequence[frozenset[str]],
    columns: Sequence[Sequence[Cell]],
) -> SheetGuess:
    """A preset's guess: headings first, over all columns, then what is left by content."""
    taken: dict[int, tuple[str, str]] = {}
    if heading.given:
        for why, name in (("heading", _whole), ("part", _part)):
            for n, text in enumerate(heading.names):
                if n not in taken and (field := name(preset, text, kinds[n], _used(taken))):
                    taken[n] = (field, why)
    for n, found in enumerate(kinds):
        if n not in taken and (field := _by_content(preset, found, _used(taken))):
            taken[n] = (field, "content")
    return SheetGuess(
        preset.name,
        tuple(
            Guess(text, *taken.get(n, ("", "")), samples=_samples(columns[n]))
            for n, text in enumerate(heading.names)
        ),
    )


def _used(taken: Mapping[int, tuple[str, str]]) -> frozenset[str]:
    return frozenset(field for field, _ in taken.values())


def _whole(preset: Preset, text: str, kinds: frozenset[str], used: frozenset[str]) -> str:
    """The whole heading is a word for a field; `Email 2` is that of the second person."""
    for form in (text, _ASIDE.sub(" ", text)):
        if field := _free(preset.named(form), kinds, used):
            return field
    if match := _NUMBERED.match(text):
        return _numbered(preset.named(match[1]), match[2], used)
    return ""


def _numbered(fields: Sequence[Field], number: str, used: frozenset[str]) -> str:
    for field in fields:
        name = field.name if number == "1" else f"{field.name}#{number}"
        if name not in used and (field.table == "contacts" or number == "1"):
            return name
    return ""


def _part(preset: Preset, text: str, kinds: frozenset[str], used: frozenset[str]) -> str:
    """A word for a field begins or ends the heading, and is the longest that does."""
    key = heading_key(text)
    match = _NUMBERED.match(text)
    whole = heading_key(match[1]) if match else key
    found = [
        (len(word), -n, field)
        for n, field in enumerate(preset.fields)
        for word in field.words
        if len(word) > 1 and (whole.endswith(word) or whole.startswith(word))
        and len(word) * 2 >= len(whole) - 2
    ]  # fmt: skip
    fields = [field for _, _, field in sorted(found, key=lambda one: one[:2], reverse=True)]
    if match and match[2] != "1" and (name := _numbered(fields, match[2], used)):
        return name
    return _free(fields, kinds, used)


def _free(fields: Sequence[Field], kinds: frozenset[str], used: frozenset[str]) -> str:
    """The first field that no column has yet and that what stands in the column can be."""
    fitting = [one for one in fields if one.name not in used and _fits(one, kinds)]
    return fitting[0].name if fitting else ""


def _fits(field: Field, kinds: frozenset[str]) -> bool:
    """Can the column be such? Only what surely is something else cannot."""
    if not kinds or field.kind in kinds:
        return True
    if field.kind in ("email", "website", "moment", "country"):
        return not kinds & ({"email", "website", "moment", "country"} - {field.kind})
    if field.kind == "name":
        return "email" not in kinds
    return True


def _by_content(preset: Preset, kinds: frozenset[str], used: frozenset[str]) -> str:
    """E-mails, phones, countries and sites speak for themselves; a moment where but one is open."""
    for kind in ("email", "website", "country", "phone"):
        if kind in kinds:
            fields = [one for one in preset.fields if one.kind == kind and one.name not in used]
            return fields[0].name if fields else ""
    if "moment" in kinds:
        open_ = [one for one in preset.fields if one.kind == "moment" and one.name not in used]
        needed = [one for one in open_ if any(one.name in need for need in preset.needs)]
        return needed[0].name if len(needed) == 1 else ""
    return ""


_TESTS: Mapping[str, Callable[[Cell], Cleaned]] = {
    "email": lambda cell: clean_email(several_emails(cell.text)[0]),
    "moment": lambda cell: clean_moment(cell.text, cell.plain),
    "website": lambda cell: clean_website(cell.text),
    "phone": lambda cell: clean_phone(several_phones(cell.text)[0]),
    "amount": lambda cell: clean_amount(cell.text, cell.plain),
}


def _kinds(cells: Sequence[Cell]) -> frozenset[str]:
    """What most of a column's filled cells can be read as; the most telling kinds alone."""
    if not cells:
        return frozenset()
    found = {kind for kind in _TESTS if _share(partial(_reads, _TESTS[kind]), cells) >= _MOSTLY}
    if _share(lambda cell: iso_country(cell.text) is not None, cells) >= _MOSTLY:
        found.add("country")
    figures = _share(lambda cell: cell.text.strip().replace(".", "").isdecimal(), cells)
    if "moment" in found and figures > _MOSTLY:
        found.discard("moment")  # numbers of orders and products may look like days
    if "phone" in found and (figures > _MOSTLY or "moment" in found):
        found.discard("phone")  # nor is a bare number a phone before its heading says so
    if "email" in found:
        found.discard("website")
    return frozenset(found)


def _reads(clean: Callable[[Cell], Cleaned], cell: Cell) -> bool:
    try:
        return clean(cell).value is not None
    except Unclean:
        return False


def _share(holds: Callable[[Cell], bool], cells: Sequence[Cell]) -> float:
    return sum(map(holds, cells)) / len(cells)


def _samples(cells: Sequence[Cell]) -> tuple[str, ...]:
    """Three different values as they stand."""
    return tuple(islice(dict.fromkeys(cell.text.strip() for cell in cells), 3))
