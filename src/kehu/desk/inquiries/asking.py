"""Having the worker do what is to be done with mail, now or at a moment."""

from datetime import datetime

from django.conf import settings
from django_q.models import Schedule
from django_q.tasks import async_task, schedule


def ask_for_reading() -> None:
    """Have what came unpacked and read. Should the worker be killed, the next fetch goes on."""
    async_task(settings.MAIL_READER)


def ask_for_fetching() -> None:
    """Have all mailboxes looked into now."""
    async_task(settings.MAIL_FETCHER)


def ask_for_sending(at: datetime) -> None:
    """Have the letters that are due then sent."""
    schedule(settings.MAIL_SENDER, schedule_type=Schedule.ONCE, next_run=at)
