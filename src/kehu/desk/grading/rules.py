"""The rulebook in force: the newest version laid over the default, proved once a process."""

from datetime import datetime
from functools import lru_cache

from kehu.desk.core.asked_once import asked_once
from kehu.desk.grading.models import RulebookVersion
from kehu.engine.rules.load import default_rulebook, rulebook_of
from kehu.engine.rules.rulebook import Rulebook

Version = tuple[int, datetime]  # its number, and when it was made


def version_in_force() -> Version | None:
    """The newest version; None where the default is in force."""
    versions = RulebookVersion.objects.order_by("-pk").values_list("pk", "made_at")
    return asked_once("rulebook", versions.first)


def newest_version() -> RulebookVersion | None:
    """The version in force with its author; None where the default is."""
    return RulebookVersion.objects.select_related("author").order_by("-pk").first()


def text_in_force() -> str:
    """What the company lays over the default."""
    newest = newest_version()
    return newest.text if newest else ""


def rulebook_in_force() -> Rulebook:
    """The default where the company has none of its own."""
    newest = version_in_force()
    return _proved(newest) if newest else default_rulebook()


@lru_cache(maxsize=8)
def _proved(version: Version) -> Rulebook:
    number = version[0]
    return rulebook_of(RulebookVersion.objects.get(pk=number).text, f"v{number}")
