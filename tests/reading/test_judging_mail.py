"""Kind, signals, authenticity, what is missing, samples and next step: mail by mail."""

import pytest
from mail_scene import DESK, SIGNED, mail, read

FREE = "Carlos Mendez <carlosm@gmail.com>"
KNOWN_CUSTOMER = "Mette <mette@nordhavn-lys.dk>"


def codes(inquiry) -> set[str]:  # type: ignore[no-untyped-def]
    return {one.code for one in inquiry.signals}


KINDS = [
    ("Please send us your catalogue and price list.", "inquiry_generic"),
    ("请发贵司的产品目录和价目表。", "inquiry_generic"),
    ("Envíenos por favor su catálogo y lista de precios.", "inquiry_generic"),
    ("What is your price for LED flood lights?", "inquiry_partial"),
    ("Quel est votre prix pour les tuyaux d'arrosage ?", "inquiry_partial"),
    ("Please quote 2,000 pcs GL-2105 CIF Hamburg, CE required.", "inquiry_detailed"),
    (
        "Wir benötigen 500 Stück GL-2105, Lieferung nach Hamburg. Bitte um Ihr Angebot.",
        "inquiry_detailed",
    ),
    ("Нужно 500 шт GL-2105, доставка до порта Новороссийск. Какая цена?", "inquiry_detailed"),
    ("Could you send us a sample of GL-2105 first?", "sample_request"),
    ("请寄两个GL-2105的样品给我们测试。", "sample_request"),
    ("¿Pueden enviarnos una muestra de GL-2105?", "sample_request"),
    ("The bulbs arrived broken, 40 pieces are defective. We want a refund.", "complaint"),
    ("Die Ware ist beschädigt angekommen, wir reklamieren 40 Stück.", "complaint"),
    ("货到了，有40只灯泡是坏的，要求退款。", "complaint"),
    (
        "We offer SEO services and will bring your website to the first page of Google.",
        "not_inquiry",
    ),
    ("I am applying for the position of sales assistant, my CV is attached.", "not_inquiry"),
]


@pytest.mark.parametrize(("body", "kind"), KINDS)
def test_the_kind_is_told(body: str, kind: str) -> None:
    inquiry = read(body + SIGNED, subject="")
    assert inquiry.judged.kind == kind
    assert inquiry.judged.evidence


@pytest.mark.parametrize(
    "headers",
    [{"Auto_Submitted": "auto-replied"}, {"List_Unsubscribe": "<mailto:x@y.z>"}, {"Precedence": "bulk"},
     {"X_Failed_Recipients": "x@y.z"}],
)  # fmt: skip
def test_machines_are_known_by_their_headers(headers: dict[str, str]) -> None:
    inquiry = read("Please quote 400 pcs of GL-2105, thank you.", **headers)
    assert (inquiry.judged.kind, inquiry.decision.step) == ("not_inquiry", "ignore")


def test_a_mail_in_our_thread_is_a_follow_up() -> None:
    inquiry = read("Thank you for your quotation, can you do 5% better?", sender=KNOWN_CUSTOMER,
                   subject="Re: Offer GL-2105", In_Reply_To="<77@brightforge.com>")  # fmt: skip
    assert (inquiry.judged.kind, inquiry.decision.step) == ("follow_up", "reply_thread")
    assert inquiry.verdict.authenticity == "likely_genuine"


def test_a_company_with_all_facts_is_likely_genuine_and_gets_a_quote() -> None:
    inquiry = read(f"Please quote 2,000 pcs GL-2105 CIF Santos, payment L/C at sight.{SIGNED}")
    assert inquiry.verdict.authenticity == "likely_genuine"
    assert codes(inquiry) == {"corporate_domain_matches_website", "uses_trade_terms", "exact_model"}
    assert (inquiry.decision.missing, inquiry.decision.step) == ((), "quote")


def test_a_small_importer_on_free_mail_is_genuine_with_two_facts_to_check() -> None:
    inquiry = read("Please quote 300 pcs GL-2105 CIF Callao." + SIGNED.replace("www.novaluz.com.br", ""),
                   sender=FREE)  # fmt: skip
    assert inquiry.verdict.authenticity == "likely_genuine"
    assert "free_mail_domain" in codes(inquiry)


def test_free_mail_without_facts_is_unverified_and_gets_six_questions() -> None:
    inquiry = read("please quote 300 pcs GL-2105 CIF Callao", sender=FREE)
    assert inquiry.verdict.authenticity == "unverified"
    assert inquiry.decision.step == "six_questions"


SUSPICIOUS = [
    ("Purchasing office of Siemens: please quote 5000 pcs GL-2105.\n\nBest regards,\nJohn Doe\nSiemens",
     "John <siemens.office@gmail.com>", "claimed_multinational_wrong_domain"),
    ("Please quote 500 pcs GL-2105.", "John <john@siemens-procurement.com>", "lookalike_domain"),
    ("Please note our new bank account, transfer the balance to the new account below.",
     "Li <li@brightf0rge.com>", "lookalike_domain"),
    ("Please quote 500 GL-2105.\n\nBest regards,\nAnn\nOrion Ltd\nwww.orion-lighting.com",
     "Ann <ann@quickbuyers.net>", "domain_mismatch"),
    ("Fill in the attached supplier registration form and send it with your bank statements and the"
     " registration fee to become an approved vendor.", "T <tender@procure-portal.org>", "form_harvesting"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "sender", "signal"), SUSPICIOUS)
def test_abuse_is_seen_and_said_with_its_words(body: str, sender: str, signal: str) -> None:
    inquiry = read(body, sender=sender)
    assert signal in codes(inquiry)
    assert all(one.evidence for one in inquiry.signals)
    assert (inquiry.verdict.authenticity, inquiry.decision.step) == ("suspicious", "alert_fraud")


def test_free_samples_for_a_promise_are_declined() -> None:
    inquiry = read("We are interested in all your products, very big quantity, government contract. Send us free"
                   " samples of everything first and we place a huge order.", sender=FREE, subject="Business")  # fmt: skip
    assert "free_sample_pressure" in codes(inquiry)
    assert inquiry.decision.sample == "decline"


def test_the_senders_server_may_disown_a_mail() -> None:
    headers = {
        "Authentication_Results": "mx.brightforge.com; spf=fail; dmarc=fail header.from=novaluz.com.br"
    }
    assert read(f"Please quote GL-2105.{SIGNED}", **headers).verdict.authenticity == "suspicious"


def test_changed_bank_details_of_a_customer_ask_for_a_second_look() -> None:
    inquiry = read("Please note that our bank details have changed, use the new account for the refund.",
                   sender=KNOWN_CUSTOMER, subject="Re: order 77", In_Reply_To="<77@brightforge.com>")  # fmt: skip
    assert inquiry.verdict.authenticity == "likely_genuine"
    assert "bank_change" in codes(inquiry)
    assert inquiry.decision.step == "verify_identity"


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        (
            "Please send your price list.",
            ("product", "specification", "quantity", "destination", "company", "contact"),
        ),
        ("We need 500 LED flood lights.", ("specification", "destination", "company", "contact")),
        ("We need 500 pcs GL-2105 FOB Ningbo.", ("company", "contact")),
        ("We need GL-2105 delivered to Hamburg.", ("quantity", "company", "contact")),
        ("A sample of GL-2105, 2 pcs, please.", ("destination", "company", "contact")),
    ],
)
def test_only_what_is_not_said_is_missing(body: str, missing: tuple[str, ...]) -> None:
    assert read(body, sender=FREE, subject="").decision.missing == missing


SAMPLES = [
    ("Please send 2 samples of GL-2105 with your next shipment.", KNOWN_CUSTOMER, "send_free"),
    (f"Please send a sample of GL-2105, 2 pcs, to São Paulo. MOQ and FOB price please.{SIGNED}", None, "buyer_pays_freight"),
    (f"Please send a sample of PV-50-304, 1 pc, FOB price please.{SIGNED}", None, "buyer_pays_sample_and_freight"),
    ("Please send a sample of GL-2105.", FREE, "verify_first"),
    (f"Please send us some samples of your lamps.{SIGNED}", None, "quote_instead"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "sender", "decision"), SAMPLES)
def test_samples_are_decided(body: str, sender: str | None, decision: str) -> None:
    inquiry = read(body, subject="Sample", **({"sender": sender} if sender else {}))
    assert inquiry.decision.sample == decision


def test_the_better_mail_comes_first() -> None:
    good = read(f"Please quote 20,000 pcs GL-2105 CIF Santos.{SIGNED}").priority
    vague = read("send price", sender=FREE).priority
    assert good.total > vague.total + 40
    assert read("x", List_Unsubscribe="<mailto:x@y.z>").priority.total == 0


def test_every_value_keeps_the_place_it_was_read_from() -> None:
    inquiry = read(f"Please quote 2,000 pcs GL-2105 CIF Santos, CE needed.{SIGNED}")
    text = inquiry.text
    assert text.words(inquiry.goods.models[0]) == "GL-2105"
    assert inquiry.terms.incoterm and text.words(inquiry.terms.incoterm) == "CIF"
    assert inquiry.terms.destination and text.words(inquiry.terms.destination) == "Santos"
    assert inquiry.sender.company and text.words(inquiry.sender.company) == "Nova Luz Ltda"
    assert text.words(inquiry.sender.phones[0]) == "+55 11 2345 3119"


def test_reading_several_mails_says_what_reading_one_by_one_does() -> None:
    raw = [mail(f"{body}{SIGNED}") for body, _ in KINDS]
    from_one = [DESK.read(one) for one in raw]
    from_all = list(DESK.read_all([one.message for one in from_one]))
    assert [(one.judged, one.signals, one.decision) for one in from_all] == [
        (one.judged, one.signals, one.decision) for one in from_one]  # fmt: skip
