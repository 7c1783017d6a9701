"""People in the API: oneself, and to whom a customer can be given."""

from ninja import Query, Router, Schema

from kehu.desk.accounts.queries import colleagues
from kehu.desk.accounts.requests import ActorsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.api import Asked, Listed
from kehu.desk.core.paging import page_by_name

router = Router(tags=["people"])


class PersonOut(Schema):
    """Someone who works here."""

    id: int
    name: str


class MeOut(PersonOut):
    """For whom the token acts, and what it may do."""

    role: str
    permissions: list[str]


@router.get("/me", response=MeOut, summary="Who am I?")
def me(request: ActorsRequest) -> dict[str, object]:
    actor = request.actor
    actor.must(Permission.SEE)
    person = actor.user
    assert person is not None
    permissions = sorted(actor.permissions)
    return {"id": person.pk, "name": person.name, "role": person.role, "permissions": permissions}


@router.get("/people", response=Listed[PersonOut], summary="People who work here")
def people(request: ActorsRequest, asked: Query[Asked]) -> dict[str, object]:
    page = page_by_name(colleagues(request.actor), asked.cursor, asked.limit)
    return {"items": page.rows, "next": page.after}
