"""Wrong usage ends with 2 and a sentence; nothing ever ends with a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from running import AS_OF, Kehu

KEHU = Path(sys.executable).with_name("kehu")


def test_a_folder_that_is_not_there(kehu: Kehu) -> None:
    for words in (("check",), ("label", *AS_OF), ("explain", "x"), ("demo", "summary")):
        name, *rest = words
        place = [name, *rest, "nowhere"] if name == "demo" else [name, "nowhere", *rest]
        answer = kehu(*place)
        assert answer.code == 2
        assert answer.err.startswith("There is no folder nowhere.")
        assert kehu(*place, "--lang", "zh").err.startswith("没有文件夹 nowhere")


def test_a_json_reader_gets_json_for_wrong_usage_too(kehu: Kehu) -> None:
    [told] = kehu("label", "nowhere", "--json-errors").faults
    assert (told["code"], told["severity"]) == ("no_such_folder", "error")


@pytest.mark.parametrize(
    "moment", ["yesterday", "2026-13-01", "", "20.10.2026", "0001-01-01T00:00+14:00", "9" * 40]
)
def test_a_wrong_date(kehu: Kehu, ledger: Path, moment: str) -> None:
    answer = kehu("label", ledger, "--as-of", moment)
    assert answer.code == 2
    assert "is not a date or time" in answer.err
    chinese = kehu("label", ledger, "--as-of", moment, "--lang", "zh")
    assert "不是日期或时间" in chinese.err


@pytest.mark.parametrize("out", ["labels.txt", "labels", "no/folder/x.csv", "", "taken.csv"])
def test_a_file_that_cannot_be_written(kehu: Kehu, ledger: Path, out: str) -> None:
    Path("taken.csv").mkdir()
    answer = kehu("label", ledger, *AS_OF, "--out", out)
    assert answer.code == 2
    assert "Invalid value for '--out'" in answer.err


@pytest.mark.parametrize(
    "words",
    [
        (), ("nothing",), ("label",), ("label", "{ledger}", "--engine", "oracle"),
        ("label", "{ledger}", "--lang", "fr"), ("label", "{ledger}", "--sort"),
        ("explain", "{ledger}"),
        ("movement", "{ledger}"), ("movement", "{ledger}", "--from", "2026-01-01"),
        ("rulebook",), ("rulebook", "check", "no.yaml"), ("rulebook", "diff", "default"),
        ("rulebook", "diff", "default", "no.yaml", "--ledger", "{ledger}"),
        ("label", "{ledger}", "--rulebook", "no.yaml"), ("label", "{ledger}/customers.parquet"),
        ("explain", "{ledger}", "nobody"), ("explain", "{ledger}", "O'Brien \"x\" --"),
        ("explain", "{ledger}", "C0000001", "--dimension", "mood"),
        ("demo", "ledger", "--out", "x", "--customers", "0"),
        ("demo", "ledger", "--out", "{ledger}"),
        ("demo", "ledger", "--out", "x", "--customers", "5", "--seed", "-1"),
    ],
)  # fmt: skip
def test_words_that_make_no_command(kehu: Kehu, ledger: Path, words: tuple[str, ...]) -> None:
    answer = kehu(*[word.format(ledger=ledger) for word in words])
    assert answer.code == 2
    assert answer.err


LEDGERS: dict[str, dict[str, bytes]] = {
    "nothing": {},
    "garbage": {"customers.csv": bytes(range(256)) * 20},
    "no parquet": {"customers.parquet": b"PAR1 is not all there is to it"},
    "empty file": {"customers.csv": b""},
    "no id": {"customers.csv": b"name\nAce\n"},
    "open quote": {"customers.csv": b'customer_id,name\na,"Ace\n'},
    "no customers": {"orders.csv": b"order_id,customer_id,ordered_at,amount\n1,a,2026-01-01,5\n"},
    "both": {"customers.csv": b"customer_id,name\na,A\n", "customers.parquet": b"x"},
    "bad order": {
        "customers.csv": b"customer_id,name\na,A\n",
        "orders.csv": b"order_id,customer_id,ordered_at,amount,currency\n1,a,soon,much,XXX\n",
    },
}


@pytest.mark.parametrize("name", LEDGERS)
def test_a_ledger_that_is_none_is_told_by_every_command(
    kehu: Kehu, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / name
    folder.mkdir()
    for file, written in LEDGERS[name].items():
        (folder / file).write_bytes(written)
    period = ("--from", "2026-01-01", "--to", "2026-06-01")
    for words in (
        ("check", folder),
        ("label", folder, *AS_OF),
        ("label", folder, *AS_OF, "--base-currency", "x'y\"z", "--json-errors"),
        ("movement", folder, *period, "--matrix"),
        ("demo", "summary", folder),
        ("rulebook", "diff", "default", "default", "--ledger", folder),
    ):
        answer = kehu(*words)
        assert answer.code == 1, words
        assert answer.err
    assert kehu("explain", folder, "a", *AS_OF).code in (1, 2)


def test_a_ledger_without_a_row_has_no_labels(kehu: Kehu, tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text("customer_id,name\n")
    answer = kehu("label", tmp_path, *AS_OF)
    assert (answer.code, answer.out) == (0, "")
    summary = kehu("demo", "summary", tmp_path)
    assert (summary.code, summary.err.strip()) == (2, "The ledger has no orders.")


# ---- as a process ------------------------------------------------------------------------------


def test_a_reader_that_goes_away_is_no_error(ledger: Path) -> None:
    script = f'"{KEHU}" label "{ledger}" --as-of 2026-11-01 | head -1; echo "${{PIPESTATUS[0]}}"'
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    first, code = done.stdout.splitlines()
    assert first.startswith('{"customer_id": "C0000001"')
    assert (code, done.stderr) == ("0", "")


def test_a_terminal_that_knows_only_ascii_still_gets_utf8_rows(faulty: Path) -> None:
    plain = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = subprocess.run(
        [KEHU, "check", faulty, "--lang", "zh"], env=plain, capture_output=True, check=False
    )
    assert done.returncode == 1
    assert "国家代码" in done.stdout.decode("utf-8")
    assert b"Traceback" not in done.stderr


def test_loading_the_commands_loads_no_spark() -> None:
    script = "import sys, kehu.cli; print([n for n in sys.modules if n.startswith('pyspark')])"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
