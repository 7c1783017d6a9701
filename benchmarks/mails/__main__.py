"""`python -m benchmarks.mails --out DIR`: write buyers' mail with its truth."""

import argparse
from pathlib import Path

from benchmarks.mails.build import write


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument(
        "--part", choices=["practice", "written", "held_back", "hard"], default="practice"
    )
    options.add_argument("--count", type=int, default=400)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    written = write(given.out, given.part, given.count, given.seed)
    print(f"{written} mails in {given.out}")


if __name__ == "__main__":
    main()
