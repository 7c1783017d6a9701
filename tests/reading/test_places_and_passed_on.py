"""Where a buyer is and where goods go; mails that are passed on; alarms that are none."""

import pytest
from mail_scene import DESK, mail, read

from kehu.reading.sender.identity import _country_of
from kehu.reading.triage import Inquiry

HEADING = (
    "---------- Forwarded message ----------\nFrom: Mamadou Sarr <sarr@teranga.sn>\n"
    "Subject: LED\nTo: li@brightforge.com\n\n"
)
WANTED = "Please quote 2,000 pcs GL-2105, CIF Dakar.\n\nMamadou Sarr\nTeranga Habitat SARL"


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("Av. Argentina 2733, Lima 01", "PE"),
        ("Via di Francia 88, 16149 Genova", "IT"),
        ("12 rue de Rome, 75008 Paris", "FR"),
        ("Mombasa Road 14, Kampala", "UG"),
        ("ул. Берлинская, 5 (ул. Германия), Москва", "RU"),
        ("شارع فلسطين، حي الرحاب، جدة 23343", "SA"),
        ("Rua Venezuela 40, Rio de Janeiro, Brasil", "BR"),
    ],
)
def test_a_street_that_is_called_by_a_country_tells_none(address: str, country: str) -> None:
    assert _country_of(address) == country


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (
            "We are Nova Luz Ltda, price for 200 pcs GL-2105 delivered to our door in Durban.",
            "Durban",
        ),
        ("Price for 200 pcs GL-2105, delivered Port Botany.", "Port Botany"),
        ("Precio de 200 GL-2105, puerto de destino Arica.", "Arica"),
        ("200 GL-2105, livraison à Saint-Nazaire.", "Saint-Nazaire"),
        ("Our company has shops and dealers in Oman. Price of GL-2105?", None),
        ("Somos Porto Belo Materiais Ltda. Preço de 200 GL-2105?", None),
    ],
)
def test_where_goods_go(body: str, place: str | None) -> None:
    assert read(body, sender="Buyer <buyer@portobelo.com>").facts.destination == place


def forwarded(body: str, sender: str) -> Inquiry:
    return read(body, sender=sender, subject="Fwd: LED")


def test_what_a_colleague_passes_on_is_the_buyers() -> None:
    found = forwarded(f"客户询价，请录入。\n\n{HEADING}{WANTED}", "Li <li@brightforge.com>")
    assert found.sender.mailbox.address == "sarr@teranga.sn"
    assert (found.facts.kind, found.facts.destination) == ("inquiry_detailed", "Dakar")


def test_what_a_buyer_passes_on_is_asked_by_who_passes_it_on() -> None:
    found = forwarded(f"See below please.\n\n{HEADING}{WANTED}", "Ana <ana@dakarimport.sn>")
    assert found.sender.mailbox.address == "ana@dakarimport.sn"
    assert found.facts.skus == ("GL-2105",)


def test_a_forged_colleague_passes_nothing_on() -> None:
    raw = mail(
        f"See below.\n\n{HEADING}{WANTED}", sender="Li <li@brightforge.com>", subject="Fwd: LED",
        Authentication_Results="mx.brightforge.com; dmarc=fail",
    )  # fmt: skip
    assert DESK.read(raw).sender.mailbox.address == "li@brightforge.com"


def test_a_mail_quoted_as_a_whole_is_passed_on() -> None:
    quoted = "\n".join(f"> {line}" for line in f"{HEADING}{WANTED}".split("\n"))
    assert forwarded(f"Please price this.\n\n{quoted}", "Ana <ana@dakarimport.sn>").facts.skus


@pytest.mark.parametrize(
    "body",
    [
        "Payment by bank transfer before the goods leave. Price of 500 GL-2105?",
        "Pagamos por transferencia antes de la carga. ¿Precio de 500 GL-2105?",
        "Überweisung vor Verladung. Was kosten 500 GL-2105?",
        "We pay for the samples and the courier. Please send 2 pcs GL-2105.",
    ],
)
def test_who_pays_as_everybody_does_raises_no_alarm(body: str) -> None:
    found = read(body, sender="Juan <juan@gmail.com>").facts
    assert found.authenticity != "suspicious"


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("SASO certificate and Saber registration needed", ("SASO",)),
        ("شهادة SASO مطلوبة", ("SASO",)),
        ("نحتاج شهادة ساسو", ("SASO",)),
        ("需要SASO认证", ("SASO",)),
        ("También quisiera saber el precio", ()),
        ("Gostaria de saber o prazo", ()),
    ],
)
def test_saso_is_read_and_the_spanish_to_know_is_not(written: str, names: tuple[str, ...]) -> None:
    assert read(written).facts.certificates == names
