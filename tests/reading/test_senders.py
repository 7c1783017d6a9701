"""Who writes: from signature, text and forms."""

import pytest
from mail_scene import DESK, SIGNED, mail, read

from kehu.reading.authenticity.lookalikes import looks_like
from kehu.reading.sender.companies import fits_domain


def test_a_signature_tells_all() -> None:
    sender = read(f"Please quote GL-2105.{SIGNED}").sender
    assert sender.name == "Maria Silva"
    assert sender.company and sender.company.value == "Nova Luz Ltda"
    assert sender.country == "BR"
    assert sender.website and sender.website.value == "novaluz.com.br"
    assert [one.value.number for one in sender.phones] == ["+551123453119"]
    assert sender.address is not None
    assert sender.fits


INTRODUCED = [
    ("We are Baltic Lumen OÜ from Estonia and need bulbs.", "Baltic Lumen OÜ"),
    ("Somos Suministros Altamar S.A.S., de Medellín.", "Suministros Altamar S.A.S."),
    ("Wir sind die Kasparek Großhandel GmbH in Linz.", "Kasparek Großhandel GmbH"),
    ("Siamo Ferramenta Monteverde S.p.A. di Modena.", "Ferramenta Monteverde S.p.A."),
    ("Nous sommes Comptoir Beaulieu SAS, à Toulouse.", "Comptoir Beaulieu SAS"),
    ("Importadora Rio Doce Ltda. procura fornecedor.", "Importadora Rio Doce Ltda."),
    ("Мы компания ООО Ромашка, ищем поставщика.", "ООО Ромашка"),
    ("我们是宏展贸易有限公司，想采购灯具。", "宏展贸易有限公司"),
    ("نحن شركة برج النور للتجارة ونحتاج مصابيح.", "شركة برج النور للتجارة"),
    (
        "Biz Öztepe Yapı Malzemeleri Ltd. Şti. olarak ithalat yapıyoruz.",
        "Öztepe Yapı Malzemeleri Ltd. Şti.",
    ),
]


@pytest.mark.parametrize(("body", "name"), INTRODUCED)
def test_a_company_is_known_by_how_it_is_introduced(body: str, name: str) -> None:
    company = read(body, sender="x@gmail.com").sender.company
    assert company is not None
    assert company.value.rstrip(".") == name.rstrip(".")


def test_the_buyer_of_a_form_is_the_sender() -> None:
    inquiry = DESK.read(mail(
        "New inquiry from your website\n\nName: Maria Silva\nE-mail: maria@novaluz.com.br\n"
        "Company: Nova Luz Ltda\nCountry: Brazil\nMessage: Please quote 400 pcs of GL-2105 FOB Ningbo.\n",
        sender="Web form <noreply@brightforge.com>", subject="New inquiry"))  # fmt: skip
    assert inquiry.sender.mailbox.address == "maria@novaluz.com.br"
    assert inquiry.sender.country == "BR"
    assert inquiry.goods.lines[0].skus == ("GL-2105",)


def test_the_buyer_of_a_platform_is_the_sender() -> None:
    inquiry = DESK.read(mail(
        "尊敬的供应商，您收到一封新询盘：\n\n想要GL-2105 500只，请报价。\n\n联系人： 林志明\n公司： 益丰贸易有限公司\n"
        "国家/地区： Malaysia\n邮箱： lin@yifeng.com.my\n",
        sender="Platform <service@alibaba.com>", subject="新询盘"))  # fmt: skip
    assert inquiry.sender.mailbox.address == "lin@yifeng.com.my"
    assert inquiry.sender.country == "MY"
    assert inquiry.goods.lines[0].skus == ("GL-2105",)


@pytest.mark.parametrize(
    ("name", "label", "fits"),
    [
        ("Nova Luz Ltda", "novaluz", True), ("Kasparek Großhandel GmbH", "kasparek-gh", True),
        ("СибтехСнаб", "sibtehsnab", True), ("Baltic Lumen OÜ", "nordhavn", False),
        ("益丰贸易有限公司", "yifengtrading", True), ("British Supply Company", "bsc", True),
    ],
)  # fmt: skip
def test_a_domain_fits_a_company_or_not(name: str, label: str, fits: bool) -> None:
    assert fits_domain(name, label) is fits


@pytest.mark.parametrize(
    ("domain", "real"),
    [
        ("siemans.com", "siemens.com"), ("siemens-procurement.com", "siemens.com"), ("siemens.co", "siemens.com"),
        ("sierneens.com", None), ("br1ghtforge.com", "brightforge.com"), ("brightf0rge.cn", "brightforge.com"),
        ("xn--brightfrge-u7a.com", "brightforge.com"), ("siemens.com", None), ("sunlight.com", None),
    ],
)  # fmt: skip
def test_a_domain_that_imitates_is_known(domain: str, real: str | None) -> None:
    assert looks_like(domain, ("siemens.com", "brightforge.com")) == real
