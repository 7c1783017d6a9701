"""What the room keeps."""

from kehu.desk.intake.models.runs import Run, SavedMapping, Written

__all__ = ["Run", "SavedMapping", "Written"]
