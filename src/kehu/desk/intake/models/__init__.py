"""What the room keeps."""

from kehu.desk.intake.models.merges import Merge, Verdict
from kehu.desk.intake.models.runs import Run, SavedMapping, Written

__all__ = ["Merge", "Run", "SavedMapping", "Verdict", "Written"]
