"""Asking twice does a thing once: the answer to a write is kept under the key that it named."""

from collections.abc import Callable
from datetime import timedelta

from django.core.cache import caches
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.utils import timezone
from django_q.tasks import async_task

from kehu.desk.core.models import KeptAnswer
from kehu.errors import KehuError

_KEPT_FOR = timedelta(hours=24)
FORGETTER = "kehu.desk.core.jobs.forget_answers"


def answered_once(
    *, by: str, key: str, asked: str, respond: Callable[[], HttpResponse]
) -> HttpResponse:
    """The first answer to this key, made now or within a day.

    `by` is whose key it is, `asked` the hash of what was asked. The key is taken in the transaction
    of the write, so of two at the same time the second waits for the first's answer. A refused
    request changed nothing and leaves its key free. Raises KehuError `key_used_otherwise`.
    """
    try:
        return _first_answer(by, key, asked, respond)
    except IntegrityError:
        kept = KeptAnswer.objects.filter(by=by, key=key).first()
    if kept is None or kept.made_at < timezone.now() - _KEPT_FOR:
        KeptAnswer.objects.filter(by=by, key=key, made_at__lt=timezone.now() - _KEPT_FOR).delete()
        return _first_answer(by, key, asked, respond)
    if kept.asked != asked:
        raise KehuError("key_used_otherwise", key=key)
    again = HttpResponse(kept.body, status=kept.status, content_type="application/json")
    again.headers["Idempotent-Replayed"] = "true"
    return again


@transaction.atomic
def _first_answer(
    by: str, key: str, asked: str, respond: Callable[[], HttpResponse]
) -> HttpResponse:
    kept = KeptAnswer.objects.create(by=by, key=key, asked=asked)
    response = respond()
    if response.status_code >= 400:
        transaction.set_rollback(True)
        return response
    kept.status, kept.body = response.status_code, response.content.decode()
    kept.save(update_fields=["status", "body"])
    if caches["process"].add("answers-forgotten", True, 3600):
        async_task(FORGETTER)
    return response
