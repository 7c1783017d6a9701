"""Where brought files lie until they are unpacked."""

import shutil
from pathlib import Path

from django.conf import settings

from kehu.desk.inquiries.models import Bringing


class BroughtFiles:
    """The files of one bringing, by their numbers."""

    def __init__(self, one: Bringing) -> None:
        self.path = Path(settings.MEDIA_ROOT) / "brought" / one.folder
        self.paths = [self.path / f"{n}{_ending(name)}" for n, name in enumerate(one.files)]

    def forget(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)


def _ending(name: str) -> str:
    """A mailbox file is told by its name; anything else is one mail."""
    return ".mbox" if name.lower().endswith(".mbox") else ".eml"
