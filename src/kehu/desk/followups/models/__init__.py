"""What is to be done with customers, and who is about to lose one to the pool."""

from kehu.desk.followups.models.follow_ups import FollowUp
from kehu.desk.followups.models.leaving import Leaving
from kehu.desk.followups.models.places import Place

__all__ = ["FollowUp", "Leaving", "Place"]
