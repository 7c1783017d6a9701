"""What changes labels: facts and days, and the rules themselves."""

from kehu.desk.grading.actions.regrading import (
    regrade,
    regrade_all,
    regrade_changed,
    regrade_past,
)

__all__ = ["regrade", "regrade_all", "regrade_changed", "regrade_past"]
