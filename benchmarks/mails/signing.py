"""Signatures, and what they tell of the sender."""

import random

from benchmarks.mails import layouts
from benchmarks.mails.letter import Letter
from benchmarks.mails.people import Buyer, has_mobile_numbers, written_phone
from benchmarks.mails.pieces import Pieces
from benchmarks.mails.styles import ADDRESS, BARE, FULL, MOBILE, NONE, WEB, country_of_domain

_LABELS = {
    "de": ("Tel.:", "Mobil:"),
    "fr": ("Tél. :", "Port. :"),
    "es": ("Tel.", "Cel."),
    "pt": ("Tel.:", "Cel./WhatsApp:"),
    "it": ("Tel.", "Cell."),
    "ru": ("Тел.:", "Моб.:"),
    "ar": ("هاتف:", "جوال:"),
    "tr": ("Tel:", "GSM:"),
    "zh": ("电话:", "手机:"),
    "pl": ("tel.", "kom."),
    "ja": ("TEL:", "携帯:"),
}
_TITLES = {
    "en": ["Purchasing Manager", "Buyer", "Managing Director", "Procurement Officer"],
    "de": ["Einkauf", "Geschäftsführer"],
    "fr": ["Responsable achats", "Gérant"],
    "es": ["Jefe de Compras", "Gerente General"],
    "pt": ["Departamento de Compras", "Sócio-gerente"],
    "it": ["Ufficio Acquisti"],
    "ru": ["Отдел закупок", "Менеджер по снабжению"],
    "ar": ["مدير المشتريات"],
    "tr": ["Satın Alma Müdürü", "Dış Ticaret"],
    "zh": ["采购部", "采购经理"],
}
_PHONES = ["Sent from my iPhone", "Sent from my Galaxy", "Get Outlook for Android"]


def sign(letter: Letter, pieces: Pieces, buyer: Buyer, style: str) -> None:
    """Close and sign in a style, noting name, company, website, address and phones."""
    said, rng = letter.said, pieces.rng
    letter.add(pieces.say("bye") if rng.random() < 0.85 or style == NONE else "", "bye")
    if style == NONE:
        signed = rng.choice(["", buyer.name.split()[0]])
        letter.add(signed, "signature")
        letter.add(rng.choice([*_PHONES, "", ""]), "signature")
        whole = signed == buyer.name  # where the names are written in one
        said.name = (signed if whole else letter.sender[0]) or signed or None
        return
    if pieces.varied and style != BARE and rng.random() < 0.6:
        letter.add("\n".join(layouts.rows(letter, rng, buyer, style)), "signature")
        return
    rows = [buyer.name]
    if style in (FULL, ADDRESS) and rng.random() < 0.6:
        rows.append(rng.choice(_TITLES.get(said.language, _TITLES["en"])))
    if style != BARE:
        rows.append(buyer.company)
        said.company = buyer.company
    if style in (FULL, ADDRESS):
        rows.append(buyer.address)
        said.address, said.country = True, buyer.country
    rows += _phone_rows(letter, rng, buyer, style)
    if style == WEB or (style == FULL and (not buyer.free or rng.random() < 0.5)):
        rows.append(_website(rng, buyer))
        said.website = buyer.website
        said.country = said.country or country_of_domain(buyer)
    if style == WEB and rng.random() < 0.5:
        rows = [" | ".join(rows)]
    said.name = buyer.name
    letter.add("\n".join(rows), "signature")
    if style == FULL and rng.random() < 0.25 and pieces.has("disclaimer"):
        letter.add(pieces.say("disclaimer", company=buyer.company), "disclaimer")


def _phone_rows(letter: Letter, rng: random.Random, buyer: Buyer, style: str) -> list[str]:
    said = letter.said
    fixed, mobile = _LABELS.get(
        said.language, rng.choice([("Tel:", "Mob:"), ("T", "M"), ("Ph:", "WhatsApp:")])
    )
    national = style in (FULL, ADDRESS)
    rows = []
    if style in (FULL, ADDRESS) and (buyer.free or rng.random() < 0.9):
        rows.append(f"{fixed} {written_phone(rng, buyer.landline, national=national)}")
        said.landlines.append(buyer.landline)
    cell = style == MOBILE or (style in (FULL, WEB) and rng.random() < 0.3)
    if cell and has_mobile_numbers(buyer.country):
        rows.append(f"{mobile} {written_phone(rng, buyer.mobile)}")
        said.mobiles.append(buyer.mobile)
        said.country = buyer.country
    return rows


def _website(rng: random.Random, buyer: Buyer) -> str:
    forms = ["www.{}", "https://www.{}", "www.{}/", "http://{}", "Web: www.{}"]
    return rng.choice(forms).format(buyer.website)
