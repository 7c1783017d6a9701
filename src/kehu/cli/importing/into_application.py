"""Sheets into the data of the application, by a process of its own."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from kehu.cli.importing.into_folder import refuse
from kehu.cli.importing.telling import show_columns, tell_staged
from kehu.cli.opening import Reading
from kehu.cli.telling import working
from kehu.errors import Fault, InputFaults, KehuError
from kehu.matching.columns.mapping import SheetMapping
from kehu.matching.staging.report import Staged
from kehu.words import say


def is_application(folder: Path) -> bool:
    """Does the folder hold the data of an application, as `kehu serve` makes it?"""
    return (folder / "secret-key").is_file()


def import_into_application(
    files: Sequence[Path], preset: str, given: Mapping[str, SheetMapping], how: Reading, *,
    dry_run: bool,
) -> None:  # fmt: skip
    """Import as the first administrator, or show what would be done. Raises KehuError."""
    environment = {**os.environ, "KEHU_DATA": str(how.ledger.resolve()),
                   "DJANGO_SETTINGS_MODULE": "kehu.desk.settings"}  # fmt: skip
    asked = {
        "files": [str(path.resolve()) for path in files], "preset": preset,
        "mappings": {title: one.as_json() for title, one in given.items()},
    }  # fmt: skip
    command = [sys.executable, "-m", "django", "import_sheets"]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        with working("staging", how.lang):
            checked = _exchange(process, asked)
        staged = Staged.of(Path(checked["folder"]) / "staged")
        tell_staged(staged, how.json_errors, how.lang)
        if dry_run:
            for told in filter(None, checked["mappings"].values()):
                show_columns(SheetMapping.of_json(told), {}, how.lang)
        bad = checked["counts"]["set_aside"]
        _return_rows(Path(checked["folder"]), checked["counts"]["returned"], how)
        take = not dry_run and (how.skip_bad_rows or not bad)
        with working("importing", how.lang):
            done = _exchange(process, take)
    if dry_run:
        click.echo(say("import_dry", how.lang))
    elif not take:
        refuse(bad, how)
    else:
        _tell_written(done["counts"], how)


def _exchange(process: "subprocess.Popen[str]", asked: Any) -> dict[str, Any]:
    """Ask the process, and read what it says. Raises KehuError, InputFaults."""
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(json.dumps(asked) + "\n")
    process.stdin.flush()
    line = process.stdout.readline()
    if not line:
        raise KehuError("application_failed")
    told: dict[str, Any] = json.loads(line)
    if told.get("faults"):
        raise InputFaults([_fault(one) for one in told["faults"]])
    if "error" in told:
        raise KehuError(told["error"], **told["fields"])
    return told


def _fault(told: dict[str, Any]) -> Fault:
    names = ("severity", "code", "file", "row", "line", "column", "fields")
    return Fault(**{name: told[name] for name in names})


def _return_rows(folder: Path, count: int, how: Reading) -> None:
    if count:
        target = how.ledger.absolute().parent / f"{how.ledger.name}.returned.xlsx"
        shutil.copyfile(folder / "returned.xlsx", target)
        click.echo(say("import_returned", how.lang, count=count, path=target), err=True)


def _tell_written(counts: dict[str, Any], how: Reading) -> None:
    lang, created, changed = how.lang, counts["created"], counts["changed"]
    parts = [say("import_new", lang, table=name, count=f"{n:,}") for name, n in created.items()]
    parts += [
        say("import_changed", lang, table=name, count=f"{n:,}") for name, n in changed.items()
    ]
    tables = " · ".join(parts)
    click.echo(say("import_written", how.lang, path=how.ledger, tables=tables or "—"))
