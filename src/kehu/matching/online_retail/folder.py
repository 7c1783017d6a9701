"""A folder of results that appears whole or not at all."""

import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from kehu.matching.online_retail.faults import ImportFault

TABLE_SUFFIXES = {".csv", ".parquet"}


def refuse_if_in_use(to: Path, makes: Collection[str]) -> None:
    """Raise ImportFault `folder_in_use` when `to` is a file, holds a table or one of `makes`."""
    there = [to] if to.is_file() else sorted(to.iterdir()) if to.is_dir() else []
    in_the_way = [
        path.name for path in there if path.suffix.lower() in TABLE_SUFFIXES or path.name in makes
    ]
    if to.is_file() or in_the_way:
        raise ImportFault("folder_in_use", folder=str(to), files=", ".join(in_the_way) or to.name)


@contextmanager
def new_folder(to: Path, last: str) -> Iterator[Path]:
    """A hidden folder beside `to` to write into; it becomes `to` when the block ends well.

    Where `to` exists already its other files are left alone and the new ones move in one by one,
    `last` last: the file without which a reader sees nothing there.
    """
    target = to.absolute()
    draft = target.parent / f".{target.name}.{uuid4().hex}"
    draft.mkdir(parents=True)
    try:
        yield draft
        _publish(draft, target, last)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _publish(draft: Path, target: Path, last: str) -> None:
    if not target.exists():
        draft.rename(target)
        return
    for part in sorted(draft.iterdir(), key=lambda path: (path.name == last, path.name)):
        part.rename(target / part.name)
