"""Mails in words, and a small catalogue to read them against."""

from decimal import Decimal
from email.message import EmailMessage
from email.policy import SMTP

from kehu.reading.catalogue import Product
from kehu.reading.known import Known, KnownCustomer, Multinational
from kehu.reading.text import MailText
from kehu.reading.triage import Desk, Inquiry

PRODUCTS = (
    Product("GL-2105", "LED bulb A60 9W E27 3000K", "LED球泡灯A60 9W E27 3000K", "Lighting",
            ("globe lamp",), "pcs", 500, Decimal("0.80"), Decimal("0.70"), ("PC", "aluminium"), ("CE",)),
    Product("GL-2106", "LED bulb A60 12W E27 3000K", "LED球泡灯A60 12W E27 3000K", "Lighting",
            ("globe lamp",), "pcs", 500, Decimal("0.95"), Decimal("0.95"), ("PC",), ("CE",)),
    Product("FL-50-40K", "LED flood light 50W 4000K IP66", "LED投光灯 50W 4000K IP66", "Lighting",
            ("floodlight", "projector"), "pcs", 100, Decimal("6.20"), Decimal("7.40"), (), ()),
    Product("FL-100-40K", "LED flood light 100W 4000K IP66", "LED投光灯 100W 4000K IP66", "Lighting",
            ("floodlight", "projector"), "pcs", 100, Decimal("11.10"), None, (), ()),
    Product("FL-100-65K", "LED flood light 100W 6500K IP66", "LED投光灯 100W 6500K IP66", "Lighting",
            ("floodlight", "projector"), "pcs", 100, Decimal("11.10"), None, (), ()),
    Product("FL-200-40K", "LED flood light 200W 4000K IP66", "LED投光灯 200W 4000K IP66", "Lighting",
            ("floodlight", "projector"), "pcs", 100, Decimal("21.10"), None, (), ()),
    Product("GH12-25M", 'PVC garden hose 1/2" 25m', '花园水管 1/2" 25m', "Garden", (), "roll", 300,
            Decimal("5.40"), Decimal("5.50"), ("PVC",), ()),
    Product("CH16W", "Claw hammer 16oz wooden handle", "羊角锤 16oz 木柄", "Tools", (), "pcs", 600,
            Decimal("2.90"), None, ("carbon steel",), ()),
    Product("CH16S", "Claw hammer 16oz steel handle", "羊角锤 16oz 钢柄", "Tools", (), "pcs", 600,
            Decimal("3.30"), None, ("carbon steel",), ()),
    Product("PV-50-304", "2-piece stainless steel ball valve DN50 304", "两片式不锈钢球阀 DN50 304",
            "Valves", (), "pcs", 50, Decimal("41.00"), Decimal("38.00"), ("stainless steel",), ()),
)  # fmt: skip
NORDHAVN = KnownCustomer("C1", "Nordhavn Lys A/S", "DK", won=True, running=True)
KNOWN = Known(
    own_domain="brightforge.com",
    multinationals=(Multinational("Siemens", "siemens.com", frozenset({"DE", "US"})),),
    customers_by_address={"mette@nordhavn-lys.dk": NORDHAVN},
    customers_by_domain={"nordhavn-lys.dk": NORDHAVN},
)
DESK = Desk(PRODUCTS, KNOWN)
FROM = "Maria Silva <maria@novaluz.com.br>"
SIGNED = (
    "\n\nBest regards,\nMaria Silva\nNova Luz Ltda\nRua das Flores 12, 01310-100 São Paulo, Brazil\n"
    "Tel: +55 11 2345 3119\nwww.novaluz.com.br"
)


def mail(body: str, *, sender: str = FROM, subject: str = "Inquiry", **headers: str) -> bytes:
    """A plain mail; headers by name with `_` for `-`."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "sales@brightforge.com"
    message["Subject"] = subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(body)
    return message.as_bytes(policy=SMTP)


def read(body: str, **given: str) -> Inquiry:
    """What the desk reads of a plain mail."""
    return DESK.read(mail(body, **given))


def said(body: str) -> MailText:
    """A body alone, as a text to be read."""
    return MailText("", body, "", "")
