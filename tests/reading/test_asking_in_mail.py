"""How much, of what and where to, as buyers say it in sentences of their own."""

import pytest
from mail_scene import DESK, SIGNED, mail, read

from kehu.reading.matters import signs
from kehu.reading.message.parts import read_message
from kehu.rulebook import read_table

FREE = "Carlos Mendez <carlosm@gmail.com>"

APART = [
    ("We are interested in GL-2105. Please reckon with 300.", 300),
    ("Unser Interesse gilt GL-2105. Rechnen Sie bitte mit 300. Bis Freitag bin ich im Büro.", 300),
    ("Nos interesa GL-2105. Serían 240 para empezar con 240.", 240),
    ("Нас интересует GL-2105. Считайте, пожалуйста, на 60.", 60),
    ("La quantité pour GL-2105 serait de 500. Merci.", 500),
    ("What is the price of 300 pcs. of GL-2105?", 300),
    ("Price of GL-2105 at 6500K please, we would take 80.", 80),
]


@pytest.mark.parametrize(("body", "number"), APART)
def test_a_quantity_apart_from_the_goods_is_theirs(body: str, number: float) -> None:
    (line,) = read(body, subject="GL-2105").goods.lines
    assert line.quantity
    assert line.quantity.value.number == number


@pytest.mark.parametrize(
    "body",
    [
        "GL-2105 please, lead time 14 days?",
        "GL-2105 in 6500K please",
        "GL-2105 please, before 3 May",
    ],
)
def test_other_numbers_are_none(body: str) -> None:
    assert read(body, subject="").goods.quantities == ()


@pytest.mark.parametrize(
    "body",
    ["GL-2105 and CH16W, 200 pcs each", "GL-2105 und CH16W, jeweils 200 Stück", "GL-2105 y CH16W, 200 unidades de cada"],
)  # fmt: skip
def test_what_is_of_each_counts_for_every_line(body: str) -> None:
    lines = read(f"Please quote {body}.", subject="").goods.lines
    assert [one.quantity.value.number for one in lines if one.quantity] == [200, 200]


@pytest.mark.parametrize("written", ["FL 100 65K", "FL-100 65K", "fl 100-65k", "FL10065K"])
def test_spaces_set_no_model_apart(written: str) -> None:
    lines = read(f"price for {written} please", subject="").goods.lines
    assert [sku for one in lines for sku in one.skus] == ["FL-100-65K"]


def test_rows_between_bars_are_a_table_and_no_quote() -> None:
    body = "Please quote:\n| Item | Qty |\n| GL-2105 | 400 |\n| CH16W | 20 pcs |"
    found = read(body, subject="").goods.lines
    assert [(one.skus, one.quantity and one.quantity.value.number) for one in found] == [
        (("GL-2105",), 400), (("CH16W",), 20)]  # fmt: skip


GROUPS = [
    "Please send us your price list of valves.", "Envíen lista de precios de válvulas.",
    "Bitte Preisliste für Ventile.", "请发阀门的价目表。", "Пришлите прайс на клапаны.",
]  # fmt: skip


@pytest.mark.parametrize("body", GROUPS)
def test_a_category_of_the_catalogue_is_a_group(body: str) -> None:
    inquiry = read(body + SIGNED, subject="")
    assert (inquiry.judged.kind, inquiry.goods.products) == ("inquiry_partial", ())


TOWNS = [
    ("The goods are for our warehouse in Samut Sakhon.", "Samut Sakhon"),
    ("Die Ware geht an unser Lager in Winterthur.", "Winterthur"),
    ("La mercancía va a nuestra bodega de Arequipa.", "Arequipa"),
]


@pytest.mark.parametrize(("said", "town"), TOWNS)
def test_a_town_off_the_list_is_where_goods_are_told_to_go(said: str, town: str) -> None:
    destination = read(f"Please quote 500 pcs GL-2105. {said}").terms.destination
    assert destination
    assert destination.value.name == town


def test_where_one_sells_and_travels_is_no_destination() -> None:
    body = "We sell to builders in Cyprus, Malta and Lebanon. In April I travel to Hong Kong. Price of GL-2105?"
    assert read(body).terms.destination is None


@pytest.mark.parametrize(
    ("paid", "trades"), [("by bank transfer", False), ("by irrevocable L/C", True)]
)
def test_a_transfer_shows_no_trade_and_a_letter_of_credit_does(paid: str, trades: bool) -> None:
    inquiry = read(f"Please quote 500 pcs GL-2105, payment {paid}.", sender=FREE)
    assert inquiry.terms.payment is not None
    assert ("uses_trade_terms" in inquiry.facts.signals) is trades


@pytest.mark.parametrize(
    "body",
    ["Please quote 500 pcs GL-2105. Payment within 60 days.", "500 Stück GL-2105 bitte anbieten. Zahlung 60 Tage netto.",
     "Cotizar 500 piezas GL-2105. Pago a 60 días."],
)  # fmt: skip
def test_days_behind_a_word_of_paying_are_terms_of_payment(body: str) -> None:
    inquiry = read(body, subject="")
    assert inquiry.terms.payment is not None
    assert inquiry.judged.kind == "inquiry_detailed"


COMPANIES = [
    ("Price of GL-2105?\n\nBest regards,\nMaria Silva, Buyer, Nova Luz Ltda", "Nova Luz Ltda"),
    ("Price of GL-2105?\n\nBest regards,\nMaria Silva, for and on behalf of Nova Luz Ltda", "Nova Luz Ltda"),
    ("Price of GL-2105?\n\nBest regards,\nMaria Silva\n\nPS: invoices go to Nova Luz Ltda, Rua 12, Santos.", "Nova Luz Ltda"),
    ("For ten years Novaluz has sold lamps.\nPrice of GL-2105?\n\nBest regards,\nMaria Silva\nNovaluz", "Novaluz"),
    ("Price of GL-2105?\n\nBest regards,\nMaria Silva\nPurchasing, Siemens", "Siemens"),
    ("Price of GL-2105?\n\nThank you\n\nMaria Silva", None),
]  # fmt: skip


@pytest.mark.parametrize(("body", "company"), COMPANIES)
def test_the_company_is_found_where_it_is_signed(body: str, company: str | None) -> None:
    assert read(body, sender="Maria Silva <maria.silva@gmail.com>").facts.company == company


@pytest.mark.parametrize("sender", [FREE, "Mette <mette@nordhavn-lys.dk>"])
def test_a_complaint_is_one_from_whomever_it_comes(sender: str) -> None:
    body = "Half of the bulbs arrived broken and we want our money back."
    assert read(body, sender=sender, subject="Delivery").judged.kind == "complaint"


def test_links_of_who_asks_for_nothing_are_not_his_site() -> None:
    inquiry = read("Your mailbox is full. Verify your account at http://mail-check.example.top/login or lose it.",
                   sender="Support <help@mailbox-help.top>", subject="Mailbox")  # fmt: skip
    assert inquiry.judged.kind == "not_inquiry"
    assert "domain_mismatch" not in inquiry.facts.signals


def test_what_is_forwarded_with_a_line_above_it_counts() -> None:
    body = (
        "Could you look at this one, it came this morning.\n\n---------- Forwarded message ---------\n"
        "From: Li <li@buyers.example>\nSent: Monday\nTo: Maria\nSubject: lamps\n\nWe need 500 pcs GL-2105."
    )
    assert DESK.read(mail(body, subject="Fwd: lamps")).facts.skus == ("GL-2105",)


def test_every_sign_of_a_mail_has_learned_weights() -> None:
    (seen,) = DESK.seen([read_message(mail("Please quote 400 pcs GL-2105."))])
    assert {row["sign"] for row in read_table("reading/matters.csv")} == set(signs(seen))
