"""Numbers and quantities as buyers write them."""

from collections.abc import Sequence

import pytest
from mail_scene import said

from kehu.reading.terms.numbers import numbers
from kehu.reading.terms.quantities import Quantity, quantities
from kehu.reading.text import Found

WRITTEN = [
    ("en", "two thousand five hundred pieces", 2500, "pcs"), ("en", "1,500 pcs", 1500, "pcs"),
    ("en", "2k pcs", 2000, "pcs"), ("en", "three dozen sets", 36, "set"),
    ("en", "500-1000 pcs", 500, "pcs"), ("en", "Qty: 5000", 5000, "pcs"),
    ("es", "dos mil quinientas unidades", 2500, "pcs"), ("es", "1.500 piezas", 1500, "pcs"),
    ("pt", "duas mil peças", 2000, "pcs"), ("pt", "5 mil unidades", 5000, "pcs"),
    ("fr", "deux cent cinquante pièces", 250, "pcs"), ("fr", "1 500 unités", 1500, "pcs"),
    ("de", "zweitausendfünfhundert Stück", 2500, "pcs"), ("de", "1.500 Stk", 1500, "pcs"),
    ("it", "duemila pezzi", 2000, "pcs"), ("ru", "две тысячи штук", 2000, "pcs"),
    ("ru", "3 тыс. шт", 3000, "pcs"), ("tr", "iki bin beş yüz adet", 2500, "pcs"),
    ("ar", "ألفين قطعة", 2000, "pcs"), ("ar", "٥٠٠ حبة", 500, "pcs"),
    ("zh", "两千五百件", 2500, "pcs"), ("zh", "2万只", 20000, "pcs"), ("zh", "各500个", 500, "pcs"),
    ("en", "20 cartons", 20, "carton"), ("de", "3 Paletten", 3, "pallet"), ("zh", "300套", 300, "set"),
    ("en", "1x40HQ", 1, "40HQ"), ("en", "2 x 20ft containers", 2, "20GP"), ("en", "one 40' HC", 1, "40HQ"),
    ("ru", "один 40HQ контейнер", 1, "40HQ"), ("zh", "一个20GP柜", 1, "20GP"),
]  # fmt: skip


def quantities_of(
    text: str, language: str, goods: Sequence[tuple[int, int]] = ()
) -> list[Found[Quantity]]:
    return quantities(text, list(numbers(text, language)), goods, goods)


@pytest.mark.parametrize(("language", "text", "number", "unit"), WRITTEN)
def test_a_quantity_is_read(language: str, text: str, number: float, unit: str) -> None:
    (found,) = quantities_of(text, language)
    assert (found.value.number, found.value.unit) == (number, unit)
    assert text[found.start : found.end].strip() in text


@pytest.mark.parametrize(
    "text",
    ["Our MOQ is 500 for this", "USD 300", "since 2009", "order no. 4411 pcs list", "300 $", "within 30 days",
     "founded in 1998 with 40 employees", "1" * 400 + " pcs"],
)  # fmt: skip
def test_other_numbers_are_no_quantity(text: str) -> None:
    assert quantities_of(text, "en") == []


def test_a_bare_number_counts_right_beside_the_goods() -> None:
    text = "We want 400 GL-2105 and CH16W x 50"
    goods = [(text.index("GL"), text.index("GL") + 7), (text.index("CH"), text.index("CH") + 5)]
    assert [one.value.number for one in quantities_of(text, "en", goods)] == [400, 50]


def test_each_is_of_every_one() -> None:
    (found,) = quantities_of("红色和蓝色各500个", "zh")
    assert found.value.each


@pytest.mark.parametrize(
    ("text", "value"), [("1.500", 1500), ("1,500", 1500), ("1.5", 1.5), ("1,25", 1.25), ("12.345,50", 12345.5)]
)  # fmt: skip
def test_separators_are_read_both_ways(text: str, value: float) -> None:
    assert [one.value for one in numbers(text, "en")] == [value]


def test_places_are_those_of_the_text() -> None:
    text = said("Please send two thousand pcs.").said
    (found,) = quantities_of(text, "en")
    assert text[found.start : found.end] == "two thousand pcs"
