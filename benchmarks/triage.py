"""How well and how quickly `kehu triage` reads mails that its rules were not written by.

    python -m benchmarks.triage [--part held_back] [--errors FIELD]

The mails are those of `benchmarks.mails`; the held-back part and the hard ones are for the figures,
practice is for looking at errors.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.lines import line
from benchmarks.mails.build import write

_ONE = {
    "language": 0.95, "kind": 0.90, "next_step": 0.85, "authenticity": None,
    "sample_decision": None,
}  # fmt: skip
_SEVERAL = {"skus": 0.85, "signals": None, "missing": None}
_PER_SECOND, _START = 100.0, 3.0
Row = dict[str, Any]


def rows() -> list[str]:
    """Lines of the table in docs/benchmarks.md."""
    told = []
    with tempfile.TemporaryDirectory(prefix="kehu-mails-") as folder:
        for part, count in (("held_back", 400), ("hard", 400)):
            place = Path(folder) / part
            write(place, part, count, 1)
            told += _accuracy(part, truths(place), answers(place))
        told += _speed(Path(folder) / "held_back")
    return told


def truths(place: Path) -> list[Row]:
    return [json.loads(one) for one in (place / "truth.jsonl").open(encoding="utf-8")]


def answers(place: Path, mail: str = "") -> list[Row]:
    """What the command says of the mails of a part, in their order."""
    out = place / "answers.jsonl"
    given = [
        "triage", place / "mails" / mail, "--catalogue", place / "catalogue.csv",
        "--companies", place / "companies.csv", "--history", place / "history",
        "--own-domain", (place / "own_domain.txt").read_text("utf-8").strip(), "--out", out,
    ]  # fmt: skip
    _run(given)
    return [json.loads(one) for one in out.open(encoding="utf-8")]


def _run(given: Sequence[object]) -> float:
    """Seconds of a command on one core."""
    start = time.perf_counter()
    command = "import sys; from kehu.cli import main; main(sys.argv[1:])"
    subprocess.run([sys.executable, "-c", command, *map(str, given)], check=True,
                   env=os.environ | {"OMP_NUM_THREADS": "1"})  # fmt: skip
    return time.perf_counter() - start


def _accuracy(part: str, truth: list[Row], said: list[Row]) -> Iterator[str]:
    name = {"held_back": f"{len(truth)} held-back mails", "hard": f"{len(truth)} hard mails"}[part]
    for field, mark in _ONE.items():
        share = sum(one[field] == two[field] for one, two in zip(truth, said, strict=True)) / len(
            truth
        )
        what = f"{name}: {field.replace('_', ' ')} right"
        wanted, met = (f"{mark:.0%}", share >= mark) if mark else ("", None)
        yield line(what, f"{share:.1%}", wanted, met)
    for field, mark in _SEVERAL.items():
        pairs = [
            (set(one[field]), set(two[field] or ())) for one, two in zip(truth, said, strict=True)
        ]
        right = sum(len(one & two) for one, two in pairs)
        precision = right / max(sum(len(two) for _, two in pairs), 1)
        recall = right / max(sum(len(one) for one, _ in pairs), 1)
        both = 2 * precision * recall / max(precision + recall, 1e-9)
        what = f"{name}: {field}, F1 (precision, recall)"
        wanted, met = (f"{mark}", both >= mark) if mark else ("", None)
        yield line(what, f"{both:.3f} ({precision:.3f}, {recall:.3f})", wanted, met)
    wronged = sum(
        (one["kind"], one["authenticity"], two["authenticity"])
        == ("follow_up", "likely_genuine", "suspicious")
        for one, two in zip(truth, said, strict=True)
    )  # fmt: skip
    yield line(
        f"{name}: genuine customers' threads taken for fraud", f"{wronged}", "0", wronged == 0
    )


def _speed(place: Path) -> Iterator[str]:
    """Of one mail and of all, without a history, which would be an engine's start."""
    given = ["triage", "--catalogue", place / "catalogue.csv", "--out", place / "speed.jsonl"]
    first = sorted((place / "mails").iterdir())[0]
    _run([*given, first])  # the files are in memory, the catalogue's vectors are kept
    start = min(_run([*given, first]) for _ in range(3))
    everything = min(_run([*given, place / "mails"]) for _ in range(3))
    count = len(list((place / "mails").iterdir()))
    rate = (count - 1) / (everything - start)
    yield line("kehu triage of one mail, catalogue of 1,000 products", f"{start:.1f} s",
               f"{_START:.0f} s", start < _START)  # fmt: skip
    yield line(f"mails a second on one core, of {count}", f"{rate:.0f}", f"{_PER_SECOND:.0f}",
               rate >= _PER_SECOND)  # fmt: skip


def _errors(place: Path, field: str) -> None:
    for one, two in zip(truths(place), answers(place), strict=True):
        wrong = one[field] != two[field] if not isinstance(one[field], list) else (
            set(one[field]) != set(two[field] or ()))  # fmt: skip
        if wrong:
            print(
                f"{one['file']} {one['case']} [{one['language']}]: {one[field]} told {two[field]}"
            )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--part", choices=["practice", "written", "held_back", "hard"], default="practice"
    )
    options.add_argument("--errors", metavar="FIELD", help="list the mails whose FIELD is wrong")
    given = options.parse_args()
    if given.errors is None:
        rows()
        return
    with tempfile.TemporaryDirectory(prefix="kehu-mails-") as folder:
        write(Path(folder), given.part, 400, 1)
        _errors(Path(folder), given.errors)


if __name__ == "__main__":
    main()
