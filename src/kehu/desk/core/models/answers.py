"""What a program was answered, so that asking twice does a thing once."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class KeptAnswer(models.Model):
    """The answer to a write that named an Idempotency-Key; `asked` is the hash of what was asked.

    `by` is whose key it is: a person's or a token's.
    """

    by = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    asked = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(default="")
    made_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("kept answer")
        constraints = (models.UniqueConstraint(fields=["by", "key"], name="one_answer_a_key"),)

    def __str__(self) -> str:
        return self.key
