"""What is told of forecasts, for the rulebook in force, proved once a process."""

from functools import lru_cache

from kehu.desk.grading.rules import Version, rulebook_in_force, version_in_force
from kehu.engine.expecting import Expecting, ExpectingReader
from kehu.engine.rules.rules_reader import read_rules


def expecting_in_force() -> Expecting:
    """What ships, with the names of the rulebook in force."""
    return _expecting(version_in_force())


@lru_cache(maxsize=4)
def _expecting(_version: Version | None) -> Expecting:
    return read_rules(ExpectingReader, rulebook_in_force())
