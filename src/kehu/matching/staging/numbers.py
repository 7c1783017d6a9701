"""Numbers for rows that came without one: the same content always gets the same number."""

import base64
import hashlib
from collections import Counter


def made_number(prefix: str, *parts: object) -> str:
    """`C-` and twelve letters and digits, of what the row says; sixty bits, so a million rows do
    not meet."""
    said = "\x1f".join("" if part is None else str(part) for part in parts)
    digest = hashlib.blake2b(said.encode(), digest_size=8).digest()
    return f"{prefix}-{base64.b32encode(digest).decode()[:12]}"


class Numbering:
    """Numbers of one run; what says the very same twice gets two numbers."""

    def __init__(self) -> None:
        self._times: Counter[str] = Counter()

    def next(self, prefix: str, *parts: object) -> str:
        return self.numbered(made_number(prefix, *parts))

    def numbered(self, number: str) -> str:
        """The number, with `-2` behind it where it came before in this run."""
        self._times[number] += 1
        times = self._times[number]
        return number if times == 1 else f"{number}-{times}"
