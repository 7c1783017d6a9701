"""One customer on one page: labels, plays, people, orders, money, everything that happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.formats import number_format

from kehu.desk.accounts.actor import Actor
from kehu.desk.followups.models import FollowUp
from kehu.desk.followups.places import place_of, there
from kehu.desk.followups.queries import open_plays
from kehu.desk.grading.chips import Chip, chips_of
from kehu.desk.grading.models import Grade, LabelChange
from kehu.desk.inquiries.models import Thread
from kehu.desk.insights.judging import judged_in_words
from kehu.desk.intake.blacklist.asking import barred_by
from kehu.desk.intake.enrichment.showing import said_of
from kehu.desk.intake.merging.relations import Relation, relations_of
from kehu.desk.intake.models import BarredCustomer, ReferenceTable
from kehu.desk.ledger.models import (
    Contact,
    Customer,
    CustomerTag,
    CustomsRecord,
    Order,
    OrderLine,
    Payment,
    Proforma,
    Sample,
    Tag,
)
from kehu.desk.ledger.telling import told, told_judgement
from kehu.desk.ledger.timeline import PAGE, Happening, timeline
from kehu.engine.plays.buyers_day import BuyersNow
from kehu.engine.rules.words import Words

_ORDERS = 20
_THREADS = 5
_JUST = 120  # seconds in which a change of label is news


@dataclass(frozen=True)
class Line:
    """A line of the timeline: a happening or a label that changed."""

    kind: str
    at: datetime
    words: str
    inbound: bool = False


@dataclass(frozen=True)
class Labelled:
    """A dimension with its chip, for the list of all labels."""

    dimension: str
    title: str
    source: str
    chip: Chip


@dataclass(frozen=True)
class Page:
    """What the page shows; the timeline and the reasons are asked for apart."""

    grade: Grade | None
    labels: list[Labelled]
    plays: list[FollowUp]
    threads: list[Thread]
    contacts: list[Contact]
    orders: list[Order]
    proformas: list[Proforma]
    samples: list[Sample]
    there: BuyersNow | None
    tags: list[Tag]
    other_tags: list[Tag]
    barred: list[BarredCustomer]
    relations: list[Relation]
    former_names: list[str]
    shipments: list[CustomsRecord]
    said_of: list[tuple[ReferenceTable, list[tuple[str, str]]]]


def page_of(actor: Actor, customer: Customer, words: Words) -> Page:
    """Everything about one customer but the timeline."""
    grade = Grade.objects.select_related("shape").filter(customer=customer).first()
    contacts = list(Contact.objects.filter(customer=customer).order_by("pk"))
    lines = OrderLine.objects.select_related("product").order_by("line")
    orders = Order.objects.filter(customer=customer).prefetch_related(
        Prefetch("lines", lines), Prefetch("payments", Payment.objects.order_by("due_at"))
    )
    tags, now = Tag.objects.all(), timezone.now()
    has = set(CustomerTag.objects.filter(customer=customer).values_list("tag_id", flat=True))
    return Page(
        grade,
        _labels(grade, words),
        open_plays(actor, customer),
        list(Thread.objects.filter(customer=customer).order_by("-last_at")[:_THREADS]),
        contacts,
        list(orders.order_by("-ordered_at")[:_ORDERS]),
        list(Proforma.objects.filter(customer=customer).order_by("-issued_at")[:_ORDERS]),
        list(Sample.objects.filter(customer=customer).select_related("product")
             .order_by("-requested_at")[:_ORDERS]),
        there(place_of(customer, contacts), now),
        [tag for tag in tags if tag.pk in has],
        [tag for tag in tags if tag.pk not in has],
        barred_by(customer),
        relations_of(actor, customer),
        list(customer.formerly.order_by("since").values_list("name", flat=True)),
        list(CustomsRecord.objects.filter(customer=customer).order_by("-arrived_at")[:_ORDERS]),
        said_of(customer),
    )  # fmt: skip


def _labels(grade: Grade | None, words: Words) -> list[Labelled]:
    """All labels in the order of the rulebook."""
    names = list(words.rulebook.dimensions)
    return [
        Labelled(name, words.name(name), words.rulebook.dimensions[name].source, chip)
        for name, chip in zip(names, chips_of(grade, names, words), strict=True)
        if chip is not None
    ]


def lines_of(customer: Customer, words: Words, before: datetime | None) -> list[Line]:
    """The timeline with label changes among what happened, newest first."""
    happenings = timeline(customer, before)
    changes = LabelChange.objects.filter(customer=customer).exclude(before="")
    if before is not None:
        changes = changes.filter(at__lt=before)
    told_ones = [
        Line(one.kind, one.at, _told(one, words), getattr(one.row, "direction", "") == "in")
        for one in happenings
    ]
    changed = [
        Line("label", one.at, _changed(one, words)) for one in changes.order_by("-at")[:PAGE]
    ]
    return sorted([*told_ones, *changed], key=lambda line: line.at, reverse=True)[:PAGE]


def _told(happening: Happening, words: Words) -> str:
    if happening.kind != "customer.judged":
        return told(happening, words.currency)
    row = happening.row
    return told_judgement(row, *judged_in_words(row.subject, row.value, words))


def news_in(lines: Sequence[Line]) -> list[str]:
    """Labels that changed just now, so that whoever recorded something sees what it did."""
    now = timezone.now()
    return [
        one.words for one in lines
        if one.kind == "label" and (now - one.at).total_seconds() < _JUST
    ]  # fmt: skip


def _changed(change: LabelChange, words: Words) -> str:
    dimension = words.rulebook.dimensions.get(change.dimension)
    if dimension is None:
        return f"{change.dimension}: {change.before} → {change.after}"
    before = words.label(dimension, change.before) if change.before else "—"
    return f"{words.name(change.dimension)}: {before} → {words.label(dimension, change.after)}"


# ---- purchases by month ------------------------------------------------------------------------

MONTHS = 24


@dataclass(frozen=True)
class Bar:
    """Purchases of a month in base currency, and where the bar stands in a drawing 720 × 80."""

    month: str
    amount: Decimal
    shown: str
    x: int
    top: str
    height: str


_HIGH = 80.0


def bars(sums: Sequence[tuple[str, Decimal]]) -> list[Bar]:
    """Bars of equal width, the tallest as high as the drawing."""
    highest = max((amount for _, amount in sums), default=Decimal(0)) or Decimal(1)
    heights = [float(max(amount, Decimal(0)) / highest) * _HIGH for _, amount in sums]
    return [
        Bar(month, amount, number_format(amount, 2, force_grouping=True), place * 30,
            f"{_HIGH - height:.1f}", f"{height:.1f}")
        for place, ((month, amount), height) in enumerate(zip(sums, heights, strict=True))
    ]  # fmt: skip
