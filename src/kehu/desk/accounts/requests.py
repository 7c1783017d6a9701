"""What a view is handed once it is known who asks."""

from django.http import HttpRequest

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import User


class ActorsRequest(HttpRequest):
    """A request of a person, or of a program with a person's token."""

    actor: Actor


class PersonsRequest(ActorsRequest):
    """A request of a person who is logged in."""

    user: User
