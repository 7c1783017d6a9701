"""What a query shows and what an action allows are the same customers."""

import pytest
from desk_scene import person

from kehu.desk.accounts.actor import THE_APPLICATION, Actor
from kehu.desk.accounts.models import Team
from kehu.desk.accounts.roles import Permission, Role
from kehu.desk.ledger.models import Customer
from kehu.desk.ledger.queries import customers_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("in_a_team", [True, False])
def test_a_query_shows_whom_the_actor_reaches(role: Role, in_a_team: bool) -> None:
    europe, asia = Team.objects.create(name="Europe"), Team.objects.create(name="Asia")
    someone = person("Someone", role, europe if in_a_team else None)
    owners = [someone, person("Li", team=europe), person("Wang", team=asia), person("Zhao"), None]
    for number, owner in enumerate(owners):
        Customer.objects.create(code=f"C{number}", name="Acme", owner=owner)
    actor = Actor.of(someone)
    shown = set(customers_of(actor))
    assert shown == {one for one in Customer.objects.all() if actor.may(Permission.SEE, one)}
    assert Customer.objects.get(code="C0") in shown
    assert Customer.objects.get(code="C4") in shown


def test_who_may_not_see_is_shown_nobody() -> None:
    Customer.objects.create(code="C", name="Acme")
    gone = person("Gone")
    gone.is_active = False
    assert not customers_of(Actor.of(gone)).exists()
    assert customers_of(THE_APPLICATION).exists()
