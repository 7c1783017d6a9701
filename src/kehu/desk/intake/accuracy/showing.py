"""Checks, records and results as pages show them, in the reader's words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

from django.utils.translation import gettext as _

from kehu.desk.accounts.actor import Actor
from kehu.desk.core.languages import page_language
from kehu.desk.core.templatetags.figures import country_name, urlhref
from kehu.desk.intake.accuracy.asked import Asked, asked, rules
from kehu.desk.intake.accuracy.drawing import size_of, values_of
from kehu.desk.intake.accuracy.reach import reaches, records_of
from kehu.desk.intake.accuracy.results import Result, Results
from kehu.desk.intake.models import AccuracyCheck, SampledRecord
from kehu.engine.rules.load import default_rulebook


@dataclass(frozen=True)
class MarkShown:
    """One thing to say of a value, and whether it was said."""

    name: str
    title: str
    chosen: bool


@dataclass(frozen=True)
class FieldShown:
    """A field of a record as it was drawn; `href` leads to what it names, where it does."""

    number: int
    name: str
    title: str
    shown: str
    href: str
    marks: list[MarkShown]


@dataclass(frozen=True)
class RecordShown:
    """A record to be marked: its fields that are filled in, and the titles of those that are not.

    `holder` is who holds the customer where that is out of the actor's reach by now: then its
    values are not told.
    """

    record: SampledRecord
    fields: list[FieldShown]
    empty: list[str]
    holder: str

    @property
    def said(self) -> int:
        return len(self.record.marks)


def record_shown(actor: Actor, record: SampledRecord) -> RecordShown:
    """A record with its values, but for one that another holds by now."""
    lang = page_language()
    if not reaches(actor, record):
        owner = record.customer.owner if record.customer else None
        return RecordShown(record, [], [], owner.name if owner else "")
    empty = [asked(name).title[lang] for name, value in record.values.items() if not value]
    fields = [_field(n, name, record) for n, name in enumerate(record.filled)]
    return RecordShown(record, fields, empty, "")


def _field(number: int, name: str, record: SampledRecord) -> FieldShown:
    lang, value = page_language(), record.values[name]
    marks = [
        MarkShown(mark, title[lang], record.marks.get(name) == mark)
        for mark, title in rules().marks.items()
    ]
    return FieldShown(
        number, name, asked(name).title[lang], value_shown(name, value), _href(name, value), marks
    )


def value_shown(name: str, value: str) -> str:
    """A value as the reader writes it: countries and roles in words, other codes as they are."""
    if name == "customers.country":
        return country_name(value)
    if name == "customers.channel_role":
        labels = default_rulebook().dimensions["channel_role"].labels
        titles = {label.code: label.title for label in labels}
        return titles[value][page_language()] if value in titles else value
    return value


def _href(name: str, value: str) -> str:
    if name == "customers.website":
        return urlhref(value)
    return f"mailto:{value}" if name == "contacts.email" else ""


@dataclass(frozen=True)
class PrecisionShown:
    """A precision to choose, and how many records it asks for."""

    points: int
    size: int
    chosen: bool


def precisions_shown(population: int, chosen: int) -> list[PrecisionShown]:
    """The precisions with their samples of so many customers."""
    return [
        PrecisionShown(points, size_of(points, population), points == chosen)
        for points in rules().precisions
    ]


@dataclass(frozen=True)
class ResultShown:
    """A field's result with figures as texts, empty before anything was checked.

    `before` is the rate that the same person's check before found.
    """

    title: str
    result: Result
    rate: str
    interval: str
    says: str
    before: str = ""


def results_shown(
    results: Results, names: Sequence[str], before: Mapping[str, Result] | None = None
) -> list[ResultShown]:
    """Results of fields in the order of `names`; of one that was not checked, an empty one."""
    return [
        _result(asked(name), results.get(name, Result()), (before or {}).get(name, Result()))
        for name in names
    ]


def _result(field: Asked, result: Result, before: Result) -> ResultShown:
    title, earlier = field.title[page_language()], percent(before.rate)
    if result.rate is None:
        return ResultShown(title, result, "", "", "")
    low, high = whole_percents(result)
    return ResultShown(
        title, result, percent(result.rate), f"{low}–{high}%", in_words(field, result), earlier
    )


def in_words(field: Asked, result: Result) -> str:
    """What a result says of all customers: “Of 100 e-mail addresses 4 to 11 are wrong.”"""
    low, high = whole_percents(result)
    told = {"many": field.many[page_language()], "low": low, "high": high}
    if low == 0:
        return _("Of 100 %(many)s at most %(high)s are wrong.") % told
    if high == 100:
        return _("Of 100 %(many)s at least %(low)s are wrong.") % told
    return _("Of 100 %(many)s %(low)s to %(high)s are wrong.") % told


def whole_percents(result: Result) -> tuple[int, int]:
    """The interval in whole per cent, never narrower than it is."""
    low, high = (round(100 * share, 6) for share in result.interval)
    return floor(low), ceil(high)


def percent(share: float | None) -> str:
    """A share to a tenth of a per cent; nothing where there is none."""
    return "" if share is None else f"{100 * share:.1f}%"


@dataclass(frozen=True)
class ToMend:
    """A record with values that are wrong: their titles, each with whether it changed since."""

    record: SampledRecord
    fields: list[tuple[str, bool]]


def to_mend(actor: Actor, check: AccuracyCheck) -> list[ToMend]:
    """Records of one's own check with something wrong, whose customers are within reach still."""
    lang, found = page_language(), []
    records = [one for one in records_of(actor, check) if "wrong" in one.marks.values()]
    records = [one for one in records if one.customer_id and reaches(actor, one)]
    now = values_of([one.customer_id for one in records if one.customer_id], check.fields)
    for one in records:
        wrong = [name for name, mark in one.marks.items() if mark == "wrong"]
        values = now[one.customer_id or 0]
        found.append(ToMend(one, [
            (asked(name).title[lang], values[name] != one.values[name]) for name in wrong
        ]))  # fmt: skip
    return found


def listed(results: Results, names: Sequence[str]) -> Iterator[list[object]]:
    """Results as lines of a sheet, a heading first; rates and bounds in per cent."""
    yield [
        _("Field"), _("Filled in"), _("Checked"), _("Wrong"), _("Cannot tell"), _("Error rate, %"),
        _("From, %"), _("To, %"), _("What it says"),
    ]  # fmt: skip
    for one in results_shown(results, names):
        result = one.result
        figures: list[object] = ["", "", ""]
        if result.rate is not None:
            figures = [round(100 * share, 1) for share in (result.rate, *result.interval)]
        yield [one.title, result.filled, result.checked, result.wrong, result.unknown, *figures,
               one.says]  # fmt: skip
