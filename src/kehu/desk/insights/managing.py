"""What a manager looks at, for the rulebook in force, proved once a process."""

from functools import lru_cache

from kehu.desk.grading.rules import Version, rulebook_in_force, version_in_force
from kehu.engine.managing import Managing, ManagingReader
from kehu.engine.rules.rules_reader import read_rules


def managing_in_force() -> Managing:
    """What ships, with the names of the rulebook in force."""
    return _managing(version_in_force())


@lru_cache(maxsize=4)
def _managing(_version: Version | None) -> Managing:
    return read_rules(ManagingReader, rulebook_in_force())
