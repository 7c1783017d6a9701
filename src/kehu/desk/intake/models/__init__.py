"""What the room keeps."""

from kehu.desk.intake.models.accuracy import AccuracyCheck, SampledRecord
from kehu.desk.intake.models.merges import Merge, Verdict
from kehu.desk.intake.models.pairs import Look, Pair
from kehu.desk.intake.models.runs import Run, SavedMapping, Written

__all__ = [
    "AccuracyCheck",
    "Look",
    "Merge",
    "Pair",
    "Run",
    "SampledRecord",
    "SavedMapping",
    "Verdict",
    "Written",
]
