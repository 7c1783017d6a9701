"""Drafts of answers: in the sender's language, with what is known and nothing else."""

import re

import pytest
from mail_scene import DESK, PRODUCTS, SIGNED, read

from kehu.reading.replies import Reply, Writing, price_position, reply, scripts
from kehu.reading.triage import Inquiry
from kehu.rulebook import read as rulebook

LANGUAGES = ["en", "zh", "es", "pt", "fr", "de", "it", "ru", "ar", "tr"]
ASKED = {
    "en": "What is your price for GL-2105? We need it soon.", "zh": "请报GL-2105的价格，我们很急。",
    "es": "¿Cuál es el precio de GL-2105? Lo necesitamos pronto.", "pt": "Qual é o preço de GL-2105? Precisamos logo.",
    "fr": "Quel est votre prix pour GL-2105 ? C'est urgent.", "de": "Was kostet GL-2105? Wir brauchen es bald.",
    "it": "Qual è il prezzo di GL-2105? Ci serve presto.", "ru": "Какая цена на GL-2105? Нам нужно срочно.",
    "ar": "ما هو سعر GL-2105؟ نحتاجه قريباً.", "tr": "GL-2105 fiyatı nedir? Acil ihtiyacımız var.",
}  # fmt: skip


def drafted(inquiry: Inquiry, writing: Writing | None = None) -> Reply:
    made = reply(inquiry.facts, inquiry.decision, DESK.by_sku, writing)
    assert made is not None
    return made


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_is_in_the_senders_language_with_a_chinese_reading(language: str) -> None:
    made = drafted(read(ASKED[language] + SIGNED))
    assert made.draft.language == language
    assert (made.reading is None) == (language == "zh")
    if made.reading:
        assert re.search("[一-鿿]", made.reading.body)


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_what_is_missing_is_asked(language: str) -> None:
    inquiry = read(ASKED[language] + SIGNED)
    asked = {code: words[language] for code, words in _questions().items()}
    body = drafted(inquiry).draft.body
    assert {code for code, words in asked.items() if words in body} == set(inquiry.decision.missing)


def _questions() -> dict[str, dict[str, str]]:
    return {code: words for code, words in rulebook("replies.yaml")["questions"].items()
            if code in ("product", "specification", "quantity", "destination", "company", "contact")}  # fmt: skip


def test_a_language_without_scripts_is_answered_in_english() -> None:
    assert (
        drafted(read("Hej, hvad koster GL-2105? Vi skal bruge dem snart." + SIGNED)).draft.language
        == "en"
    )


MAILS = [
    f"Please quote 2,000 pcs GL-2105 CIF Santos, CE needed.{SIGNED}",
    f"Please quote 500 pcs FL-50-40K FOB Ningbo.{SIGNED}",
    f"What do you sell? Send the catalogue.{SIGNED}",
    "price for GL-2105",
    f"Please send 2 samples of GL-2105 to São Paulo, FOB price too.{SIGNED}",
    f"The bulbs arrived broken, 40 pieces are defective.{SIGNED}",
]


@pytest.mark.parametrize("body", MAILS)
def test_no_figure_stands_in_a_draft_that_nobody_told(body: str) -> None:
    """Every number is in the mail, or is of a product that it names."""
    inquiry = read(body)
    told = f"{inquiry.text.whole} {inquiry.message.subject}"
    for product in PRODUCTS:
        if product.sku in {sku for line in inquiry.goods.lines for sku in line.skus}:
            told += f" {product}"
    known = {one.replace(",", "") for one in re.findall(r"\d[\d.,]*", told)}
    numbered = re.compile(r"^\d+\. ", re.MULTILINE)
    for draft in filter(None, (drafted(inquiry).draft, drafted(inquiry).reading)):
        said = numbered.sub("", draft.body)
        for figure in re.findall(r"\d[\d.,]*\d|\d", said):
            assert any(figure.replace(",", "").rstrip("0").rstrip(".") in one for one in known), (
                figure,
                body,
            )


@pytest.mark.parametrize("body", MAILS)
def test_no_name_of_a_firm_or_place_is_invented(body: str) -> None:
    """What stands in a draft is the script's words, the mail's, or the catalogue's."""
    inquiry = read(body)
    made = drafted(inquiry).draft
    words = " ".join(
        line for letter in scripts().letters.values() for line in letter[made.language]["lines"]
    )
    words += str(scripts().greetings[made.language]) + str(scripts().closings[made.language])
    words += inquiry.text.whole + inquiry.sender.mailbox.name + str(PRODUCTS)
    words += str(rulebook("replies.yaml"))
    for word in re.findall(r"[A-ZÀ-Þ][\w-]+", made.body):
        assert word.lower() in words.lower(), word


def test_fraud_and_machines_are_not_answered() -> None:
    fraud = read("Please quote GL-2105.", sender="J <j@siemens-procurement.com>")
    machine = read("x y z", List_Unsubscribe="<mailto:a@b.c>")
    answers = [reply(one.facts, one.decision, DESK.by_sku) for one in (fraud, machine)]
    assert answers == [None, None]


@pytest.mark.parametrize(
    ("sku", "position"), [("GL-2105", "worth"), ("GL-2106", "middle"), ("FL-50-40K", "cost"), ("CH16W", None)]
)  # fmt: skip
def test_the_price_is_placed_in_the_market(sku: str, position: str | None) -> None:
    assert price_position(next(one for one in PRODUCTS if one.sku == sku)) == position


def test_tone_and_temperament_are_heard() -> None:
    inquiry = read(MAILS[0])
    warm = drafted(inquiry, Writing(tone="confirmed", temperament="silent")).draft.body
    plain = drafted(inquiry).draft.body
    assert warm != plain
    assert "A short yes or no" in warm


def test_what_customers_of_the_market_ask_is_told_where_it_is_known() -> None:
    body = drafted(read(MAILS[0]), Writing(topics=("certificate", "lead_time"))).draft.body
    assert "certificates and lead times" in body
    assert "Brazil" in body
