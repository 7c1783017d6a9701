"""What every page of the room asks of a request."""

from django.http import HttpRequest, QueryDict


def query_of(request: HttpRequest) -> QueryDict:
    """The query of the list from which a form was sent."""
    return QueryDict(request.POST.get("query", ""))
