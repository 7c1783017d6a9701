"""What a manager looks at, for the rulebook in force, proved once a process."""

from functools import lru_cache

from kehu.desk.grading.models import RulebookVersion
from kehu.desk.grading.rules import rulebook_in_force
from kehu.engine.managing import Managing, default_managing


def managing_in_force() -> Managing:
    """What ships, with the names of the rulebook in force."""
    newest = RulebookVersion.objects.order_by("-pk").values_list("pk", flat=True).first()
    return _managing(newest)


@lru_cache(maxsize=4)
def _managing(_version: int | None) -> Managing:
    return default_managing(rulebook_in_force())
