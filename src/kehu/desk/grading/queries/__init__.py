"""Reading labels and their reasons; `rulebooks` reads the rules themselves."""

from kehu.desk.grading.queries.labels import (
    Lift,
    Reason,
    Told,
    because,
    explained,
    graded,
    label_history,
    nearest_lift,
    words_in,
)

__all__ = [
    "Lift",
    "Reason",
    "Told",
    "because",
    "explained",
    "graded",
    "label_history",
    "nearest_lift",
    "words_in",
]
