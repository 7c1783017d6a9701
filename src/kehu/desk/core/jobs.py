"""What the worker does for the company: sends what is to be told, forgets what was answered."""

from datetime import timedelta

from django.db.models import Min
from django.utils import timezone
from django_q.models import Schedule
from django_q.tasks import schedule

from kehu.desk.core.announcing import PAUSES, SENDER, signature
from kehu.desk.core.fetching import Answer, post
from kehu.desk.core.models import Delivery, KeptAnswer
from kehu.errors import KehuError

_KEPT_FOR = timedelta(days=30)
_CLAIM = timedelta(minutes=5)  # a worker that dies while sending leaves the message to the next


def send_deliveries() -> None:
    """Send every message that is due, forget those of last month, come back for the next."""
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING, webhook__is_active=True)
    while due := waiting.filter(next_at__lte=timezone.now()).order_by("next_at").first():
        if _claimed(due):
            _send(due)
    old = timezone.now() - _KEPT_FOR
    Delivery.objects.exclude(state=Delivery.State.WAITING).filter(made_at__lt=old).delete()
    _come_back(waiting.aggregate(first=Min("next_at"))["first"])


def _claimed(delivery: Delivery) -> bool:
    """Of two workers one sends a message."""
    mine = Delivery.objects.filter(
        pk=delivery.pk, state=Delivery.State.WAITING, attempts=delivery.attempts
    )
    delivery.attempts += 1
    claim = {"attempts": delivery.attempts, "next_at": timezone.now() + _CLAIM}
    return bool(mine.update(**claim))


def _send(delivery: Delivery) -> None:
    hook, timestamp = delivery.webhook, str(int(timezone.now().timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Kehu",
        "Kehu-Event": delivery.event,
        "Kehu-Delivery": str(delivery.pk),
        "Kehu-Timestamp": timestamp,
        "Kehu-Signature": signature(hook.secret, timestamp, delivery.body),
    }
    try:
        answer = post(hook.address, delivery.body.encode(), headers)
    except (OSError, KehuError) as error:
        answer = Answer(0, str(error) or type(error).__name__)
    _note(delivery, answer)


def _note(delivery: Delivery, answer: Answer) -> None:
    delivery.status, delivery.said = answer.status or None, answer.text.replace("\0", "")[:500]
    delivery.answered_at = now = timezone.now()
    if 200 <= answer.status < 300:
        delivery.state = Delivery.State.DELIVERED
    elif delivery.attempts > len(PAUSES):
        delivery.state = Delivery.State.GIVEN_UP
    else:
        delivery.next_at = now + timedelta(minutes=PAUSES[delivery.attempts - 1])
        _leave_alone(delivery)
    delivery.save()


def _leave_alone(failed: Delivery) -> None:
    """Who did not take one message is not asked to take the others until it is tried again."""
    others = Delivery.objects.filter(webhook=failed.webhook, state=Delivery.State.WAITING)
    others.filter(next_at__lt=failed.next_at).update(next_at=failed.next_at)


def _come_back(at: object) -> None:
    """One appointment, for the earliest message that waits."""
    Schedule.objects.filter(func=SENDER).delete()
    if at is not None:
        schedule(SENDER, schedule_type=Schedule.ONCE, next_run=at)


def forget_answers() -> None:
    """Answers to keys are kept for a day."""
    KeptAnswer.objects.filter(made_at__lt=timezone.now() - timedelta(hours=24)).delete()
