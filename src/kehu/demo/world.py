"""Where customers live and how people and companies there are called."""

import csv
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product


@dataclass(frozen=True)
class Part:
    """A piece of a name: as written at home, in Latin letters, and as in a web address."""

    native: str
    latin: str
    slug: str


@dataclass(frozen=True)
class Culture:
    """A manner of naming companies, people and streets."""

    language: str
    native: float  # share of companies filed in the home script
    parts: dict[str, tuple[Part, ...]]  # given, family, brand, trade, form, street
    names: tuple[str, ...]
    latin_names: tuple[str, ...]
    address: str


@dataclass(frozen=True)
class City:
    """A city; in the postcode pattern # stands for a digit, A for a letter."""

    name: str
    slug: str
    postcode: str
    timezone: str
    utc_offset: float


@dataclass(frozen=True)
class Country:
    """A country, its weight among the exporter's customers and its usual currency.

    In the phone pattern # stands for a digit and % for one from 2; `ramadan` tells which of the
    two great seasons buyers stock up for, Ramadan or Christmas.
    """

    code: str
    weight: float
    culture: Culture
    ramadan: bool
    language: str
    forms: tuple[Part, ...]  # legal
    phone: str
    currency: str
    cities: tuple[City, ...]


def _data(name: str) -> str:
    return files("kehu.demo").joinpath("data", name).read_text(encoding="utf-8")


@cache
def countries() -> tuple[Country, ...]:
    """Read all countries, in the order of the file."""
    rows = csv.DictReader(_data("countries.csv").splitlines())
    return tuple(_country(row) for row in rows)


def _country(row: dict[str, str]) -> Country:
    culture = cultures()[row["culture"]]
    return Country(
        code=row["code"],
        weight=float(row["weight"]),
        culture=culture,
        ramadan=row["ramadan"] == "yes",
        language=row["language"] or culture.language,
        forms=_parts(row["forms"]) if row["forms"] else culture.parts["form"],
        phone=row["phone"],
        currency=row["currency"],
        cities=tuple(_city(cell, row) for cell in row["cities"].split(";")),
    )


def _city(cell: str, row: dict[str, str]) -> City:
    name, postcode, *zone = cell.split(":")
    timezone, offset = zone or (row["timezone"], row["utc_offset"])
    return City(name, slug(name), postcode, timezone, float(offset))


@cache
def cultures() -> dict[str, Culture]:
    """Read all manners of naming."""
    tables = tomllib.loads(_data("cultures.toml"))
    return {name: _culture(table) for name, table in tables.items()}


def _culture(table: dict[str, str | float]) -> Culture:
    listed = {"trade": "trades", "form": "forms", "street": "streets"}
    parts = {kind: _parts(str(table[key])) for kind, key in listed.items()}
    parts |= {kind: _parts(str(table[kind])) for kind in ("given", "family")}
    parts["brand"] = _parts(str(table["brands"])) if "brands" in table else _invented_brands()
    names = str(table["names"])
    return Culture(
        language=str(table["language"]),
        native=float(table.get("native", 0.0)),
        parts=parts,
        names=tuple(names.split(";")),
        latin_names=tuple(str(table.get("latin_names", names)).split(";")),
        address=str(table["address"]),
    )


def _parts(cell: str) -> tuple[Part, ...]:
    pairs = [word.split("|") for word in cell.split(";")]
    return tuple(Part(pair[0], pair[-1], slug(pair[-1])) for pair in pairs)


@cache
def _invented_brands() -> tuple[Part, ...]:
    book = tomllib.loads(_data("brands.toml"))
    words = ["".join(parts) for parts in product(book["starts"], book["middles"], book["ends"])]
    return tuple(Part(word, word, slug(word)) for word in words)


_FOLDS = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ı": "i", "æ": "ae",
     "ä": "ae", "ö": "oe", "ü": "ue", "Ö": "oe", "Ü": "ue"}
)  # fmt: skip


def slug(text: str) -> str:
    """Fold Latin text to the letters and digits a mail address can hold."""
    plain = unicodedata.normalize("NFKD", text.translate(_FOLDS)).lower()
    return "".join(letter for letter in plain if letter.isascii() and letter.isalnum())
