"""`prepare`: tables and static files up to date, and the way to the first start."""

from typing import Any

from django.core.management import BaseCommand, call_command

from kehu.desk.accounts.first_start import first_start_path
from kehu.desk.followups.jobs import schedule_the_night
from kehu.desk.inquiries.jobs import schedule_mail
from kehu.desk.insights.backtests.jobs import schedule_freshness


class Command(BaseCommand):
    help = "Bring tables and static files up to date; print the path of the first start, if any."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        schedule_the_night()
        schedule_freshness()
        schedule_mail()
        if path := first_start_path():
            self.stdout.write(path)
