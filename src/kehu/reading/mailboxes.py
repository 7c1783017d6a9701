"""Files and folders of mail: one mail a .eml file, many in a .mbox file."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kehu.errors import KehuError
from kehu.reading.message.parts import LARGEST

_FROM = re.compile(rb"^From \S.*\d{4}\s*$")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)


@dataclass(frozen=True)
class RawMail:
    """The bytes of a mail, and where they were: a file's path, of a mailbox with `#` and its
    number, from 1. Of one too large to be read there are some more bytes than are read, not all."""

    file: str
    raw: bytes


def mails(paths: Sequence[Path]) -> Iterator[RawMail]:
    """The mails of files (.mbox, anything else is one mail) and of folders (.eml and .mbox below
    them, by name). Raises KehuError `no_such_file`, `no_mails` of a folder without any."""
    for path in paths:
        if path.is_dir():
            found = sorted(
                one for one in path.rglob("*") if one.suffix.lower() in (".eml", ".mbox")
            )
            if not found:
                raise KehuError("no_mails", path=str(path))
            yield from mails(found)
        elif not path.is_file():
            raise KehuError("no_such_file", path=str(path))
        elif path.suffix.lower() == ".mbox":
            yield from _mbox(path)
        else:
            with path.open("rb") as file:
                yield RawMail(str(path), file.read(LARGEST + 1))


def _mbox(path: Path) -> Iterator[RawMail]:
    """RFC 4155: a mail begins at a line `From ` behind an empty one; read line by line, so that
    mailboxes of any size pass."""
    number, lines, size, after_empty = 0, list[bytes](), 0, True
    with path.open("rb") as file:
        while line := file.readline(LARGEST):
            if after_empty and _FROM.match(line):
                if number:
                    yield RawMail(f"{path}#{number}", _unquoted(lines))
                number, lines, size = number + 1, [], 0
            elif number and size <= LARGEST:
                lines.append(line)
                size += len(line)
            after_empty = not line.strip()
    if number:
        yield RawMail(f"{path}#{number}", _unquoted(lines))


def _unquoted(lines: Sequence[bytes]) -> bytes:
    return _QUOTED_FROM.sub(rb"\1", b"".join(lines))
