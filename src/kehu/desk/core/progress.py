"""How far the worker is with something, in a file beside it.

What is written to the database in the transaction of the work is seen by nobody before it is over.
"""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Progress:
    """Rows done so far, of how many; `table` is the one being written, where there are several."""

    table: str = ""
    done: int = 0
    total: int = 0


def note_progress(folder: Path, progress: Progress) -> None:
    """Write down how far it is: a reader finds the old file or the new one."""
    fresh = folder / "progress.new"
    fresh.write_text(json.dumps(asdict(progress)), "utf-8")
    fresh.replace(folder / "progress.json")


def progress_in(folder: Path) -> Progress:
    """How far it is; nothing where nothing was written down."""
    with suppress(OSError, ValueError):
        return Progress(**json.loads((folder / "progress.json").read_text("utf-8")))
    return Progress()
