"""What every page of the room asks of a request."""

from django.http import HttpRequest, QueryDict

from kehu.desk.accounts.actor import Actor


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def query_of(request: HttpRequest) -> QueryDict:
    """The query of the list from which a form was sent."""
    return QueryDict(request.POST.get("query", ""))
