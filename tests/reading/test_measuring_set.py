"""The measuring set of buyers' mail: the same again, two parts apart, true to the codes."""

import re
from email import message_from_bytes, policy

import phonenumbers
import pytest

from benchmarks.mails import build, deal
from benchmarks.mails.catalogue import SIZE, by_sku
from benchmarks.mails.history import customers
from benchmarks.mails.truth import truth

PARTS = ("practice", "held_back", "hard")
CODES = {
    "kind": "inquiry_generic inquiry_partial inquiry_detailed sample_request follow_up complaint "
    "not_inquiry",
    "authenticity": "likely_genuine unverified suspicious",
    "sample_decision": "send_free buyer_pays_freight buyer_pays_sample_and_freight verify_first "
    "quote_instead decline",
    "next_step": "quick_acknowledge six_questions ask_missing quote verify_identity alert_fraud "
    "reply_thread handle_complaint ignore",
}
MISSING = ["product", "specification", "quantity", "destination", "company", "contact"]
SIGNALS = (
    "free_mail_domain corporate_domain_matches_website domain_mismatch lookalike_domain "
    "claimed_multinational_wrong_domain residential_address mobile_only no_company_details "
    "huge_order_no_detail form_harvesting bank_change free_sample_pressure uses_trade_terms "
    "exact_model"
)


@pytest.fixture(scope="module", params=PARTS)
def rows(request):
    return list(build.rows(request.param, 400, 1))


def test_the_same_seed_gives_the_same_bytes(rows):
    part = "hard" if len(rows) < 400 else "practice"
    assert list(build.rows(part, 400, 1)) == list(build.rows(part, 400, 1))


def test_every_row_has_only_codes_of_the_interface(rows):
    for _, row in rows:
        for field, codes in CODES.items():
            assert row[field] in (*codes.split(), None), (row["file"], field)
        assert set(row["signals"]) <= set(SIGNALS.split()), row["file"]
        assert row["missing"] == [thing for thing in MISSING if thing in row["missing"]]
        assert (row["sample_decision"] is None) == (row["kind"] != "sample_request")


def test_every_sku_stands_in_the_catalogue(rows):
    assert len(by_sku()) == SIZE
    assert len({re.sub(r"\W", "", sku) for sku in by_sku()}) == SIZE
    assert all(sku in by_sku() for _, row in rows for sku in row["skus"])


def test_every_phone_is_a_valid_number(rows):
    for _, row in rows:
        for phone in row["phones"]:
            assert phonenumbers.is_valid_number(phonenumbers.parse(phone)), (row["file"], phone)


def test_every_mail_can_be_parsed_and_says_something(rows):
    for data, row in rows:
        mail = message_from_bytes(data, policy=policy.default)
        assert mail["From"] and mail["Date"] and mail["Message-ID"], row["file"]
        body = mail.get_body(preferencelist=("plain", "html"))
        assert body is None or body.get_content().strip(), row["file"]


def test_practice_and_held_back_share_no_sentence_company_person_or_product():
    one, other = (list(deal.letters(part, 400, 1)) for part in ("practice", "held_back"))
    assert not _sentences(one) & _sentences(other)
    for field in ("sender_company", "sender_name", "website"):
        assert not _values(one, field) & _values(other, field), field
    assert not _skus(one) & _skus(other)


def test_a_category_of_the_range_is_a_product_group(rows):
    for _, row in rows:
        if row["kind"] == "inquiry_generic":
            assert "product" in row["missing"] and not row["lines"], row["file"]
        elif row["case"] == "inquiry_category":
            assert row["kind"] == "inquiry_partial", row["file"]
            assert "product" not in row["missing"] and "specification" in row["missing"]


def test_no_slot_is_left_open_in_a_mail():
    for seed in (1, 2):
        for letter in deal.letters("practice", 1200, seed):
            assert not re.search(r"\{\w*\}", letter.newest()), letter.newest()


def test_customers_of_the_ledger_are_all_different_companies():
    domains = [customer.buyer.domain for customer in customers(1)]
    assert len(set(domains)) == len(domains)


def _sentences(letters) -> set[str]:
    """Sentences of the newest text, signatures apart; a greeting of a word or two is none."""
    texts = [b.text for letter in letters for b in letter.blocks if b.kind == "text"]
    found = (part.strip().casefold() for t in texts for part in re.split(r"[.!?。？！؟\n]+", t))
    return {sentence for sentence in found if len(sentence) > 12}


def _values(letters, field: str) -> set:
    return {truth(letter.said)[field] for letter in letters} - {None}


def _skus(letters) -> set[str]:
    return {sku for letter in letters for line in letter.said.lines for sku in line.skus}
