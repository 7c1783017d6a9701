"""What marks say of all records: error rates by field, with their intervals."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from kehu.desk.intake.models import AccuracyCheck, SampledRecord
from kehu.matching.sampling import wilson


@dataclass
class Result:
    """One field of a check: how many records have it filled in, and what was said of these."""

    filled: int = 0
    said: Counter[str] = field(default_factory=Counter)

    @property
    def wrong(self) -> int:
        return self.said["wrong"]

    @property
    def unknown(self) -> int:
        return self.said["unknown"]

    @property
    def checked(self) -> int:
        """Those of which somebody could tell: what the rate is of."""
        return self.said["right"] + self.wrong

    @property
    def rate(self) -> float | None:
        """The share that is wrong; None before anything was checked."""
        return self.wrong / self.checked if self.checked else None

    @property
    def interval(self) -> tuple[float, float]:
        """Between which shares the rate of all customers lies, at 95 %."""
        return wilson(self.wrong, self.checked)


Results = dict[str, Result]


def results_of(checks: Iterable[AccuracyCheck]) -> dict[int, Results]:
    """By check, the results of its fields, with one question to the database."""
    found = {check.pk: {name: Result() for name in check.fields} for check in checks}
    rows = SampledRecord.objects.filter(of_check__in=list(found))
    for number, values, marks in rows.values_list("of_check_id", "values", "marks").iterator():
        for name, result in found[number].items():
            result.filled += bool(values[name])
            result.said.update([marks[name]] if name in marks else [])
    return found
