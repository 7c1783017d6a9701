"""Goods of the catalogue in a mail: by model, mistyped, by words, in other languages; wider groups."""

import pytest
from mail_scene import PRODUCTS, read

from kehu.reading.products.index import index_of
from kehu.reading.products.models import Models
from kehu.reading.products.tokens import measures

NAMED = [
    ("Please quote 400 pcs of GL-2105", ["GL-2105"]),
    ("Please quote 400 pcs of gl2105", ["GL-2105"]),
    ("price for model GL 2106?", ["GL-2106"]),
    ("请报GL-2105和CH16W的价格", ["GL-2105", "CH16W"]),
    ("Need LED flood lights 100W 6500K", ["FL-100-65K"]),
    ("Need LED floodlight 50 watt", ["FL-50-40K"]),
    ("claw hammers, 16 oz, steel handle", ["CH16S"]),
    ('PVC garden hose 1/2" 25m', ["GH12-25M"]),
    ("Necesitamos mangueras de jardín PVC", ["GH12-25M"]),
    ("Wir brauchen Gartenschläuche", ["GH12-25M"]),
    ("нужны садовые шланги", ["GH12-25M"]),
    ("需要两片式不锈钢球阀", ["PV-50-304"]),
    ("二片式不锈钢球阀 DN50", ["PV-50-304"]),
    ("robinets à bille en inox", ["PV-50-304"]),
    ("Edelstahl-Kugelhähne DN50", ["PV-50-304"]),
    ("çekiç ahşap saplı 16oz", ["CH16W"]),
    ("martelli da carpentiere con manico in legno", ["CH16W"]),
]


@pytest.mark.parametrize(("body", "skus"), NAMED)
def test_goods_are_told(body: str, skus: list[str]) -> None:
    found = read(f"{body}.").goods
    assert [sku for line in found.lines for sku in line.skus] == skus


@pytest.mark.parametrize(
    ("body", "skus"),
    [
        ("LED bulb 12W GL-2107, 400 pcs", ["GL-2106"]),
        ("LED bulb 9W GL-2107, 400 pcs", ["GL-2105"]),
        ("claw hammer wooden handle CH61W", ["CH16W"]),
        ("garden hose GH12-52M", ["GH12-25M"]),
    ],
)
def test_a_mistyped_model_is_the_one_its_description_fits(body: str, skus: list[str]) -> None:
    found = read(f"{body}.").goods
    assert [sku for line in found.lines for sku in line.skus] == skus


def test_up_to_three_that_fit_equally_are_all_told() -> None:
    found = read("Please quote LED flood light IP66 4000K, all powers").goods
    assert found.lines[0].skus == ("FL-50-40K", "FL-100-40K", "FL-200-40K")
    assert not found.definite


@pytest.mark.parametrize(
    "body", ["We need LED lights", "price of LED flood lights IP66", "hand tools please"]
)
def test_a_wider_group_is_none_of_its_products(body: str) -> None:
    assert read(body).goods.products == ()


def test_every_line_has_its_own_quantity() -> None:
    found = read(
        "Please quote:\n1. GL-2105 - 2,000 pcs\n2. claw hammers steel handle x five hundred\n3. GH12-25M: 1x40HQ"
    )
    assert [(line.skus, line.quantity.value.number, line.quantity.value.unit) for line in found.goods.lines
            if line.quantity] == [
        (("GL-2105",), 2000, "pcs"), (("CH16S",), 500, "pcs"), (("GH12-25M",), 1, "40HQ")]  # fmt: skip


def test_each_counts_for_every_line() -> None:
    found = read("想要GL-2105和CH16W，各500个，请报价")
    assert [line.quantity.value.number for line in found.goods.lines if line.quantity] == [500, 500]


@pytest.mark.parametrize("text", ["ISO 9001", "40HQ", "+55 11 2345 3119", "2026-11-03", "E27"])
def test_other_codes_are_no_models(text: str) -> None:
    assert Models(index_of(PRODUCTS)).near(text) == ()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("40 W", ["40w"]), ("1/2 inch", ['1/2"']), ('1-1/2"', ['1-1/2"']), ("600 x 600 mm", ["600x600", "600mm"]),
        ("6500 K", ["6500k"]), ("25 метров", ["25m"]), ("two-piece", ["2pc"]), ("IP 66", ["ip66"]), ("16盎司", ["16oz"]),
    ],
)  # fmt: skip
def test_measures_have_one_form(text: str, values: list[str]) -> None:
    assert [one.value for one in measures(text) if not one.value.isdigit()] == values
