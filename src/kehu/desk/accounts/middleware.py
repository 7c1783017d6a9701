"""Each request knows who acts, and speaks that person's language."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import User

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

    return answered
