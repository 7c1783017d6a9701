"""A house for each test; mails lie in a folder of its own."""

from pathlib import Path

import pytest
from inbox_scene import a_house
from pytest_django import Settings

from kehu.desk.accounts.models import User


@pytest.fixture
def boss(db: None, settings: Settings, tmp_path: Path) -> User:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.SECRETS = tmp_path / "secrets"
    return a_house()
