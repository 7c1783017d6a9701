"""Labels are right on the next page: what changed is graded before a page is made."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from kehu.desk.grading.actions import regrade_changed
from kehu.desk.grading.jobs import ask_for_labels
from kehu.desk.ledger.models import Changed

Respond = Callable[[HttpRequest], HttpResponse]
_AT_ONCE = 20  # customers that a reader can wait for; more are the worker's


def labels_are_fresh(respond: Respond) -> Respond:
    """Grades customers with new facts before somebody who is logged in reads a page."""

    def answered(request: HttpRequest) -> HttpResponse:
        if request.method == "GET" and request.user.is_authenticated:
            changed = Changed.objects.all()[: _AT_ONCE + 1].count()
            if changed > _AT_ONCE:
                ask_for_labels()
            elif changed:
                regrade_changed()
        return respond(request)

    return answered
