"""A house for each test, whose clock stands at a Monday morning until days pass."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core.cache import caches
from followup_house import House

from kehu.desk.followups.models import FollowUp
from kehu.desk.ledger.models import Interaction

START = datetime(2026, 11, 23, 9, tzinfo=UTC)


RECORDED = {Interaction: "recorded_at", FollowUp: "opened_at"}


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    made: list[House] = []

    def now() -> datetime:
        return made[0].now if made else START

    monkeypatch.setattr("django.utils.timezone.now", now)
    # A field's default is the function that was there when the model was made.
    for model in (Interaction, FollowUp):
        field = model._meta.get_field(RECORDED[model])
        monkeypatch.setattr(field, "_get_default", now)
    caches["process"].clear()
    made.append(House(START))
    yield made[0]
    caches["process"].clear()
