"""The queue is right on the next page: whoever was graded is planned before a page is made."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from kehu.desk.followups.jobs import ask_for_plans
from kehu.desk.followups.planning import plan_regraded
from kehu.desk.grading.models import Regraded

Respond = Callable[[HttpRequest], HttpResponse]
_AT_ONCE = 20  # customers that a reader can wait for; more are the worker's


def queue_is_fresh(respond: Respond) -> Respond:
    """Plans regraded customers before somebody who is logged in reads a page."""

    def answered(request: HttpRequest) -> HttpResponse:
        if request.method == "GET" and request.user.is_authenticated:
            regraded = Regraded.objects.all()[: _AT_ONCE + 1].count()
            if regraded > _AT_ONCE:
                ask_for_plans()
            elif regraded:
                plan_regraded()
        return respond(request)

    return answered
