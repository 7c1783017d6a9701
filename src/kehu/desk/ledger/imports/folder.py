"""An import's folder: what was uploaded, and what is wrong with it."""

import fcntl
import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from itertools import islice
from pathlib import Path

from django.conf import settings

from kehu.desk.ledger.models import Import
from kehu.errors import Fault

_KEPT_FAULTS = 100_000  # of more nobody reads the rest
PAGE = 100


def imports_folder() -> Path:
    """Where all imports have their folders."""
    folder = Path(settings.MEDIA_ROOT) / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@contextmanager
def the_only_one() -> Iterator[bool]:
    """Is nobody else importing? The system lets go of the lock of a process that is killed."""
    with (imports_folder() / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


class Folder:
    """The folder of one import."""

    def __init__(self, one: Import) -> None:
        self.path = imports_folder() / one.folder
        self.uploaded = self.path / "uploaded"

    def forget_files(self) -> None:
        """What was uploaded is loaded, or shall not be; what is wrong with it stays."""
        shutil.rmtree(self.uploaded, ignore_errors=True)

    def keep_faults(self, faults: Iterable[Fault]) -> tuple[int, int]:
        """Write down what is wrong, and count it: errors and warnings."""
        counts = {"error": 0, "warning": 0}
        with (self.path / "faults.jsonl").open("w", encoding="utf-8") as file:
            for number, fault in enumerate(faults):
                counts[fault.severity] += 1
                if number < _KEPT_FAULTS:
                    file.write(json.dumps(asdict(fault), ensure_ascii=False, default=str) + "\n")
        return counts["error"], counts["warning"]

    def faults(self, page: int | None = None) -> Iterator[Fault]:
        """What is wrong, by file, row and column; all of it, or a page (from 1) of `PAGE`."""
        first = 0 if page is None else (page - 1) * PAGE
        last = None if page is None else page * PAGE
        with (
            suppress(FileNotFoundError),
            (self.path / "faults.jsonl").open(encoding="utf-8") as file,
        ):
            for line in islice(file, first, last):
                yield Fault(**json.loads(line))
