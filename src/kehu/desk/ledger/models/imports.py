"""Files of ledger tables that somebody uploaded, and what became of them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Import(models.Model):
    """Tables uploaded together, loaded whole or not at all.

    The files lie in `folder` until they are loaded. `rows` are those loaded, by table; `why` is the
    code of the error where it failed.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CHECKING = "checking", _("being checked")
        LOADING = "loading", _("being loaded")
        DONE = "done", _("loaded")
        REFUSED = "refused", _("has faults")
        FAILED = "failed", _("failed")

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who")
    )
    made_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    folder = models.CharField(max_length=32, unique=True)
    files = models.JSONField(_("files"), default=list)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    rows = models.JSONField(_("rows"), default=dict)
    errors = models.PositiveIntegerField(_("errors"), default=0)
    warnings = models.PositiveIntegerField(_("warnings"), default=0)
    why = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        verbose_name = _("import")

    def __str__(self) -> str:
        return ", ".join(self.files)

    @property
    def count(self) -> int:
        """Rows loaded."""
        return sum(self.rows.values())
