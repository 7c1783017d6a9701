"""What `benchmarks.sheets` times inside a process: prints seconds and megabytes as JSON."""

import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "kehu.desk.settings"
django.setup()

import xlsxwriter  # noqa: E402
from django.core.files import File  # noqa: E402
from django.core.management import call_command  # noqa: E402

from benchmarks.sheets import cells  # noqa: E402
from kehu.desk.accounts.actions import add_person  # noqa: E402
from kehu.desk.accounts.actor import THE_APPLICATION, Actor  # noqa: E402
from kehu.desk.accounts.roles import Role  # noqa: E402
from kehu.desk.core.models import Company  # noqa: E402
from kehu.desk.grading.rules import rulebook_in_force  # noqa: E402
from kehu.desk.intake.actions import import_sheets, map_sheets, undo_import, upload_sheets  # noqa: E402
from kehu.desk.intake.models import Run  # noqa: E402
from kehu.desk.intake.runs.folder import RunFolder  # noqa: E402
from kehu.desk.intake.runs.working import work_on_runs  # noqa: E402
from kehu.desk.ledger.models import Customer  # noqa: E402
from kehu.engine.rules.vocabulary import choice_words, vocabulary_of  # noqa: E402
from kehu.matching.staging.customers import MATCH_BY  # noqa: E402


def measure(count: int) -> dict[str, float]:
    """Seconds of each step, and the megabytes that the process took at most."""
    call_command("prepare", stdout=sys.stderr)
    Company.objects.create(pk=1, name="Benchmark", base_currency="CNY")
    boss = add_person(
        actor=THE_APPLICATION, name="Boss", username="boss", email="", role=Role.ADMINISTRATOR
    )
    actor = Actor.of(boss)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "customers.xlsx"
        _write(path, count)
        with path.open("rb") as file:
            run = upload_sheets(actor=actor, files=[File(file, name=path.name)])
    found = {"read": _work(run)}
    mapping = RunFolder(run).mapping(0)
    map_sheets(actor=actor, run=run, mappings={0: mapping}, mode="both", match_by=MATCH_BY)
    found["check"] = _work(run)
    assert run.state == Run.State.CHECKED, run.why
    import_sheets(actor=actor, run=run)
    found["load"] = _work(run)
    assert Customer.objects.count() == run.counts["created"]["customers"] > count * 0.9
    found["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    undo_import(actor=actor, run=run)
    found["undo"] = _work(run)
    assert not Customer.objects.exists(), run.counts
    return found


def _work(run: Run) -> float:
    rulebook = rulebook_in_force()
    began = time.perf_counter()
    work_on_runs(vocabulary_of(rulebook), choice_words(rulebook))
    took = time.perf_counter() - began
    run.refresh_from_db()
    print(run.state, run.why, run.why_fields, run.counts, f"{took:.1f} s", file=sys.stderr)
    return took


def _write(path: Path, count: int) -> None:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for n, row in enumerate(cells(count)):
            sheet.write_row(n, 0, row)


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
