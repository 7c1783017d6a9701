"""Imports of sheets: what was uploaded, what was decided about it, what it wrote."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Run(models.Model):
    """Sheets that somebody imports together: all of a run is loaded in one step, or nothing.

    The files and what was read of them lie in `folder`. `mappings` are by the number of the sheet;
    `counts` is what a check or the loading came to; `why` is the code of the error it failed with.
    """

    class State(models.TextChoices):
        READING = "reading", _("being read")
        MAPPING = "mapping", _("columns to be named")
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("ready to import")
        LOADING = "loading", _("being imported")
        DONE = "done", _("imported")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")
        FAILED = "failed", _("failed")

    class Mode(models.TextChoices):
        BOTH = "both", _("add new ones and complete known ones")
        CREATE = "create", _("add new ones only")
        UPDATE = "update", _("complete known ones only")

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who")
    )
    made_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    folder = models.CharField(max_length=32, unique=True)
    files = models.JSONField(_("files"), default=list)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.READING
    )
    mode = models.CharField(_("what to do"), max_length=10, choices=Mode.choices, default=Mode.BOTH)
    match_by = models.JSONField(default=list)
    mappings = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    why = models.CharField(max_length=60, blank=True, default="")
    why_fields = models.JSONField(default=dict)
    loaded_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("import of sheets")

    def __str__(self) -> str:
        return ", ".join(self.files)

    @property
    def count(self) -> int:
        """Rows of tables that were added or changed."""
        counts = [self.counts.get(name, {}) for name in ("created", "changed")]
        return sum(int(number) for one in counts for number in one.values())


class Written(models.Model):
    """A row that a run added (`before` empty) or changed (the columns, before and after)."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="written")
    table = models.CharField(max_length=30)
    row_id = models.BigIntegerField()
    before: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    after: "models.JSONField[Any, Any]" = models.JSONField(null=True)

    class Meta:
        verbose_name = _("row of an import")
        indexes = (models.Index(fields=["run", "table"], name="written_by_run"),)

    def __str__(self) -> str:
        return f"{self.table} {self.row_id}"


class SavedMapping(models.Model):
    """Which column is what, kept under a name for sheets with the same headings."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    headings = models.CharField(max_length=64, db_index=True)
    mapping: "models.JSONField[Any, Any]" = models.JSONField()
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("kept mapping")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
