"""Which column of a table is what, by its header and by what stands in it."""

import re
from dataclasses import dataclass, field
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from kehu.cleaning.countries import iso_country
from kehu.cleaning.names import name_key
from kehu.cleaning.script import letters
from kehu.cleaning.text import says_nothing
from kehu.errors import KehuError
from kehu.matching.duplicates.rules import rules

_SAMPLE = 500
_SEVERAL = frozenset({"email", "phone", "website", "other_names"})
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[a-z]{2,}", re.IGNORECASE)
_SITE = re.compile(r"^(?:https?://)?(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:[/?].*)?$", re.I)
_PHONE = re.compile(r"^[+(]?\d[\d\s()+./-]{6,}(?:\s*(?:ext|x)\D{0,2}\d+)?$", re.IGNORECASE)
_DATE = re.compile(r"^(?:\d{4}[-/.]?\d\d?[-/.]?\d\d?|\d\d?[-/.]\d\d?[-/.]\d{4})$")
_NAMING = ("company", "other_names", "person", "given_name", "surname", "name")
_REACHING = ("email", "phone", "website", "tax_number", "national_id")


@dataclass(frozen=True)
class Columns:
    """Headers by role, in the table's order; `ignored` are compared with nothing."""

    by_role: dict[str, tuple[str, ...]]
    ignored: tuple[str, ...] = field(default=())

    def of(self, role: str) -> tuple[str, ...]:
        return self.by_role.get(role, ())


def recognised(table: pa.Table, without: frozenset[str] = frozenset()) -> Columns:
    """The roles of a table's text columns.

    A header decides unless what stands below it speaks against it (an e-mail column without an @);
    without a telling header, the content does. A number of the row's own, a column of one value and
    anything unknown are ignored, and so are the columns named in `without`. Raises KehuError where
    nothing is left that could tell two records apart.
    """
    found: dict[str, list[str]] = {}
    ignored: list[str] = []
    for header in table.column_names:
        role = None if header in without else _role(header, table[header])
        if role is None or (found.get(role) and role not in _SEVERAL):
            role = _second_choice(role, found) if role else None
        (ignored if role is None else found.setdefault(role, [])).append(header)
    _settle_names(found, table)
    if not any(found.get(role) for role in (*_NAMING, *_REACHING)):
        raise KehuError("no_column_to_match", columns=", ".join(table.column_names))
    return Columns({role: tuple(headers) for role, headers in found.items()}, tuple(ignored))


def _second_choice(role: str, found: dict[str, list[str]]) -> str | None:
    """A second address is the second line of it, a second name another name."""
    second = {"address": "address_2", "company": "other_names", "name": "other_names"}.get(role)
    return None if second in found and second not in _SEVERAL else second


def _settle_names(found: dict[str, list[str]], table: pa.Table) -> None:
    """`name` alone is a company's, unless companies or parts of people's names stand beside it."""
    name = found.pop("name", [])
    if not name:
        return
    people = found.get("given_name") or found.get("surname") or found.get("birth_date")
    if "company" in found or (people and not _has_legal_forms(table[name[0]])):
        if "person" not in found:
            found["person"] = name
    else:
        found["company"] = name


def _role(header: str, values: pa.ChunkedArray) -> str | None:
    if pa.types.is_nested(values.type):
        return None
    filled = _sample(values)
    if len(filled) == 0 or (len(set(filled)) == 1 and len(filled) > 1):
        return None
    role = _by_header(header)
    if role is not None and _fits(role, filled):
        return role
    return _by_content(filled) if role is None else None


def _sample(values: pa.ChunkedArray) -> list[str]:
    """Up to 500 filled cells from all over the column, always the same."""
    filled = pc.drop_null(values.cast(pa.string()))
    step = max(1, len(filled) // _SAMPLE)
    cells = filled.take(pa.array(range(0, len(filled), step), pa.int64())).to_pylist()
    return [cell.strip() for cell in cells if not says_nothing(cell.strip())]


def _by_header(header: str) -> str | None:
    parted = re.sub(r"([a-z])([A-Z])", r"\1 \2", header)
    plain = letters(re.sub(r"([A-Za-z])(\d)", r"\1 \2", parted.replace("_", " ")))
    if not plain:
        return None
    if any("一" <= sign <= "鿿" for sign in header):
        said = [(len(word), role) for word, role in _chinese_headers() if word in header]
        return max(said)[1] if said else None
    padded = f" {' '.join(plain)} "
    told = [(len(words), role, words) for words, role in _latin_headers() if f" {words} " in padded]
    if not told:
        return None
    _, role, words = max(told)
    # `company id` is a number of the list's own, `postal code` and `vat no` are not.
    numbered = {plain[0], plain[-1]} & {"id", "no", "nr", "key", "code", "index"}
    return None if numbered - set(words.split()) else role


@cache
def _chinese_headers() -> tuple[tuple[str, str], ...]:
    return tuple(
        (word, role.name) for role in rules().roles.values()
        for word in role.headers if not word.isascii()
    )  # fmt: skip


@cache
def _latin_headers() -> tuple[tuple[str, str], ...]:
    return tuple(
        (" ".join(letters(word)), role.name) for role in rules().roles.values()
        for word in role.headers if word.isascii()
    )  # fmt: skip


def _share(cells: list[str], pattern: re.Pattern[str]) -> float:
    return sum(pattern.search(cell) is not None for cell in cells) / len(cells)


def _fits(role: str, cells: list[str]) -> bool:
    """Content that is plainly something else overrules a header."""
    match role:
        case "email":
            return _share(cells, _MAIL) > 0.3
        case "phone":
            return sum(sum(map(str.isdigit, cell)) >= 5 for cell in cells) > 0.3 * len(cells)
        case "website":
            return sum("." in cell for cell in cells) > 0.3 * len(cells)
        case "company" | "person" | "name" | "given_name" | "surname":
            return sum(any(map(str.isalpha, cell)) for cell in cells) > 0.5 * len(cells)
        case _:
            return True


def _by_content(cells: list[str]) -> str | None:
    if _share(cells, _MAIL) > 0.6:
        return "email"
    if _share(cells, _DATE) > 0.6:
        return None  # some date; only a header says that it is the one of birth
    if _share(cells, _PHONE) > 0.6 and any(not cell.isdigit() for cell in cells):
        return "phone"
    if _share(cells, _SITE) > 0.6:
        return "website"
    if sum(iso_country(cell) is not None for cell in cells) > 0.7 * len(cells):
        return "country"
    return "company" if _legal_forms(cells) > 0.3 else None


def _has_legal_forms(values: pa.ChunkedArray) -> bool:
    return _legal_forms(_sample(values)) > 0.05


def _legal_forms(cells: list[str]) -> float:
    return sum(name_key(cell).legal_form is not None for cell in cells) / max(1, len(cells))
