"""How long an answer took, told to whoever measures."""

from collections.abc import Callable
from time import perf_counter

from django.http import HttpRequest, HttpResponse

Respond = Callable[[HttpRequest], HttpResponse]


def timed(respond: Respond) -> Respond:
    """Adds `Server-Timing`: milliseconds from the request to its answer."""

    def answered(request: HttpRequest) -> HttpResponse:
        began = perf_counter()
        response = respond(request)
        response.headers["Server-Timing"] = f"app;dur={1000 * (perf_counter() - began):.1f}"
        return response

    return answered
