"""Customers told in words, and their tags."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from scene import JUST_AFTER, Customer, Scene, T, day

Facts = Callable[[Customer], object]


def says(*texts: str) -> Facts:
    """A customer who writes these messages, one a day."""

    def tell(customer: Customer) -> None:
        for days, text in enumerate(texts, 1):
            customer.inbound(days, text=text)

    return tell


# words, tag, its values with whose word it is and how much it rests on, facts
CASES: list[tuple[str, str, list[tuple[str, str, int | None]], Facts]] = [
    ("asks for SASO", "certificates", [("saso", "computed", 1)], says("Do you have SASO?")),
    ("small letters", "certificates", [("saso", "computed", 2)],
     says("need saso.", "(Saso-certificate) please")),
    ("several at once", "certificates",
     [("ce", "computed", 1), ("rohs", "computed", 2), ("ul", "computed", 1)],
     says("CE, RoHS and UL", "and rohs?")),
    ("part of another word", "certificates", [], says("Successful cereal, fulfil, sasol, CEO")),
    ("French ce, Polish ul.", "certificates", [], says("ce produit nous plaît", "ul. Nowa 5")),
    ("within Chinese", "certificates", [("ce", "computed", 1)], says("我们需要CE认证")),
    ("in Arabic", "certificates", [("saso", "computed", 1)], says("هل لديكم شهادة ساسو؟")),
    ("in Russian", "certificates", [("eac", "computed", 1)], says("Нужен сертификат ГОСТ Р")),
    ("goods, not faith", "certificates", [("halal", "computed", 1)], says("We need HALAL goods")),
    ("we praise ourselves", "certificates", [],
     lambda c: c.outbound(3, text="Our factory holds CE, RoHS and UL.")),
    ("said after t", "certificates", [], lambda c: c.inbound(9, text="hi")
     .inbound(JUST_AFTER, text="SASO please")),
    ("said at t", "certificates", [("saso", "computed", 1)], lambda c: c.inbound(T, text="SASO")),
    ("no words kept", "certificates", [], lambda c: c.inbound(3, topics="certificate")),
    ("more than one word each", "product_factors",
     [("packaging", "computed", 2), ("warranty", "computed", 1)],
     says("packing and packaging?", "la garantía y el embalaje")),
    ("Turkish capitals", "product_factors", [("warranty", "computed", 1)], says("GARANTİ var mı")),
    ("German and Russian", "product_factors",
     [("looks", "computed", 1), ("warranty", "computed", 1)], says("Gewährleistung, внешний вид")),
    ("words with signs", "usual_payment_terms", [("lc", "computed", 1)], says("L/C at sight?")),
    ("the terms named most", "usual_payment_terms", [("open_account", "computed", 2)],
     says("30% deposit is fine", "open account would be better", "so, O/A?")),
    ("of equals the first", "usual_payment_terms", [("deposit", "computed", 1)],
     says("L/C?", "deposit?")),
    ("the highest decides", "decision_maker", [("owner", "computed", 2)],
     lambda c: c.contact("1", role="Engineer").contact("2", role="Co-Owner & CEO")
     .contact("3", role="founder").contact("4", role="engineer")),
    ("in Chinese too", "decision_maker", [("purchasing_manager", "computed", 1)],
     lambda c: c.contact("1", role="采购部经理")),
    ("no boss at all", "decision_maker", [], lambda c: c.contact("1", role="ownership studies")
     .contact("2")),
    ("sells on", "trade_position", [("intermediary", "computed", None)],
     lambda c: c.is_(channel_role="wholesaler")),
    ("builds", "trade_position", [("end_user", "computed", None)],
     lambda c: c.is_(channel_role="project")),
    ("by hand", "trade_position", [("end_user", "hand", 1)],
     lambda c: c.is_(channel_role="wholesaler").judged("trade_position", "end_user")),
    ("by title", "trade_position", [("end_user", "hand", 1)],
     lambda c: c.judged("trade_position", "终端用户")),
    ("by one of its words", "usual_payment_terms", [("open_account", "hand", 1)],
     lambda c: c.judged("usual_payment_terms", "O/A 30 days")),
    ("by hand several", "certificates", [("ce", "hand", 1), ("fda", "hand", 1)],
     lambda c: c.inbound(3, text="SASO").judged("certificates", "FDA; ce")),
    ("by hand, one may hold", "manner", [("soft", "hand", 1)],
     lambda c: c.judged("manner", "rough;soft")),
    ("by hand none", "certificates", [], lambda c: c.inbound(3, text="SASO")
     .judged("certificates", "none")),
    ("unknown code", "certificates", [("saso", "computed", 1)],
     lambda c: c.inbound(3, text="SASO").judged("certificates", "gold")),
    ("one code of two unknown", "certificates", [("ul", "hand", 1)],
     lambda c: c.inbound(3, text="SASO").judged("certificates", "gold;ul")),
    ("judged anew", "manner", [("medium", "hand", 1)],
     lambda c: c.judged("manner", "rough", 9).judged("manner", "medium", 4)),
    ("judgement lifted", "manner", [], lambda c: c.judged("manner", "rough", 9)
     .judged("manner", "-", 4)),
    ("judgement expired", "certificates", [("saso", "computed", 1)],
     lambda c: c.inbound(3, text="SASO").judged("certificates", "ul", 9, until=day(1))),
    ("writes by WhatsApp", "channel", [("whatsapp", "computed", None)],
     lambda c: c.inbound(9, 8, channel="whatsapp").inbound(2).outbound(1, times=5)),
    ("used last of equals", "channel", [("phone", "computed", None)],
     lambda c: c.inbound(9).inbound(2, channel="phone")),
    ("met in person", "channel", [("in_person", "computed", None)],
     lambda c: c.inbound(3, channel="fair")),
    ("asks for news", "new_products", [("quick", "computed", None)],
     lambda c: c.inbound(9, 4, topics="new_product")),
    ("buys what is new", "new_products", [("quick", "computed", None)],
     lambda c: c.order(400).line("p", 1).order(90).line("q", 1).order(60).line("r", 1)
     .order(30).line("s", 1).line("p", 1)),
    ("buys the same", "new_products", [("slow", "computed", None)],
     lambda c: c.order(400).line("p", 1).line("q", 1).line("r", 1).line("s", 1)
     .order(90).line("p", 1).order(60).line("q", 1).line("r", 1).order(30).line("s", 1)),
    ("all is new", "new_products", [],
     lambda c: c.order(90).line("p", 1).order(60).line("q", 1).order(30).line("r", 1)),
]  # fmt: skip


def write_cases(folder: Path) -> Path:
    """A ledger in which every case is a customer, and one more who is not listed at T."""
    scene = Scene()
    for product in "pqrs":
        scene.product(product, "lamps")
    for words, _, _, facts in CASES:
        facts(scene.customer(words))
    scene.customer("later", created_at=JUST_AFTER + timedelta(days=1)).judged("manner", "soft", -9)
    return scene.write(folder)
