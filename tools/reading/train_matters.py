"""Learn what mails are mainly about: `python -m tools.reading.train_matters`.

Writes invented mails (`benchmarks.mails`, the practice part, three seeds, and the written ones),
reads them, and learns from their truth how much every sign weighs; the weights go to
`rulebook/reading/matters.csv`. Prints how many are told rightly when a language at a time is held
back, and of the written ones when a seventh of them is.
"""

import csv
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import LeaveOneGroupOut, cross_val_predict

from benchmarks.mails.build import write
from kehu.cli.histories import customers_of
from kehu.reading.catalogue import read_catalogue
from kehu.reading.known import Known, read_multinationals
from kehu.reading.matters import BIAS, signs
from kehu.reading.message.machines import machine
from kehu.reading.message.parts import read_message
from kehu.reading.triage import Desk

_WEIGHTS = Path("src/kehu/rulebook/reading/matters.csv")
_SEEDS, _COUNT = (1, 2, 3), 1000
_STRENGTH = (
    0.3  # inverse of the penalty; as right as 1 where sentences are new, with smaller weights
)
_OF_KIND = {"complaint": "complaint", "follow_up": "follow_up", "sample_request": "sample",
            "not_inquiry": "other"}  # fmt: skip
_WRITTEN = 5.0  # what a mail of the hard sorts weighs: they are few, and nearer to life
_TOGETHER = 64
# Every mail is learned from again as it would be without a history: then nobody is a customer.
_UNKNOWN = ("customer", "thread", "answer")
Row = tuple[dict[str, float], str, str]
Numbers = NDArray[np.float64]
Words = NDArray[np.str_]


def main() -> None:
    rows = [row for seed in _SEEDS for row in mails("practice", seed)]
    few = list(mails("written", 1))
    names = [name for name in rows[0][0] if name != BIAS]
    given, matters, languages = _columns(rows, names)
    model = LogisticRegression(C=_STRENGTH, max_iter=3000)
    told = cross_val_predict(model, given, matters, groups=languages, cv=LeaveOneGroupOut())
    for matter in sorted(set(matters)):
        mine = matters == matter
        print(f"{matter}: {(told[mine] == matter).mean():.3f} of {mine.sum()}")
    print(f"all: {(told == matters).mean():.3f} of {len(matters)}")
    more, true, _ = _columns(few, names)
    given, matters = np.vstack([given, more]), np.concatenate([matters, true])
    weights = np.array([1.0] * len(rows) + [_WRITTEN] * len(few))
    # Both readings of a mail, with its history and without, stand one behind the other.
    parts = np.arange(len(few)) // 2 % 7
    right = 0
    for part in range(7):
        learned = np.concatenate([np.ones(len(rows), bool), parts != part])
        model.fit(given[learned], matters[learned], sample_weight=weights[learned])
        right += (model.predict(more[parts == part]) == true[parts == part]).sum()
    print(f"written: {right / len(few):.3f} of {len(few)}")
    model.fit(given, matters, sample_weight=weights)
    _write(names, model)


def _columns(rows: list[Row], names: list[str]) -> tuple[Numbers, Words, Words]:
    """Signs, matters and languages."""
    given = np.array([[found[name] for name in names] for found, _, _ in rows])
    return given, np.array([row[1] for row in rows]), np.array([row[2] for row in rows])


def mails(part: str, seed: int) -> Iterator[Row]:
    """Signs, matter and language of every mail that no machine wrote."""
    with tempfile.TemporaryDirectory(prefix="kehu-mails-") as folder:
        place = Path(folder)
        write(place, part, _COUNT, seed)
        truths = [json.loads(one) for one in (place / "truth.jsonl").open(encoding="utf-8")]
        desk = _desk(place)
        for start in range(0, len(truths), _TOGETHER):
            some = truths[start : start + _TOGETHER]
            messages = [read_message((place / "mails" / one["file"]).read_bytes()) for one in some]
            for truth, seen in zip(some, desk.seen(messages), strict=True):
                if machine(seen.message) is None or seen.form is not None:
                    matter, found = _OF_KIND.get(truth["kind"], "inquiry"), signs(seen)
                    yield found, matter, truth["language"]
                    yield found | dict.fromkeys(_UNKNOWN, 0.0), matter, truth["language"]


def _desk(place: Path) -> Desk:
    by_address, by_domain = customers_of(place / "history", "en", json_errors=False)
    own = (place / "own_domain.txt").read_text("utf-8").strip()
    known = Known(own, read_multinationals(place / "companies.csv"), by_address, by_domain)
    return Desk(read_catalogue(place / "catalogue.csv"), known)


def _write(names: list[str], model: LogisticRegression) -> None:
    weights = np.vstack([model.intercept_, model.coef_.T])
    with _WEIGHTS.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["sign", *model.classes_])
        for name, row in zip([BIAS, *names], weights, strict=True):
            rows.writerow([name, *(f"{one:.3f}" for one in row)])


if __name__ == "__main__":
    main()
