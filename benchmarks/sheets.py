"""A sheet of 100,000 rows through the wizard into the application.

    python -m benchmarks.sheets          on SQLite, and on a PostgreSQL from a wheel

The sheet is a workbook of customers with a person each, in Chinese and English, half of whose cells
need a repair. What is timed is the worker's part, step by step: reading, checking, writing.
"""

import argparse
import json
import random
import secrets
import subprocess
import sys
from pathlib import Path

from benchmarks.desk import postgresql, sqlite
from benchmarks.lines import line

_MARK = 90.0  # seconds
_HEADINGS = ("公司名称", "国家", "城市", "网址", "联系人", "职位", "邮箱", "电话", "来源",
             "员工人数", "年采购额", "建档时间")  # fmt: skip
_PLACES = (
    ("西班牙", "963 123 4"), ("DE", "030 12345"), ("Mexico", "55 1234 5"), ("美国", "212 555 2"),
    ("Việt Nam", "24 3825 5"), ("UAE", "4 123 45"), ("England", "20 7946 0"), ("波兰", "22 123 45"),
)  # fmt: skip
_FORMS = ("GmbH", "S.A.", "Ltd.", "有限公司", "Inc")


def rows(count: int = 100_000) -> list[str]:
    """Lines of the table in docs/benchmarks.md."""
    found = []
    for database, where in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        with where() as environment:
            (Path(environment["KEHU_DATA"]) / "secret-key").write_text(secrets.token_urlsafe(50))
            told = _run(environment, count)
        whole = told["read"] + told["check"] + told["load"]
        steps = (
            f"read {told['read']:.1f} s, checked {told['check']:.1f}, written {told['load']:.1f}"
        )
        found.append(
            line(f"a sheet of {count:,} rows with people, imported, {database}",
                 f"{whole:.1f} s ({steps}; {told['peak']:.0f} MB)", f"{_MARK:.0f} s", whole < _MARK)
        )  # fmt: skip
        found.append(line("the same taken back", f"{told['undo']:.1f} s"))
    return found


def _run(environment: dict[str, str], count: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.sheets_inside", str(count)]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def cells(count: int, seed: int = 7) -> list[list[object]]:
    """Rows of the sheet, its headings first."""
    chance = random.Random(seed)
    made: list[list[object]] = [list(_HEADINGS)]
    for n in range(count):
        country, dial = chance.choice(_PLACES)
        name = f"{_word(chance)} {_word(chance)}"
        site = f"{name.replace(' ', '').lower()}{n}.com"
        made.append([
            f"{name} {n} {chance.choice(_FORMS)}", country, _word(chance),
            chance.choice([f"https://www.{site}/en", site]), f"{_word(chance)} {_word(chance)}",
            "Buyer", chance.choice([f"info@{site}", f"sales(at){site}"]),
            f"{dial}{chance.randrange(10, 99)}{chance.randrange(10)}",
            chance.choice(["展会", "阿里巴巴", "Google"]), chance.choice(["51-100人", "30", ""]),
            chance.choice(["12万", "US$ 1,200", ""]),
            f"2025/{chance.randrange(1, 13)}/{chance.randrange(1, 29)}",
        ])  # fmt: skip
    return made


def _word(chance: random.Random) -> str:
    return "".join(
        chance.choice("bcdfghklmnprstvz") + chance.choice("aeiou")
        for _ in range(chance.randint(2, 4))
    ).title()


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=100_000)
    rows(options.parse_args().rows)
