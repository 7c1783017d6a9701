"""How right proposals were, by what people corrected: field by field."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kehu.desk.accounts.actor import Actor
from kehu.desk.inquiries.correctable import FIELDS
from kehu.desk.inquiries.models import Correction, Reading
from kehu.desk.inquiries.reach import mails_of
from kehu.matching.sampling import wilson

_NEWEST = 50


@dataclass(frozen=True)
class FieldLine:
    """A field: of how many mails that people saw it was right, and between what share of all it
    lies with 95 % certainty (Wilson 1927)."""

    field: str
    seen: int
    corrected: int
    low: float
    high: float

    @property
    def right(self) -> float:
        return 1 - self.corrected / self.seen if self.seen else 0.0


def field_lines(actor: Actor, since: datetime | None = None) -> list[FieldLine]:
    """Every field, the one most often wrong first. Mails count that somebody answered, closed,
    confirmed or corrected."""
    seen = Reading.objects.filter(mail__in=mails_of(actor))
    if since is not None:
        seen = seen.filter(read_at__gte=since)
    corrected: defaultdict[str, set[int]] = defaultdict(set)
    rows = Correction.objects.filter(mail__reading__in=seen).values_list("field", "mail")
    for field, mail in rows:
        corrected[field].add(mail)
    looked_at = set(seen.filter(seen_at__isnull=False).values_list("mail", flat=True))
    looked_at |= set().union(*corrected.values()) if corrected else set()
    lines = []
    for field in FIELDS:
        wrong = len(corrected[field])
        low, high = wilson(wrong, len(looked_at)) if looked_at else (0.0, 1.0)
        lines.append(FieldLine(field, len(looked_at), wrong, 1 - high, 1 - low))
    return sorted(lines, key=lambda one: -one.corrected)


def newest_corrections(actor: Actor) -> list[Correction]:
    """What was proposed and what was right, the newest first."""
    rows = Correction.objects.filter(mail__in=mails_of(actor)).select_related("mail", "by")
    return list(rows.order_by("-at", "-pk")[:_NEWEST])


def truths(actor: Actor) -> list[dict[str, Any]]:
    """Every correction as a row, the newest of each mail and field: for measuring elsewhere."""
    rows = Correction.objects.filter(mail__in=mails_of(actor)).order_by("at", "pk")
    told = {(one.mail_id, one.field): one for one in rows.select_related("mail", "by")}
    return [
        {"message_id": one.mail.message_id, "field": one.field, "proposed": one.proposed,
         "value": one.value, "by": one.by.name, "at": one.at.isoformat()}
        for one in told.values()
    ]  # fmt: skip
