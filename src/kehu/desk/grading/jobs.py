"""What the worker does for labels."""

from django.core.cache import cache
from django_q.tasks import async_task

from kehu.desk.grading.actions import regrade_changed

_PAUSE = 60  # seconds between two asks of one web process


def ask_for_labels() -> None:
    """Have the worker grade all customers with new facts; asked often it is asked once a minute."""
    if cache.add("labels-asked-for", True, _PAUSE):
        async_task(regrade_changed)
