"""The pool's rules for the rulebook in force, proved once a process."""

from functools import lru_cache

from kehu.desk.grading.models import RulebookVersion
from kehu.desk.grading.rules import rulebook_in_force
from kehu.engine.pool.load import default_pool
from kehu.engine.pool.rules import Pool


def pool_in_force() -> Pool:
    """The rules that ship, with the names of the rulebook in force."""
    newest = RulebookVersion.objects.order_by("-pk").values_list("pk", flat=True).first()
    return _pool(newest)


@lru_cache(maxsize=4)
def _pool(_version: int | None) -> Pool:
    return default_pool(rulebook_in_force())
