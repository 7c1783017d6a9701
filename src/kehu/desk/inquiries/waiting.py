"""Mails that wait to be read. Apart from the reader, which takes seconds and memory to come."""

from django.db.models import QuerySet

from kehu.desk.inquiries.models import Mail

MOST_ATTEMPTS = 3  # at reading one; then it is put aside


def waiting_mails() -> "QuerySet[Mail]":
    """Those that are to be read and were not put aside."""
    return Mail.objects.filter(reading=None, is_ours=False, attempts__lt=MOST_ATTEMPTS)
