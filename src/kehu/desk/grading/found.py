"""What the engine found of customers, and how it differs from what was known."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from math import isnan
from typing import Any

import numpy as np

from kehu.desk.grading.codes import texts_of
from kehu.desk.grading.models import Grade, LabelChange
from kehu.desk.grading.packing import Packing, Records, is_word, packing_of, value_of
from kehu.engine.rules.rulebook import Dimension, Rulebook

Kept = list[Any]  # label, rule, score, since


@dataclass(frozen=True)
class Found:
    """Customers and their records, which do not know yet since when a label is there."""

    customer_ids: np.ndarray[Any, Any]
    records: Records

    def only(self, chosen: np.ndarray[Any, Any]) -> "Found":
        return Found(self.customer_ids[chosen], self.records[chosen])

    def of(self, customer_ids: np.ndarray[Any, Any], packing: Packing) -> "Found":
        """These customers in their order, nothing known of those who are not here."""
        records = packing.empty(len(customer_ids))
        order = np.argsort(self.customer_ids)
        at = np.searchsorted(self.customer_ids, customer_ids, sorter=order)
        there = np.isin(customer_ids, self.customer_ids)
        records[there] = self.records[order[at[there]]]
        return Found(customer_ids, records)

    def dated(self, known: "Found", now: datetime) -> Records:
        """The records with since when each label is there: now, where it was another before."""
        dated = self.records.copy()
        same = known.records["label"] == dated["label"]
        dated["since"] = np.where(same, known.records["since"], int(now.timestamp()))
        return dated


def changes(
    found: Found, known: Found, packing: Packing, now: datetime, rulebook: Rulebook
) -> Iterator[LabelChange]:
    """A row for every label that was another; both hold the same customers in the same order."""
    before, after = known.records["label"], found.records["label"]
    texts = texts_of(np.unique(np.concatenate([before, after])))
    for at in np.flatnonzero((before != after).any(axis=1)):
        record = found.records[at]
        moved = [int(n) for n in np.flatnonzero(before[at] != after[at])]
        rules = texts_of(record["rule"][moved])
        names = {
            n: _read_by(
                rulebook.dimensions[packing.dimensions[n]], rules[int(record["rule"][n])],
                texts.get(int(before[at][n]), ""), texts.get(int(after[at][n]), ""),
            )
            for n in moved
        }  # fmt: skip
        wanted = {name for some in names.values() for name in some}
        values = {**measures_in(record, packing, wanted), **labels_only(record, packing)}
        for n in moved:
            score = record["score"][n]
            read = {**values, "score": None if np.isnan(score) else float(score)}
            yield LabelChange(
                customer_id=int(found.customer_ids[at]), dimension=packing.dimensions[n],
                rule=rules[int(record["rule"][n])],
                read={name: read.get(name) for name in names[n]},
                before=texts.get(int(before[at][n]), ""), after=texts.get(int(after[at][n]), ""),
                at=now,
            )  # fmt: skip


def _read_by(dimension: Dimension, rule: str, before: str, after: str) -> list[str]:
    """What the rule read; where the label fell, or none held, what the one before it read too."""
    names = dimension.read_by(rule)
    fell = dimension.step(before, after) < 0
    gone = dimension.read_by(before) if fell or not names else []
    return list(dict.fromkeys([*names, *gone]))


def labels_of(grade: Grade | None) -> dict[str, Kept]:
    """By dimension: label, rule, score, since (seconds from 1970)."""
    if grade is None:
        return {}
    packing = packing_of(grade.shape)
    [record] = packing.read([grade.packed])
    texts = texts_of([*record["label"], *record["rule"]])
    return {
        name: [texts.get(int(label)), texts.get(int(rule)), None if np.isnan(score) else score,
               int(since)]
        for name, label, rule, score, since in zip(
            packing.dimensions, record["label"].tolist(), record["rule"].tolist(),
            record["score"].tolist(), record["since"].tolist(), strict=True)
    }  # fmt: skip


def measures_of(grade: Grade) -> dict[str, Any]:
    """Measures and standings by name."""
    packing = packing_of(grade.shape)
    [record] = packing.read([grade.packed])
    return measures_in(record, packing)


def values_of(grade: Grade) -> dict[str, Any]:
    """Everything that conditions may name of a customer: measures, standings, labels."""
    packing = packing_of(grade.shape)
    [record] = packing.read([grade.packed])
    return {**measures_in(record, packing), **labels_only(record, packing)}


def measures_in(
    record: Any, packing: Packing, names: Collection[str] | None = None
) -> dict[str, Any]:
    """Measures and standings of a record by name: all, or those named."""
    numbers = dict(zip(packing.measures, record["measures"].tolist(), strict=True))
    if names is not None:
        numbers = {name: numbers[name] for name in names if name in numbers}
    words = [value for name, value in numbers.items() if is_word(name) and not isnan(value)]
    texts = texts_of(map(int, words))
    return {name: value_of(name, value, texts) for name, value in numbers.items()}


def labels_only(record: Any, packing: Packing) -> dict[str, str | None]:
    """Labels of a record by dimension."""
    texts = texts_of(record["label"])
    return {
        name: texts.get(code)
        for name, code in zip(packing.dimensions, record["label"].tolist(), strict=True)
    }
