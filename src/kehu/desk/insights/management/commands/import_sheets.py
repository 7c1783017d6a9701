"""`python -m django import_sheets`: what `kehu import --to DATA` runs inside the application.

Reads from standard input what to do, as JSON; writes a line of JSON after the check, with the
run's folder, and reads a line that says whether to take it.
"""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Role
from kehu.desk.grading.jobs import work_on_sheets
from kehu.desk.intake.runs.at_once import check_at_once, finish_at_once
from kehu.desk.intake.runs.folder import RunFolder
from kehu.errors import KehuError
from kehu.matching.columns.mapping import SheetMapping
from kehu.matching.staging.mapped import MappingFaulty


class Command(BaseCommand):
    """Imports sheets in the name of the first administrator."""

    help = "Import sheets."

    def handle(self, *_: Any, **__: Any) -> None:
        try:
            self._import(json.loads(sys.stdin.readline()))
        except MappingFaulty as error:
            faults = [fault.as_row("en") | {"fields": fault.fields} for fault in error.faults]
            self._tell(error=error.code, fields=error.fields, faults=faults)
        except KehuError as error:
            self._tell(error=error.code, fields=error.fields)

    def _import(self, asked: dict[str, Any]) -> None:
        boss = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).order_by("pk").first()
        if boss is None:
            raise KehuError("nobody_to_import_for")
        actor = Actor.of(boss)
        given = {title: SheetMapping.of_json(one) for title, one in asked["mappings"].items()}
        run = check_at_once(
            actor, [Path(path) for path in asked["files"]], asked["preset"], given, work_on_sheets
        )
        folder = RunFolder(run)
        self._tell(folder=str(folder.path), counts=run.counts, mappings=run.mappings)
        take = json.loads(sys.stdin.readline() or "false")
        finish_at_once(actor, run, take, work_on_sheets)
        self._tell(counts=run.counts)

    def _tell(self, **told: Any) -> None:
        self.stdout.write(json.dumps(told, ensure_ascii=False, default=str))
        self.stdout.flush()
