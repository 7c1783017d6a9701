"""Incoterm, destination, certificates, payment, time, target price: in each language."""

import pytest
from mail_scene import said

from kehu.reading.language import language_of
from kehu.reading.terms.trade import terms

DESTINATIONS = [
    ("Please quote CIF Jebel Ali", "CIF", "Jebel Ali"), ("Precio CFR Callao por favor", "CFR", "Callao"),
    ("Preis DAP Hamburg", "DAP", "Hamburg"), ("Prix CIF Casablanca", "CIF", "Casablanca"),
    ("Preço CIF Santos", "CIF", "Santos"), ("Resa CFR Genova", "CFR", "Genova"),
    ("Цена CIF Владивосток", "CIF", "Владивосток"), ("السعر CIF جدة", "CIF", "جدة"),
    ("Teslim şekli CIF Mersin", "CIF", "Mersin"), ("按CIF 汉堡报价", "CIF", "汉堡"),
    ("Please quote ex works", "EXW", None), ("FOB Ningbo price", "FOB", None),
    ("FOB Ningbo, final destination port of Durban", "FOB", "Durban"),
    ("to be delivered to our warehouse in Lyon", None, "Lyon"), ("доставка до порта Новороссийск", None, "Новороссийск"),
    ("目的港是釜山", None, "釜山"), ("a entregar en el puerto de Valencia", None, "Valencia"),
    ("Lieferung nach Rotterdam", None, "Rotterdam"), ("spedizione verso Napoli", None, "Napoli"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "incoterm", "place"), DESTINATIONS)
def test_incoterm_and_destination_are_read(
    text: str, incoterm: str | None, place: str | None
) -> None:
    found = terms(said(text))
    assert (found.incoterm and found.incoterm.value) == incoterm
    assert (found.destination and found.destination.value.name) == place


@pytest.mark.parametrize(
    "text", ["We are a wholesaler looking for a supplier in China", "turkey is nice food"]
)
def test_other_places_are_no_destination(text: str) -> None:
    assert terms(said(text)).destination is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("CE and RoHS are required", ["CE", "RoHS"]), ("ce produit et ul", []),
        ("ISO9001, SASO", ["ISO 9001", "SASO"]), ("Нужен сертификат EAC", ["EAC"]),
        ("需要CE和UL认证", ["CE", "UL"]), ("TÜV/GS geprüft", ["TÜV", "GS"]), ("هل لديكم SASO؟", ["SASO"]),
    ],
)  # fmt: skip
def test_certificates_are_read(text: str, names: list[str]) -> None:
    assert [one.value for one in terms(said(text)).certificates] == names


PAYMENTS = ["L/C at sight", "30% T/T deposit", "carta de crédito", "lettre de crédit", "Akkreditiv",
            "lettera di credito", "аккредитив", "اعتماد مستندي", "akreditif", "信用证"]  # fmt: skip


@pytest.mark.parametrize("words", PAYMENTS)
def test_payment_is_read(words: str) -> None:
    assert terms(said(f"Payment: {words}")).payment is not None


TIMES = ["delivery within 30 days", "plazo de entrega 45 días", "entrega em 30 dias", "livraison avant le 15 mars",
         "Lieferzeit 6 Wochen", "consegna entro 40 giorni", "поставка до конца января", "التسليم خلال 30 يوم",
         "teslim süresi 40 gün", "3月底前交货"]  # fmt: skip


@pytest.mark.parametrize("words", TIMES)
def test_the_time_is_read(words: str) -> None:
    assert terms(said(words)).time is not None


@pytest.mark.parametrize(("words", "price"), [("Our target price is USD 2.10", "USD 2.10"), ("目标价2.5美元", "2.5美元"),
                                              ("precio objetivo 3,20 USD", "3,20 USD")])  # fmt: skip
def test_the_target_price_is_read(words: str, price: str) -> None:
    text = said(words)
    found = terms(text).target_price
    assert found is not None
    assert text.words(found) == price


LANGUAGES = [
    ("en", "we need garden hose 100 pcs urgent"), ("zh", "你好, GL-2105 报价 FOB Ningbo"), ("es", "Hola, me interesa el precio"),
    ("pt", "Olá, gostaria de um orçamento para 200 bombas"), ("fr", "Bonjour, quel est le prix ?"),
    ("de", "Bitte senden Sie Ihre Preisliste"), ("it", "Vorrei un preventivo per 300 pompe"),
    ("ru", "Пришлите прайс-лист"), ("ar", "نحتاج 200 مضخة"), ("tr", "fiyat listesi gönderir misiniz"),
    ("ja", "お見積りをお願いします"), ("ko", "견적 부탁드립니다"), ("he", "נא לשלוח מחירון"), ("th", "ขอใบเสนอราคา"),
    ("da", "Hej, vi vil gerne købe 400 stk"), ("en", "FOB Hamburg 400 pcs GL-2105"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), LANGUAGES)
def test_the_language_is_told(language: str, text: str) -> None:
    assert language_of(text) == language
