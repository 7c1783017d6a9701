"""The queue is right on the next page: whoever was graded is planned before a page is made."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from kehu.desk.followups.jobs import freshen_queue

Respond = Callable[[HttpRequest], HttpResponse]


def queue_is_fresh(respond: Respond) -> Respond:
    """Plans regraded customers before somebody who is logged in reads a page."""

    def answered(request: HttpRequest) -> HttpResponse:
        if request.method == "GET" and request.user.is_authenticated:
            freshen_queue()
        return respond(request)

    return answered
