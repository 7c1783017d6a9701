"""What the engine found of one customer, and how it differs from what was known."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kehu.desk.grading.models import Grade, LabelChange, Shape
from kehu.engine.rules.rulebook import Rulebook

Label = tuple[str, str, float | None]  # label, rule, score
Kept = list[Any]  # label, rule, score, since


@dataclass(frozen=True)
class Found:
    """A customer's values (measures and standings, by name) and labels (by dimension)."""

    customer_id: int
    values: Mapping[str, Any]
    labels: Mapping[str, Label]

    def grade(self, shape: Shape, before: Grade | None, now: datetime) -> Grade:
        """The row to keep. A label that stays keeps its `since`."""
        known = labels_of(before)
        labels = [
            [*self.labels[name], since(known.get(name), self.labels[name], now)]
            for name in shape.dimensions
        ]
        return Grade(
            customer_id=self.customer_id,
            shape=shape,
            as_of=now,
            measures=[self.values[name] for name in shape.measures],
            labels=labels,
            purchases=self.values["purchases_12m"],
            profit=self.values["profit_12m"],
            changed_at=now,
        )

    def changes(
        self, before: Grade | None, now: datetime, rulebook: Rulebook
    ) -> Iterator[LabelChange]:
        """A row for every label that was another, none for a customer who had none at all."""
        if before is None:
            return
        known = labels_of(before)
        values = {**self.values, **{name: label for name, (label, *_) in self.labels.items()}}
        for name, (label, rule, score) in self.labels.items():
            was = known[name][0] if name in known else ""
            if was != label:
                yield LabelChange(
                    customer_id=self.customer_id,
                    dimension=name,
                    before=was,
                    after=label,
                    rule=rule,
                    read={
                        read: score if read == "score" else values.get(read)
                        for read in rulebook.dimensions[name].read_by(rule)
                    },
                    at=now,
                )


def labels_of(grade: Grade | None) -> dict[str, Kept]:
    """By dimension: label, rule, score, since."""
    return dict(zip(grade.shape.dimensions, grade.labels, strict=True)) if grade else {}


def measures_of(grade: Grade) -> dict[str, Any]:
    """Measures and standings by name."""
    return dict(zip(grade.shape.measures, grade.measures, strict=True))


def values_of(grade: Grade) -> dict[str, Any]:
    """Everything that conditions may name of a customer: measures, standings, labels."""
    return {**measures_of(grade), **{name: kept[0] for name, kept in labels_of(grade).items()}}


def since(known: Kept | None, label: Label, now: datetime) -> int:
    """Seconds from 1970 at which the label came, which is now unless it was known already."""
    stays = known is not None and known[0] == label[0]
    return int(known[3]) if stays and known else int(now.timestamp())
