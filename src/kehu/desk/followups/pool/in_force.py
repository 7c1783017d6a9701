"""The pool's rules for the rulebook in force, proved once a process."""

from functools import lru_cache

from kehu.desk.grading.rules import Version, rulebook_in_force, version_in_force
from kehu.engine.pool.load import PoolReader
from kehu.engine.pool.rules import Pool
from kehu.engine.rules.rules_reader import read_rules


def pool_in_force() -> Pool:
    """The rules that ship, with the names of the rulebook in force."""
    return _pool(version_in_force())


@lru_cache(maxsize=4)
def _pool(_version: Version | None) -> Pool:
    return read_rules(PoolReader, rulebook_in_force())
