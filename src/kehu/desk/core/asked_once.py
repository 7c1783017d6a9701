"""What a page needs in many places is read from the database once a request."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse

Respond = Callable[[HttpRequest], HttpResponse]
Read = TypeVar("Read")
_kept: ContextVar[dict[str, Any] | None] = ContextVar("kept", default=None)


def keeping(respond: Respond) -> Respond:
    """Keeps what `asked_once` read, from the beginning of a request to its answer."""

    def answered(request: HttpRequest) -> HttpResponse:
        before = _kept.set({})
        try:
            return respond(request)
        finally:
            _kept.reset(before)

    return answered


def asked_once(name: str, read: Callable[[], Read]) -> Read:
    """What `read` returns, remembered under a name until the answer; read anew in the worker.

    Only for what a request does not change before it reads it again.
    """
    kept = _kept.get()
    if kept is None:
        return read()
    if name not in kept:
        kept[name] = read()
    found: Read = kept[name]
    return found
