"""Small tables that come as files: their text."""

from pathlib import Path

from kehu.errors import Fault, InputFaults, KehuError


def read_text(path: Path) -> str:
    """The text of a UTF-8 file. Raises KehuError `no_such_file`, InputFaults `table_not_utf8`."""
    if not path.is_file():
        raise KehuError("no_such_file", path=str(path))
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        fault = Fault("error", "table_not_utf8", str(path), fields={"byte": error.start})
        raise InputFaults([fault]) from None
