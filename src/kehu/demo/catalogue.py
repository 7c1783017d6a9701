"""What the factory sells: about sixty LED products in nine categories, prices in US dollars."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import pyarrow as pa

from kehu.demo import columns
from kehu.demo.batches import Floats, Ints
from kehu.demo.tables import Section


@dataclass(frozen=True)
class Catalogue:
    """The products, in the order of the file; `first` and `size` find a category's products."""

    ids: pa.Array
    names: tuple[str, ...]
    categories: tuple[str, ...]
    applications: tuple[str, ...]
    units: tuple[str, ...]
    hs_codes: tuple[str, ...]
    list_price: Floats
    cost: Floats
    first: Ints
    size: Ints

    def __len__(self) -> int:
        return len(self.names)


@cache
def catalogue() -> Catalogue:
    """Read the product file."""
    text = files("kehu.demo").joinpath("data/products.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    categories = [row["category"] for row in rows]
    first = [i for i, name in enumerate(categories) if i == categories.index(name)]
    return Catalogue(
        ids=pa.array([f"P{i:03d}" for i in range(1, len(rows) + 1)]),
        names=tuple(row["name"] for row in rows),
        categories=tuple(categories),
        applications=tuple(row["application"] for row in rows),
        units=tuple(row["unit"] for row in rows),
        hs_codes=tuple(row["hs_code"] for row in rows),
        list_price=np.array([float(row["list_price"]) for row in rows]),
        cost=np.array([float(row["cost"]) for row in rows]),
        first=np.array(first),
        size=np.diff([*first, len(rows)]),
    )


def products() -> Section:
    """Return the products table. GL-2105 is the fifth model of series (category) 21."""
    goods = catalogue()
    count = len(goods)
    cents = [np.round(values * 100).astype(np.int64) for values in (goods.list_price, goods.cost)]
    rows = {
        "product_id": goods.ids,
        "sku": pa.array(_skus(goods)),
        "name": pa.array(goods.names),
        "category": pa.array(goods.categories),
        "application": pa.array(goods.applications),
        "unit": pa.array(goods.units),
        "list_price": columns.prices(cents[0]),
        "cost": columns.prices(cents[1]),
        "currency": pa.array(["USD"] * count),
    }
    return Section.make("products", np.zeros(count, np.int64), rows)


def _skus(goods: Catalogue) -> list[str]:
    series = np.repeat(np.arange(len(goods.size)), goods.size)
    model = np.arange(len(goods)) - np.repeat(goods.first, goods.size) + 1
    return [f"GL-{20 + s}{m:02d}" for s, m in zip(series, model, strict=True)]
