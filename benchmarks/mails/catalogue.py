"""The exporter's range: 1,000 products in families of variants, and what may be said of each."""

import csv
import itertools
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.mails.data import table

SIZE = 1_000
COLUMNS = [
    "sku",
    "name_en",
    "name_zh",
    "category",
    "keywords",
    "unit",
    "moq",
    "unit_price_usd",
    "market_avg_price_usd",
    "materials",
    "certifications",
]
_OPTION = re.compile(r"(?P<text>[^=]+)(?:=(?P<code>[^*]*))?(?:\*(?P<factor>[\d.]+))?")


@dataclass(frozen=True)
class Product:
    """One variant; `specs` are the texts of its options, an option an axis."""

    sku: str
    family: str
    line: str
    category: str
    specs: tuple[str, ...]
    unit: str
    price: float
    row: tuple[str, ...]


@cache
def products() -> tuple[Product, ...]:
    """All products in the order of the file, as many as the catalogue holds."""
    made = itertools.chain.from_iterable(
        _variants(family) for family in table("families")["family"]
    )
    return tuple(itertools.islice(made, SIZE))


@cache
def by_sku() -> dict[str, Product]:
    return {product.sku: product for product in products()}


@cache
def of_line(line: str) -> tuple[Product, ...]:
    """The products one part of the set talks about."""
    return tuple(product for product in products() if product.line == line)


def siblings(product: Product) -> list[Product]:
    return [other for other in products() if other.family == product.family]


def fitting(product: Product, said: tuple[str, ...]) -> list[str]:
    """The models of the family that have all options said, whatever else is left open."""
    return [other.sku for other in siblings(product) if set(said) <= set(other.specs)]


def write(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(COLUMNS)
        out.writerows(product.row for product in products())


def _variants(family: dict) -> list[Product]:
    axes = [[_option(text) for text in axis.split(", ")] for axis in family["axes"]]
    chosen = enumerate(itertools.product(*axes))
    return [_product(family, options, number) for number, options in chosen]


def _option(text: str) -> tuple[str, str, float]:
    match = _OPTION.fullmatch(text)
    assert match, text
    return match["text"], match["code"] or "", float(match["factor"] or 1)


def _product(family: dict, options: tuple, number: int) -> Product:
    texts = tuple(option[0] for option in options)
    codes = [option[1] for option in options]
    price = family["price"]
    for option in options:
        price *= option[2]
    sku = family["sku"].format(*codes, n=family.get("first", 0) + number)
    # dear, cheap and usual against the market, in turn
    market = price * (0.9, 1.0, 1.08, 1.15, 1.22)[len(family["id"]) % 5]
    tail = (family["tail"],) if "tail" in family else ()
    chinese = [table("units")["zh_specs"].get(text, text) for text in texts]
    unit = family.get("unit", "pcs")
    row = (
        sku,
        " ".join((family["en"], *texts, *tail)),
        " ".join((family["zh"], *chinese, *tail)),
        family["category"],
        family["keywords"],
        unit,
        str(family["moq"]),
        f"{price:.2f}",
        f"{market:.2f}",
        family["materials"],
        family["certs"],
    )
    known = family["id"], family["line"], family["category"]
    return Product(sku, *known, texts, unit, round(price, 2), row)
