"""`prepare`: tables and static files up to date, and the way to the first start."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command
from django.utils import timezone
from django_q.models import Schedule

from kehu.desk.accounts.first_start import first_start_path


class Command(BaseCommand):
    help = "Bring tables and static files up to date; print the path of the first start, if any."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        _schedule_the_night()
        if path := first_start_path():
            self.stdout.write(path)


def _schedule_the_night() -> None:
    """Each night what time alone changes; a night that was missed is made up for at the start."""
    at_two = timezone.localtime().replace(hour=2, minute=0, second=0, microsecond=0)
    Schedule.objects.get_or_create(
        name="nightly",
        defaults={
            "func": settings.NIGHTLY,
            "schedule_type": Schedule.DAILY,
            "next_run": at_two + timedelta(days=1),
        },
    )
