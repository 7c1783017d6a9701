"""Labels are right on the next page: what changed is graded before a page is made."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from kehu.desk.grading.jobs import freshen_labels

Respond = Callable[[HttpRequest], HttpResponse]


def labels_are_fresh(respond: Respond) -> Respond:
    """Grades customers with new facts before somebody who is logged in reads a page."""

    def answered(request: HttpRequest) -> HttpResponse:
        if request.method == "GET" and request.user.is_authenticated:
            freshen_labels()
        return respond(request)

    return answered
