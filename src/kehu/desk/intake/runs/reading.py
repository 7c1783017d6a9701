"""Reading a run's files: their sheets, and what each is taken for."""

import hashlib
import shutil

from django.utils import timezone

from kehu.desk.core.company import company_timezone
from kehu.desk.intake.models import Run, SavedMapping
from kehu.desk.intake.runs.folder import RunFolder
from kehu.matching.columns.fields import heading_key
from kehu.matching.columns.mapping import SheetMapping
from kehu.matching.columns.proposing import Proposal, propose


def read(run: Run) -> None:
    """Read the files and guess at their columns; the user goes on from there. Raises SheetFault."""
    folder = RunFolder(run)
    found: list[Proposal] = []
    for n, name in enumerate(run.files):
        shutil.rmtree(folder.sheets_of(n), ignore_errors=True)
        found += propose(folder.uploaded / str(n), folder.sheets_of(n), name=name)
    folder.keep(found)
    run.mappings = {str(n): mapping_of(one).as_json() for n, one in enumerate(found)}
    run.state, run.attempts = Run.State.MAPPING, 0
    run.save(update_fields=["mappings", "state", "attempts"])


def mapping_of(found: Proposal) -> SheetMapping:
    """How a sheet with these headings was mapped before, else the guess."""
    kept = SavedMapping.objects.filter(headings=headings_mark(found)).order_by("-used_at").first()
    if kept is not None:
        return SheetMapping.of_json(kept.mapping)
    return suggested(found)


def suggested(found: Proposal) -> SheetMapping:
    """The guess, with the company's own time where a sheet tells no zone."""
    return found.guess.mapping.with_choices(zone=str(company_timezone()))


def headings_mark(found: Proposal) -> str:
    """The same for all sheets with the same headings."""
    said = "\x1f".join(heading_key(name) for name in found.heading.names)
    return hashlib.sha256(said.encode()).hexdigest()


def keep_mapping(found: Proposal, mapping: SheetMapping, name: str, run: Run) -> SavedMapping:
    """Remember a mapping under a name, for sheets with the same headings."""
    values = {"by": run.by, "headings": headings_mark(found), "mapping": mapping.as_json(),
              "used_at": timezone.now()}  # fmt: skip
    kept, _ = SavedMapping.objects.update_or_create(name=name, defaults=values)
    return kept
