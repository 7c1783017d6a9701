"""What every answer has: errors in words, and how long it took for whoever measures."""

from collections.abc import Callable
from time import perf_counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kehu.desk.core.languages import page_language
from kehu.desk.core.statuses import status_of
from kehu.errors import KehuError

Respond = Callable[[HttpRequest], HttpResponse]


def timed(respond: Respond) -> Respond:
    """Adds `Server-Timing`: milliseconds from the request to its answer."""

    def answered(request: HttpRequest) -> HttpResponse:
        began = perf_counter()
        response = respond(request)
        response.headers["Server-Timing"] = f"app;dur={1000 * (perf_counter() - began):.1f}"
        return response

    return answered


class ErrorsInWords:
    """KehuError as a page in the reader's language, with its status."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, KehuError):
            return None
        said = {"message": error.message(page_language())}
        return render(request, "core/sorry.html", said, status=status_of(error))
