"""Numbers that count no goods, and containers in words, in several languages."""

import pytest
from mail_scene import read

from kehu.reading.terms.numbers import numbers
from kehu.reading.terms.quantities import quantities

LISTS = {
    "brackets": "Please quote:\n1) GL-2105 - 300 pcs\n2) CH16W - 1 000 pcs",
    "points": "Prego quotare:\n1. GL-2105, 300 pezzi\n2. CH16W, 1000 pezzi",
    "chinese": "请报价：\n1、GL-2105 300只\n2、CH16W 1000把",
    "table": "No.\tGoods\tQty\n1\tGL-2105\t300\n2\tCH16W\t1000",
    "table with units": "№\tТовар\tКол-во\n1\tGL-2105\t300 шт.\n2\tCH16W\t1 000 шт.",
}


@pytest.mark.parametrize("body", LISTS.values(), ids=LISTS)
def test_what_numbers_a_list_is_no_amount(body: str) -> None:
    wanted = read(body).facts.wanted
    assert [(one.skus, one.quantity) for one in wanted] == [
        (("GL-2105",), 300), (("CH16W",), 1000),
    ]  # fmt: skip


def test_a_table_that_begins_with_the_amounts_keeps_them() -> None:
    wanted = read("Please quote:\n500\tGL-2105\t0.80\n300\tCH16W\t0.90").facts.wanted
    assert [(one.skus, one.quantity) for one in wanted] == [
        (("GL-2105",), 500), (("CH16W",), 300),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["CRI must be above 90", "Ra 95, please", "三相, 显色指数 90", "R9 above 50", "UGR 19"],
)
def test_qualities_are_no_amounts(text: str) -> None:
    assert quantities(text, list(numbers(text, "en")), [], []) == []


@pytest.mark.parametrize(
    ("language", "text", "count", "unit"),
    [
        ("en", "two forty-foot high cube containers", 2, "40HQ"),
        ("en", "three twenty foot containers", 3, "20GP"),
        ("es", "dos contenedores de cuarenta pies HC", 2, "40HQ"),
        ("es", "un contenedor de 20 pies", 1, "20GP"),
        ("fr", "trois conteneurs de quarante pieds", 3, "40GP"),
        ("ru", "два сорокафутовых контейнера", 2, "40GP"),
        ("zh", "两个四十尺高柜", 2, "40HQ"),
    ],
)
def test_containers_in_words(language: str, text: str, count: float, unit: str) -> None:
    (found,) = quantities(text, list(numbers(text, language)), [], [])
    assert (found.value.number, found.value.unit) == (count, unit)


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [("fr", "quatre-vingt", 80), ("en", "forty two", 42), ("de", "zweiundvierzig", 42)],
)
def test_tens_belong_to_their_number(language: str, text: str, value: float) -> None:
    assert [one.value for one in numbers(text, language)] == [value]


@pytest.mark.parametrize(
    ("subject", "body", "quantity"),
    [
        ("GL-2105", "What is your price? 150 is what we would take.", 150),
        ("GL-2105", "Disponibile subito? Prenderemmo 50.", 50),
        ("GL-2105", "Quantity would be 150 for now.", 150),
        ("GL-2105", "La quantità per ora sarebbe 1.500.", 1500),
        ("GL-2105", "الكمية حالياً 120. نرجو السعر.", 120),
    ],
)
def test_a_number_without_unit_is_taken(subject: str, body: str, quantity: float) -> None:
    (line,) = read(body, subject=subject).facts.wanted
    assert line.quantity == quantity


def test_a_wider_name_beside_the_model_is_the_same_goods() -> None:
    wanted = read("We buy flood lights. Please quote 200 pcs FL-200-40K flood light.").facts.wanted
    assert [(one.skus, one.quantity) for one in wanted] == [(("FL-200-40K",), 200)]
