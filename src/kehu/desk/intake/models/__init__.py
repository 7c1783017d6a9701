"""What the room keeps."""

from kehu.desk.intake.models.accuracy import AccuracyCheck, SampledRecord
from kehu.desk.intake.models.blacklist import Barred, BarredCustomer
from kehu.desk.intake.models.merges import Merge, Verdict
from kehu.desk.intake.models.pairs import Look, Pair
from kehu.desk.intake.models.reference import ReferenceRow, ReferenceTable
from kehu.desk.intake.models.runs import Run, SavedMapping, Written

__all__ = [
    "AccuracyCheck",
    "Barred",
    "BarredCustomer",
    "Look",
    "Merge",
    "Pair",
    "ReferenceRow",
    "ReferenceTable",
    "Run",
    "SampledRecord",
    "SavedMapping",
    "Verdict",
    "Written",
]
