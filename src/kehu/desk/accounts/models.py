"""People, their teams, and the secrets with which programs act for them or read their days."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.desk.accounts.roles import Permission, Role

LANGUAGES = [("zh-hans", "中文"), ("en", "English")]


class Team(models.Model):
    """Salespeople under one manager or more."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("team")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """Someone who works here. `name` is how colleagues write it, and a ledger's `owner`.

    Messages to buyers are signed with `signs_as`, with the name where it is empty.
    One logs in by e-mail too, so no two people share one.
    """

    name = models.CharField(_("name"), max_length=150, unique=True)
    role = models.CharField(
        _("role"), max_length=20, choices=Role.choices, default=Role.SALESPERSON
    )
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("team")
    )
    signs_as = models.CharField(_("signs as"), max_length=150, blank=True, default="")
    language = models.CharField(_("language"), max_length=10, choices=LANGUAGES, default="zh-hans")
    version = models.PositiveIntegerField(default=1, editable=False)

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    REQUIRED_FIELDS = ["email", "name"]  # noqa: RUF012

    class Meta:
        verbose_name = _("person")
        constraints = (
            models.UniqueConstraint(
                Lower("email"), name="one_person_an_email", condition=~models.Q(email=""),
                violation_error_message=_("Somebody else here has this e-mail address."),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.name


class ApiToken(models.Model):
    """A program's key to act for a person, within scopes; only its hash is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens", verbose_name=_("person"))
    name = models.CharField(_("name"), max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(_("permissions"), default=list)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("token")

    def __str__(self) -> str:
        return self.name

    @property
    def words(self) -> list[str]:
        """What it may do, as a page says it."""
        return [str(Permission(name).words) for name in self.scopes]


class Calendar(models.Model):
    """The secret address of a person's follow-ups as a calendar; only its hash is kept."""

    user = models.OneToOneField(User, models.CASCADE, verbose_name=_("person"))
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    class Meta:
        verbose_name = _("calendar")

    def __str__(self) -> str:
        return self.user.name
