"""Deals out cases and languages, and writes a part of the set."""

import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

from benchmarks.mails import catalogue, deal, history
from benchmarks.mails.envelope import OURS, mail
from benchmarks.mails.truth import truth


def rows(part: str, count: int, seed: int) -> Iterator[tuple[bytes, dict]]:
    """Bytes and truth of every mail of a part."""
    for number, letter in enumerate(deal.letters(part, count, seed), 1):
        rng = random.Random(f"{seed}/{part}/{number}/bytes")
        row = truth(letter.said) | letter.truth
        yield mail(letter, rng, number), {"file": f"{number:04}.eml", **row, "case": letter.case}


def write(out: Path, part: str, count: int, seed: int) -> int:
    """Write the part; returns how many mails there are."""
    folder = out / "mails"
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    with (out / "truth.jsonl").open("w", encoding="utf-8", newline="\n") as file:
        for data, row in rows(part, count, seed):
            (folder / row["file"]).write_bytes(data)
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            written += 1
    catalogue.write(out / "catalogue.csv")
    history.write(out / "history", seed)
    (out / "own_domain.txt").write_text(OURS + "\n", encoding="utf-8")
    shutil.copyfile(Path(__file__).parent / "data" / "companies.csv", out / "companies.csv")
    return written
