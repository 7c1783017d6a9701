"""What the worker does for the book: long changes of many customers."""

from django_q.tasks import async_task

from kehu.desk.insights.actions.bulk import PIECE, give_up, go_on
from kehu.desk.insights.models import BulkChange
from kehu.errors import KehuError


def run_bulk(change_id: int) -> None:
    """Do a change to its end; begun again after a stop it goes on where it was."""
    try:
        while go_on(change_id):
            pass
    except KehuError as error:
        give_up(change_id, error)


def start_bulk(change: BulkChange) -> bool:
    """Do a short change at once, and have the worker do a long one; is it done?"""
    if change.total > PIECE:
        async_task(run_bulk, change.pk)
        return False
    run_bulk(change.pk)
    return True
