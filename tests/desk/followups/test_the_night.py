"""The night's work is scheduled once, and made up for where grades are of an older Kehu."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.models import Schedule
from followup_house import House

from kehu.desk.followups.jobs import nightly, schedule_the_night
from kehu.desk.grading.models import Shape

pytestmark = pytest.mark.django_db


def night() -> Schedule:
    return Schedule.objects.get(name="nightly")


def test_the_night_comes_once_a_day_at_two_and_what_was_put_off_stays(house: House) -> None:
    house.look()
    schedule_the_night()
    first = timezone.localtime(night().next_run)
    assert (first.hour, first.minute) == (2, 0)
    assert first > timezone.now() and import_string(night().func) is nightly
    later = timezone.now() + timedelta(days=3)
    Schedule.objects.update(next_run=later)
    schedule_the_night()
    assert night().next_run == later


@pytest.mark.parametrize("lacking", ["measures", "dimensions"])
def test_grades_without_a_name_of_today_are_made_anew_at_the_start(
    house: House, lacking: str
) -> None:
    house.customer()
    house.look()
    schedule_the_night()
    shape = Shape.objects.get()
    setattr(shape, lacking, getattr(shape, lacking)[1:])
    shape.save()
    schedule_the_night()
    last = timezone.localtime(night().next_run)
    assert (last.hour, last.minute) == (2, 0)
    assert timezone.now() - timedelta(days=1) < last <= timezone.now()
