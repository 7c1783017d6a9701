"""Writing the audit trail: every action calls this inside its own transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from kehu.desk.core.models import AuditEntry


@dataclass(frozen=True)
class Change:
    """One thing that changed: its fields before and after, None where it was not there."""

    subject: Model
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    customer_id: int | None = None


def record(user: Model | None, verb: str, changes: Iterable[Change]) -> None:
    """Add a row for each change, many to a statement."""
    AuditEntry.objects.bulk_create(
        [
            AuditEntry(
                actor_id=user.pk if user else None,
                verb=verb,
                subject_type=change.subject._meta.model_name or "",
                subject_id=change.subject.pk,
                subject_name=str(change.subject)[:200] if change.subject.pk else "",
                customer_id=change.customer_id,
                before=change.before,
                after=change.after,
            )
            for change in changes
        ],
        batch_size=2000,
    )
