"""What changes labels: facts and days, and the rules themselves."""

from kehu.desk.grading.actions.regrading import (
    grades_are_up_to_date,
    regrade,
    regrade_all,
    regrade_changed,
    regrade_past,
)

__all__ = ["grades_are_up_to_date", "regrade", "regrade_all", "regrade_changed", "regrade_past"]
