"""Learn what mails are mainly about: `python -m tools.reading.train_matters`.

Writes invented mails (`benchmarks.mails`, the practice part, three seeds), reads them, and learns
from their truth how much every sign weighs; the weights go to `rulebook/reading/matters.csv`.
Prints how many are told rightly when a language at a time is held back.
"""

import csv
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
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
_TOGETHER = 64
# Every mail is learned from again as it would be without a history: then nobody is a customer.
_UNKNOWN = ("customer", "thread", "answer")


def main() -> None:
    rows = [row for seed in _SEEDS for row in mails(seed)]
    names = [name for name in rows[0][0] if name != BIAS]
    given = np.array([[found[name] for name in names] for found, _, _ in rows])
    matters = np.array([matter for _, matter, _ in rows])
    languages = np.array([language for _, _, language in rows])
    model = LogisticRegression(C=_STRENGTH, max_iter=3000)
    told = cross_val_predict(model, given, matters, groups=languages, cv=LeaveOneGroupOut())
    for matter in sorted(set(matters)):
        mine = matters == matter
        print(f"{matter}: {(told[mine] == matter).mean():.3f} of {mine.sum()}")
    print(f"all: {(told == matters).mean():.3f} of {len(matters)}")
    model.fit(given, matters)
    _write(names, model)


def mails(seed: int) -> Iterator[tuple[dict[str, float], str, str]]:
    """Signs, matter and language of every mail that no machine wrote."""
    with tempfile.TemporaryDirectory(prefix="kehu-mails-") as folder:
        place = Path(folder)
        write(place, "practice", _COUNT, seed)
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
