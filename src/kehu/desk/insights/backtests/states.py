"""How far reports are, and which of them are by the rules of now."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from kehu.desk.grading.rules import version_in_force
from kehu.desk.insights.models import BackTest

State = BackTest.State
UNFINISHED = (State.WAITING, State.READING, State.JUDGING)
_GIVEN_UP_AFTER = timedelta(hours=1)  # a worker that was killed tries again within it


def under_way() -> QuerySet[BackTest]:
    """Reports that the worker has not finished, and has not given up."""
    return BackTest.objects.filter(
        state__in=UNFINISHED, made_at__gt=timezone.now() - _GIVEN_UP_AFTER
    )


def in_force() -> Q:
    """Reports by the rulebook in force."""
    version = version_in_force()
    return Q(rulebook=version[0]) if version else Q(rulebook=None)
