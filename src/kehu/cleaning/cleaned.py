"""What a cleaner answers."""

from typing import Any, NamedTuple

from kehu.errors import KehuError


class Cleaned(NamedTuple):
    """A value as it is kept, None for an empty cell; `rule` is the repair that was made, if any."""

    value: Any
    rule: str = ""


NOTHING = Cleaned(None)


class Unclean(KehuError):
    """A cell that cannot mean what its column says; the code's sentence says why."""
