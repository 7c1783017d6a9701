"""The demo exporter's mailbox: the same every time, believable, and read as it is meant."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from kehu.cleaning.emails import is_free_mail
from kehu.demo.catalogue import products
from kehu.demo.inbox import OUR_DOMAIN, Correspondent, entries, inbox
from kehu.reading.catalogue import Product
from kehu.reading.known import Known, KnownCustomer, read_multinationals
from kehu.reading.message.parts import Message, read_message
from kehu.reading.triage import Desk, Inquiry

UNTIL = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
TYPO = "GL-2530"  # means GL-2503
KNOWN = [
    Correspondent(f"Maja Holm {number}", f"Holm Belysning {number} AB",
                  f"maja@holmbelysning{number}.example", won)
    for number, won in enumerate([False, True] * 8)
]  # fmt: skip
CUSTOMERS = {
    one.address.partition("@")[2]: KnownCustomer(one.address, one.company, "SE", one.won, one.won)
    for one in KNOWN
}


def mails(known: list[Correspondent] = KNOWN) -> dict[str, bytes]:
    """The inbox by key, which begins each Message-ID."""
    keys = [read_message(raw).message_id.strip("<>").partition(".")[0]
            for raw in inbox(known, UNTIL)]  # fmt: skip
    return dict(zip(keys, inbox(known, UNTIL), strict=True))


@pytest.fixture(scope="module")
def messages() -> dict[str, Message]:
    return {key: read_message(raw) for key, raw in mails().items()}


@pytest.fixture(scope="module")
def read() -> dict[str, Inquiry]:
    goods = [
        Product(row["sku"], row["name"], category=row["category"], unit=row["unit"],
                unit_price_usd=row["list_price"])
        for row in products().rows.to_pylist()
    ]  # fmt: skip
    known = Known(OUR_DOMAIN, read_multinationals(None), customers_by_domain=CUSTOMERS)
    desk = Desk(goods, known)
    return {key: desk.read(raw) for key, raw in mails().items()}


def test_the_same_arguments_give_the_same_bytes() -> None:
    assert list(inbox(KNOWN, UNTIL)) == list(inbox(list(KNOWN), UNTIL))


def test_every_mail_is_whole(messages: dict[str, Message]) -> None:
    assert messages.keys() == {entry["key"] for entry in entries()}
    for key, message in messages.items():
        assert message.sender.name and message.sender.address and message.subject, key
        assert message.text.strip() and "{" not in message.text, key
        assert (message.html is not None) == (key == "fire-rated-genova"), key


def test_mails_come_oldest_first_from_the_last_six_days(messages: dict[str, Message]) -> None:
    at = [message.at for message in messages.values() if message.at]
    assert len(at) == len(messages) and at == sorted(at)
    assert UNTIL - timedelta(days=6) <= at[0] and at[-1] < UNTIL
    assert sum(one < UNTIL - timedelta(days=3) for one in at) >= 5


def test_every_model_named_is_in_the_catalogue_but_the_one_typo() -> None:
    named = {
        model for entry in entries()
        for model in re.findall(r"\bGL-?\s?\w+", f"{entry['subject']} {entry['body']}")
    }  # fmt: skip
    assert named - set(products().rows["sku"].to_pylist()) == {TYPO}


def test_products_named_with_their_model_are_called_as_the_catalogue_calls_them() -> None:
    names = dict(zip(*(products().rows[name].to_pylist() for name in ("sku", "name")), strict=True))
    for key in ("three-products-le-havre", "small-importer-kumasi"):
        body = next(entry["body"] for entry in entries() if entry["key"] == key)
        for model, name in re.findall(r"(GL-\d+),? (.+?)(?: -|, 6500K|:)", body):
            assert name == names[model], key


def test_no_mailbox_is_a_strangers() -> None:
    """Invented companies have reserved domains, the others mailboxes anybody may open."""
    for key, raw in mails().items():
        for domain in re.findall(rb"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)", raw):
            named = domain.decode()
            assert named.endswith(".example") or is_free_mail(named), key


def test_mails_of_customers_who_are_not_there_are_left_out() -> None:
    alone = mails([])
    assert len(alone) == sum("from" in entry for entry in entries())
    assert "new-bank-account" not in alone
    two = mails([one for one in KNOWN if one.won][:2])
    assert two.keys() - alone.keys() == {"balance-paid-when-loading", "colour-change-in-production"}


def test_a_known_customer_signs_with_name_and_company(messages: dict[str, Message]) -> None:
    first = next(one for one in KNOWN if one.won)
    mail = messages["balance-paid-when-loading"]
    assert (mail.sender.name, mail.sender.address) == (first.name, first.address)
    assert f"{first.name}\n{first.company}" in mail.text


def test_the_false_customer_writes_from_a_domain_a_letter_off(messages: dict[str, Message]) -> None:
    sender = messages["new-bank-account"].sender
    real = [one for one in KNOWN if one.won][5]
    assert sender.name == real.name
    assert sender.domain not in CUSTOMERS
    assert len(sender.domain) == len(real.address.partition("@")[2]) + 1


def test_an_answer_names_the_mail_it_answers(messages: dict[str, Message]) -> None:
    asked, reminded = messages["office-panels-hamburg"], messages["reminder-panels-hamburg"]
    assert reminded.answers == (asked.message_id,)
    ours = messages["discount-after-several-mails"].answers
    assert len(ours) == 2 and all(one.endswith(f"@{OUR_DOMAIN}>") for one in ours)


def test_a_bounce_tells_machines_what_became_of_the_mail() -> None:
    raw = mails()["undelivered-offer"]
    assert b"multipart/report; report-type" in raw
    assert b"Action: failed\r\nStatus: 5.1.1\r\n" in raw


KINDS = {
    "office-panels-hamburg": "inquiry_detailed",
    "avenue-lights-callao": "inquiry_detailed",
    "three-products-le-havre": "inquiry_detailed",
    "floodlights-santos": "inquiry_detailed",
    "tubes-almaty": "inquiry_detailed",
    "solar-street-jeddah": "inquiry_detailed",
    "fire-rated-genova": "inquiry_detailed",
    "garage-lights-mersin": "inquiry_detailed",
    "bulbs-penang": "inquiry_detailed",
    "small-importer-kumasi": "inquiry_detailed",
    "shop-spots-poznan": "inquiry_partial",
    "site-form-hotel-strips": "inquiry_partial",
    "catalogue-nairobi": "inquiry_generic",
    "museum-sample-aarhus": "sample_request",
    "free-samples-large-orders": "sample_request",
    "balance-paid-when-loading": "follow_up",
    "discount-after-several-mails": "follow_up",
    "flickering-high-bays": "complaint",
    "wet-cartons-pieces-missing": "complaint",
    "newsletter-components": "not_inquiry",
    "freight-forwarder-rates": "not_inquiry",
    "first-page-of-google": "not_inquiry",
    "undelivered-offer": "not_inquiry",
    "out-of-office": "not_inquiry",
    "job-application": "not_inquiry",
}


@pytest.mark.parametrize(("key", "kind"), KINDS.items())
def test_a_clear_mail_is_read_as_meant(read: dict[str, Inquiry], key: str, kind: str) -> None:
    assert read[key].judged.kind == kind


@pytest.mark.parametrize(
    ("key", "signal"),
    [
        ("new-bank-account", "lookalike_domain"),
        ("carrefour-from-a-flat", "claimed_multinational_wrong_domain"),
        ("vendor-registration-form", "form_harvesting"),
        ("free-samples-large-orders", "free_sample_pressure"),
    ],
)
def test_frauds_raise_the_alarm(read: dict[str, Inquiry], key: str, signal: str) -> None:
    assert signal in read[key].facts.signals
    assert (read[key].verdict.authenticity, read[key].decision.step) == (
        "suspicious",
        "alert_fraud",
    )


def test_a_small_importer_on_free_mail_is_believed(read: dict[str, Inquiry]) -> None:
    mail = read["small-importer-kumasi"]
    assert "free_mail_domain" in mail.facts.signals
    assert mail.verdict.authenticity == "likely_genuine"


def test_the_typo_is_read_as_the_flood_light_it_describes(read: dict[str, Inquiry]) -> None:
    assert read["model-with-a-typo"].facts.skus == ("GL-2503",)


@pytest.mark.parametrize(
    ("key", "address"),
    [
        ("site-form-hotel-strips", "itzel.barragan@hospedarte.example"),
        ("platform-luanda", "c.faria@muxima-energia.example"),
    ],
)
def test_the_buyer_of_a_notification_is_the_one_named_inside(
    read: dict[str, Inquiry], key: str, address: str
) -> None:
    assert read[key].sender.mailbox.address == address


@pytest.mark.parametrize(
    ("key", "language"),
    [("office-panels-hamburg", "de"), ("bulbs-penang", "zh"), ("solar-street-jeddah", "ar")],
)
def test_the_language_of_a_mail_is_told(read: dict[str, Inquiry], key: str, language: str) -> None:
    assert read[key].language == language
