"""`kehu triage`: a line a mail, whatever the mail is."""

import csv
import json
from email.message import EmailMessage
from pathlib import Path

import pytest
from running import Kehu

CATALOGUE = (
    "sku,name_en,name_zh,category,keywords,unit,moq,unit_price_usd,market_avg_price_usd,materials,"
    "certifications\n"
    "GL-2105,LED bulb A60 9W,LED球泡灯 9W,Lighting,lamp;globe,pcs,500,0.80,0.70,PC,CE\n"
    "CH16W,Claw hammer 16oz wooden handle,羊角锤,Tools,,pcs,600,2.90,,steel,\n"
)
FIELDS = [
    "file",
    "language",
    "kind",
    "skus",
    "quantity",
    "unit",
    "lines",
    "incoterm",
    "destination",
    "certifications",
    "missing",
    "sender_name",
    "sender_company",
    "sender_country",
    "website",
    "phones",
    "authenticity",
    "signals",
    "sample_decision",
    "next_step",
    "priority",
    "reply_draft",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "catalogue.csv").write_text(CATALOGUE, encoding="utf-8")
    mails = tmp_path / "mails"
    mails.mkdir()
    for number, body in enumerate(
        ("Please quote 400 pcs of GL-2105 CIF Hamburg.", "请发价目表，谢谢。"), 1
    ):
        (mails / f"{number}.eml").write_bytes(_mail(body))
    return tmp_path


def _mail(body: str, sender: str = "Ann <ann@gmail.com>") -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = sender, "Inquiry"
    message.set_content(body)
    return message.as_bytes()


def test_a_line_a_mail_with_every_field(kehu: Kehu, folder: Path) -> None:
    answer = kehu("triage", folder / "mails", "--catalogue", folder / "catalogue.csv")
    assert answer.code == 0
    first, second = answer.rows
    assert set(FIELDS) <= set(first)
    assert Path(first["file"]).name == "1.eml"
    assert (first["kind"], first["skus"], first["quantity"], first["unit"]) == (
        "inquiry_detailed", ["GL-2105"], 400, "pcs")  # fmt: skip
    assert (first["incoterm"], first["destination"]) == ("CIF", "Hamburg")
    assert first["evidence"]["kind"] and first["evidence"]["exact_model"] == ["GL-2105"]
    assert (second["language"], second["kind"]) == ("zh", "inquiry_generic")


def test_a_mail_that_cannot_be_read_leaves_the_rest(kehu: Kehu, folder: Path) -> None:
    (folder / "mails" / "0.eml").write_bytes(b"From: a@b.com\r\nX: " + b"y" * 400_000)
    (folder / "mails" / "3.eml").write_bytes(b"")
    answer = kehu(
        "triage", folder / "mails", "--catalogue", folder / "catalogue.csv", "--json-errors"
    )
    assert answer.code == 1
    assert [one["error"] is None for one in answer.rows] == [False, True, True, False]
    assert [one["code"] for one in answer.faults] == ["mail_header_endless", "mail_empty"]
    assert answer.rows[0]["kind"] is None


def test_mailboxes_are_read_mail_by_mail(kehu: Kehu, folder: Path) -> None:
    box = folder / "inbox.mbox"
    box.write_bytes(b"".join(
        b"From ann@gmail.com Mon Nov  2 10:00:00 2026\n" + _mail(body) + b"\n"
        for body in ("quote CH16W please", ">From here on: price list please")))  # fmt: skip
    answer = kehu("triage", box, "--catalogue", folder / "catalogue.csv")
    assert [one["file"][-2:] for one in answer.rows] == ["#1", "#2"]
    assert answer.rows[0]["skus"] == ["CH16W"]


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv", "out.parquet", "out.xlsx"])
def test_every_format_is_written(kehu: Kehu, folder: Path, name: str) -> None:
    answer = kehu(
        "triage", folder / "mails", "--catalogue", folder / "catalogue.csv", "--out", folder / name
    )
    assert answer.code == 0
    assert (folder / name).stat().st_size > 500


def test_lists_in_a_cell_are_separated_by_semicolons(kehu: Kehu, folder: Path) -> None:
    kehu(
        "triage",
        folder / "mails" / "1.eml",
        "--catalogue",
        folder / "catalogue.csv",
        "--out",
        folder / "o.csv",
    )
    with (folder / "o.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["missing"] == "company;contact"
    assert json.loads(row["lines"])[0]["skus"] == ["GL-2105"]


def test_a_customer_of_the_history_is_known(kehu: Kehu, folder: Path) -> None:
    history = folder / "history"
    history.mkdir()
    (history / "customers.csv").write_text("customer_id,name,country\nc1,Nordhavn,DK\n")
    (history / "contacts.csv").write_text("contact_id,customer_id,email\np1,c1,mette@nordhavn.dk\n")
    (history / "orders.csv").write_text(
        "order_id,customer_id,ordered_at,amount\no1,c1,2026-10-01,100\n"
    )
    (folder / "mails" / "1.eml").write_bytes(
        _mail("Please send 2 samples of GL-2105.", "M <mette@nordhavn.dk>")
    )
    answer = kehu("triage", folder / "mails" / "1.eml", "--catalogue", folder / "catalogue.csv",
                  "--history", history)  # fmt: skip
    told = answer.rows[0]
    assert (told["authenticity"], told["sample_decision"]) == ("likely_genuine", "send_free")


def test_all_faults_of_a_catalogue_are_told_together(kehu: Kehu, folder: Path) -> None:
    (folder / "bad.csv").write_text(
        "sku,name_en,moq,unit_price_usd\n,Bulb,1,2\nA1,x,many,2\nA1,y,1,-2\n"
    )
    answer = kehu("triage", folder / "mails", "--catalogue", folder / "bad.csv", "--json-errors")
    assert answer.code == 1
    assert [(one["code"], one["row"], one["column"]) for one in answer.faults] == [
        ("catalogue_sku_empty", 1, "sku"), ("catalogue_figure", 2, "moq"),
        ("catalogue_sku_twice", 3, "sku"), ("catalogue_figure", 3, "unit_price_usd")]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code"),
    [("name_en\nBulb\n", "catalogue_without_sku"), (b"sku\n\xff\xfe", "table_not_utf8")],
)  # fmt: skip
def test_what_is_no_catalogue_is_refused(
    kehu: Kehu, folder: Path, text: str | bytes, code: str
) -> None:
    (folder / "bad.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    answer = kehu("triage", folder / "mails", "--catalogue", folder / "bad.csv", "--json-errors")
    assert (answer.code, answer.faults[0]["code"]) == (1, code)


def test_a_list_of_companies_needs_names_and_domains(kehu: Kehu, folder: Path) -> None:
    (folder / "firms.csv").write_text("name,domain\nSiemens,\n")
    given = (
        "--catalogue",
        folder / "catalogue.csv",
        "--companies",
        folder / "firms.csv",
        "--json-errors",
    )
    assert kehu("triage", folder / "mails", *given).faults[0]["code"] == "companies_cell_empty"
    (folder / "firms.csv").write_text("firm\nSiemens\n")
    codes = [
        (one["code"], one["column"]) for one in kehu("triage", folder / "mails", *given).faults
    ]
    assert codes == [("companies_without_column", "name"), ("companies_without_column", "domain")]


def test_what_is_not_there_is_wrong_usage(kehu: Kehu, folder: Path) -> None:
    catalogue = ("--catalogue", folder / "catalogue.csv")
    assert kehu("triage", folder / "none.eml", *catalogue).code == 2
    (folder / "empty").mkdir()
    assert kehu("triage", folder / "empty", *catalogue).code == 2
    assert kehu("triage", folder / "mails", "--catalogue", folder / "none.csv").code == 2
