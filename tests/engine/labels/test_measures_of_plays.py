"""Measures that no label reads but plays do: whose turn it is, bounces, silence, rates."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner
from scene import FIRST, LAST, Customer, Scene, ago

from kehu.cli import main

Facts = Callable[[Customer], Any]

CASES: list[tuple[str, str, Any, Facts]] = [
    ("nothing was said", "our_turn", False, lambda c: c),
    ("only they wrote", "our_turn", True, lambda c: c.inbound(3)),
    ("we answered", "our_turn", False, lambda c: c.inbound(3).outbound(2)),
    ("we answered the same day", "our_turn", False,
     lambda c: c.inbound(ago(3, FIRST)).outbound(ago(3, LAST))),
    ("they answered the same day", "our_turn", True,
     lambda c: c.outbound(ago(3, FIRST)).inbound(ago(3, LAST))),
    ("our answer did not arrive", "our_turn", True,
     lambda c: c.inbound(3).outbound(2, delivered=False)),
    ("no message bounced", "days_since_bounce", None, lambda c: c.outbound(4)),
    ("the newest bounced", "days_since_bounce", 4,
     lambda c: c.outbound(9).outbound(4, delivered=False)),
    ("one bounced, a later one arrived", "days_since_bounce", None,
     lambda c: c.outbound(9, delivered=False).outbound(4)),
    ("one bounced, then they wrote", "days_since_bounce", None,
     lambda c: c.outbound(9, delivered=False).inbound(4)),
    ("a call nobody took", "days_since_bounce", None,
     lambda c: c.outbound(9).outbound(4, delivered=False, channel="phone")),
    ("two of ours since they wrote", "outbound_unanswered", 2,
     lambda c: c.outbound(9).inbound(8).outbound(5).outbound(2)),
    ("they answered the last", "outbound_unanswered", 0, lambda c: c.outbound(9).inbound(8)),
    ("asked for terms within the year", "inbound_about_payment_terms_12m", 2,
     lambda c: c.inbound(364, topics="payment_terms").inbound(3, topics="price;payment_terms")
     .inbound(365, topics="payment_terms")),
    ("a proforma cancelled", "days_since_proforma_cancelled", 5,
     lambda c: c.proforma(30, cancelled=5).proforma(60, cancelled=40)),
    ("why they hold back", "judged_hesitation", "boss",
     lambda c: c.judged("hesitation", "finance", 9).judged("hesitation", "boss", 3)),
    ("we never wrote", "days_since_last_outbound", None,
     lambda c: c.inbound(3).outbound(2, delivered=False)),
    ("we wrote before they did", "days_since_last_outbound", 5,
     lambda c: c.outbound(9).outbound(5).inbound(2)),
    ("we wrote once", "median_contact_gap_days_12m", None,
     lambda c: c.outbound(ago(9, FIRST)).outbound(ago(9, LAST)).inbound(2)),
    ("gaps of 3, 10 and 20 days", "median_contact_gap_days_12m", 10.0,
     lambda c: c.outbound(40).outbound(20).inbound(15).outbound(10).outbound(7)),
    ("a gap that began before the year", "median_contact_gap_days_12m", 4.0,
     lambda c: c.outbound(400).outbound(364).outbound(360)),
    ("no open proforma", "rate_move_since_proforma", None, lambda c: c.proforma(20, paid=10)),
]  # fmt: skip


def measured(folder: Path, name: str) -> dict[str, Any]:
    out = folder.parent / "measures.parquet"
    arguments = ["measures", str(folder), "--as-of", "2026-10-31T12:00:00Z", "--out", str(out)]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
    return dict(duckdb.sql(f"SELECT customer_id, {name} FROM '{out}'").fetchall())


@pytest.fixture(scope="module")
def values(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    scene = Scene()
    for words, _, _, facts in CASES:
        facts(scene.customer(words))
    folder = scene.rate(400, "USD", 7).write(tmp_path_factory.mktemp("plays") / "ledger")
    return {name: measured(folder, name) for name in {name for _, name, _, _ in CASES}}


@pytest.mark.parametrize(("words", "name", "expected", "facts"), CASES)
def test_a_measure_of_a_play(words, name, expected, facts, values):
    assert values[name][words] == expected


def test_the_greatest_move_of_the_rate_since_an_open_proforma(tmp_path):
    scene = Scene().rate(100, "USD", "7.00").rate(30, "USD", "7.35").rate(5, "USD", "7.14")
    for customer, issued in (("rose", 40), ("fell", 20)):
        scene.customer(customer).proforma(issued)
    scene.customer("both").proforma(40).proforma(20)
    scene.customer("in our own money").proforma(40)
    for row in scene.tables["proformas"]:
        row["currency"] = None if row["customer_id"].startswith("in") else "USD"
    moves = measured(scene.write(tmp_path / "ledger"), "rate_move_since_proforma")
    assert moves["rose"] == pytest.approx(0.02)
    assert moves["fell"] == pytest.approx(7.14 / 7.35 - 1)
    assert moves["both"] == pytest.approx(7.14 / 7.35 - 1)
    assert moves["in our own money"] == 0


def test_without_exchange_rates_no_move_is_known(tmp_path):
    scene = Scene()
    scene.customer("a").proforma(40)
    assert measured(scene.write(tmp_path / "ledger"), "rate_move_since_proforma") == {"a": None}
