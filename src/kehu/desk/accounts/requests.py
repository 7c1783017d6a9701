"""What a view is handed once somebody is logged in."""

from django.http import HttpRequest

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import User


class PersonsRequest(HttpRequest):
    """A request of a person, whom the middleware has made an actor."""

    actor: Actor
    user: User
