"""Faults on the command line: which exit code, on which stream, in which form and language."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from running import AS_OF, Kehu

KEYS = ["severity", "code", "file", "row", "line", "column", "message"]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def lines_of(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(name).read_text("utf-8").splitlines()]


def test_check_prints_one_object_a_fault_with_exactly_the_promised_keys(
    kehu: Kehu, faulty: Path
) -> None:
    answer = kehu("check", faulty)
    assert answer.code == 1
    assert [list(row) for row in answer.rows] == [KEYS] * len(answer.rows)
    told = [(row["severity"], row["code"], row["file"], row["row"], row["line"], row["column"])
            for row in answer.rows]  # fmt: skip
    assert ("error", "not_a_country", "customers.csv", 2, 3, "country") in told
    assert ("error", "not_a_whole_number", "customers.csv", 2, 3, "employees") in told
    assert ("warning", "unknown_column", "customers.csv", None, None, "mood") in told


def test_check_of_a_ledger_with_warnings_alone_ends_well(kehu: Kehu, tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text("customer_id,name,mood\na,Ace,glad\n")
    answer = kehu("check", tmp_path)
    assert answer.code == 0
    assert [row["severity"] for row in answer.rows] == ["warning"]
    assert answer.err == ""


def test_check_of_a_ledger_without_faults_prints_nothing_to_a_pipe(
    kehu: Kehu, ledger: Path
) -> None:
    answer = kehu("check", ledger)
    assert (answer.code, answer.out, answer.err) == (0, "", "")


def test_label_lists_all_errors_and_computes_nothing(kehu: Kehu, faulty: Path) -> None:
    answer = kehu("label", faulty, *AS_OF, "--out", "x.csv")
    assert answer.code == 1
    assert answer.out == ""
    assert "customers.csv:3 row 2, country: error" in answer.err
    assert answer.err.splitlines()[-1].startswith("Faults: 2. Nothing was computed.")
    assert not Path("x.csv").exists()


def test_json_errors_are_lines_that_parse(kehu: Kehu, faulty: Path) -> None:
    answer = kehu("label", faulty, *AS_OF, "--json-errors")
    assert answer.code == 1
    assert [list(row) for row in answer.faults] == [KEYS, KEYS]
    assert {row["code"] for row in answer.faults} == {"not_a_country", "not_a_whole_number"}


def test_faults_are_told_in_chinese_when_asked(kehu: Kehu, faulty: Path) -> None:
    for words in (("check", faulty), ("label", faulty, *AS_OF), ("explain", faulty, "b", *AS_OF)):
        answer = kehu(*words, "--lang", "zh")
        assert answer.code == 1
        assert CHINESE.search(answer.err)
        assert "error" not in answer.err


def test_skipped_rows_are_written_down_with_their_reasons(kehu: Kehu, faulty: Path) -> None:
    answer = kehu("label", faulty, *AS_OF, "--skip-bad-rows", "--out", "labels.jsonl")
    assert answer.code == 0
    assert "2 rows were set aside; the reasons are in labels.jsonl.set-aside.jsonl" in answer.err
    aside = lines_of("labels.jsonl.set-aside.jsonl")
    assert [(row["file"], row["row"], row["line"]) for row in aside] == [
        ("customers.csv", 2, 3),
        ("orders.csv", 2, 3),
    ]
    codes = [[reason["code"] for reason in row["reasons"]] for row in aside]
    assert codes == [["not_a_country", "not_a_whole_number"], ["gone_with_customers"]]
    labels = lines_of("labels.jsonl")
    assert {row["customer_id"] for row in labels} == {"a", "c"}


def test_explain_looks_at_the_customers_own_rows_alone(kehu: Kehu, faulty: Path) -> None:
    asked = ("--dimension", "stage", "--lang", "zh")
    answer = kehu("explain", faulty, "a", *AS_OF, *asked)
    assert (answer.code, answer.err) == (0, "")
    lines = [line for line in answer.out.splitlines() if line]
    assert lines[:2] == ["a，截至 2026-11-01 00:00 UTC", "等级（stage，D01）：A 成交"]
    assert all(CHINESE.search(line) for line in lines)
    bad = kehu("explain", faulty, "b", *AS_OF, "--json-errors")
    assert (bad.code, {row["row"] for row in bad.faults}) == (1, {2})


# ---- rulebooks ---------------------------------------------------------------------------------


@pytest.fixture
def bad_rules(tmp_path: Path) -> Path:
    path = tmp_path / "ours.yaml"
    path.write_text("settings:\n  late_after_days: -1\nterms:\n  won: {when: order > 1}\n")
    return path


def test_rulebook_check_proves(kehu: Kehu) -> None:
    answer = kehu("rulebook", "check")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("Proved: 31 dimensions")
    assert CHINESE.search(kehu("rulebook", "check", "--lang", "zh").out)


def test_rulebook_check_lists_every_fault_with_its_line(kehu: Kehu, bad_rules: Path) -> None:
    answer = kehu("rulebook", "check", bad_rules)
    assert (answer.code, answer.out) == (1, "")
    lines = answer.err.splitlines()
    assert lines[0].startswith("ours.yaml:2: error: settings.late_after_days: -1 is not a number")
    assert lines[1].startswith("ours.yaml:4: error: terms.won.when: there is no measure")
    told = kehu("rulebook", "check", bad_rules, "--json-errors").faults
    assert [(row["file"], row["line"], row["row"]) for row in told] == [
        ("ours.yaml", 2, None),
        ("ours.yaml", 4, None),
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("label", "{ledger}", "--rulebook", "{rules}"),
        ("measures", "{ledger}", "--rulebook", "{rules}"),
        ("check", "{ledger}", "--rulebook", "{rules}"),
        ("explain", "{ledger}", "C0000001", "--rulebook", "{rules}"),
        ("movement", "{ledger}", "--from", "2026-01-01", "--to", "2026-11-01",
         "--rulebook", "{rules}"),
        ("rulebook", "diff", "default", "{rules}", "--ledger", "{ledger}"),
    ],
)  # fmt: skip
def test_a_faulty_rulebook_is_told_by_every_command_as_it_is_asked(
    kehu: Kehu, ledger: Path, bad_rules: Path, words: tuple[str, ...]
) -> None:
    asked = [word.format(ledger=ledger, rules=bad_rules) for word in words]
    answer = kehu(*asked, "--json-errors", "--lang", "zh")
    assert answer.code == 1
    assert answer.out == ""
    assert [row["line"] for row in answer.faults] == [2, 4]
    assert all(CHINESE.search(row["message"]) for row in answer.faults)
