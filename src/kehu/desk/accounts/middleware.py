"""Each request knows who acts, and speaks that person's language."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from kehu.desk.accounts.actor import Actor, NotAllowed
from kehu.desk.accounts.models import User
from kehu.desk.core.languages import page_language

Respond = Callable[[HttpRequest], HttpResponse]


def actor_and_language(respond: Respond) -> Respond:
    """Sets `request.actor` for a person who is logged in, and the language of the answer."""

    def answered(request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, User):
            request.actor = Actor.of(user)  # type: ignore[attr-defined]
            language = user.language
        else:
            language = translation.get_language_from_request(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = respond(request)
        response.headers.setdefault("Content-Language", language)
        return response

    answered.process_exception = _refused  # type: ignore[attr-defined]
    return answered


def _refused(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """What somebody may not do is told in words, wherever it was tried."""
    if not isinstance(error, NotAllowed):
        return None
    said = {"message": error.message(page_language())}
    return render(request, "core/sorry.html", said, status=403)
