"""Keeping what somebody uploads, and having the worker look at it."""

import secrets
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _
from django_q.models import Schedule
from django_q.tasks import async_task, schedule

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.roles import Permission
from kehu.desk.core import audit
from kehu.desk.ledger.imports.folder import Folder, imports_folder
from kehu.desk.ledger.models import Import

_STRAY_AFTER = 24 * 3600  # seconds
KINDS = (".csv", ".parquet", ".zip")
UNFINISHED = (Import.State.WAITING, Import.State.CHECKING, Import.State.LOADING)


def upload(*, actor: Actor, files: "Sequence[File[bytes]]") -> Import:
    """Keep tables, or zips of them, and have the worker check and load them.

    The files are there before the row that names them, so a process that is killed meanwhile has
    uploaded nothing. Raises NotAllowed, ValidationError.
    """
    by = actor.person(Permission.SETTINGS)
    _check([file.name or "" for file in files])
    one = Import(by=by, folder=secrets.token_hex(16))
    one.files = [_keep(file, Folder(one).uploaded) for file in files]
    with transaction.atomic():
        one.save()
        change = audit.Change(one, None, {"files": one.files})
        audit.record(by, "ledger.uploaded", [change])
        async_task(settings.IMPORTER)
        look_after_unfinished()
    _forget_strays()
    return one


def look_after_unfinished() -> None:
    """While something is unfinished the worker looks every minute: it may have been killed."""
    Schedule.objects.filter(func=settings.IMPORTER).delete()
    if Import.objects.filter(state__in=UNFINISHED).exists():
        schedule(settings.IMPORTER, schedule_type=Schedule.MINUTES, minutes=1)


def _check(names: Sequence[str]) -> None:
    if not names:
        raise ValidationError({"tables": _("Choose at least one file.")})
    for name in names:
        if not name.lower().endswith(KINDS):
            told = _("%(name)s is neither CSV nor Parquet nor a zip of them.") % {"name": name}
            raise ValidationError({"tables": told})
    if len({name.lower() for name in names}) < len(names):
        raise ValidationError({"tables": _("Two files have the same name.")})


def _keep(file: "File[bytes]", folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    name = Path(file.name or "").name.lower()
    with (folder / name).open("wb") as kept:
        for chunk in file.chunks():
            kept.write(chunk)
    return name


def _forget_strays() -> None:
    """Folders without a row: whoever kept them was killed before it could say so."""
    known = set(Import.objects.values_list("folder", flat=True))
    for folder in imports_folder().iterdir():
        is_old = folder.stat().st_mtime < time.time() - _STRAY_AFTER
        if folder.is_dir() and folder.name not in known and is_old:
            shutil.rmtree(folder, ignore_errors=True)
