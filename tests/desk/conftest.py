"""What all tests of the application share."""

from pathlib import Path

import pytest
from pytest_django import Settings

from kehu.demo import write_ledger
from kehu.desk.grading.book import keeper


@pytest.fixture(autouse=True)
def plain_static_files(settings: Settings) -> None:
    """Pages name script and style as they are: nothing is collected for a test."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture(autouse=True)
def no_book_of_earlier_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process keeps its book; a test begins like a process that has none yet."""
    monkeypatch.setattr(keeper._KEEPER, "_known", None)


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    write_ledger(folder, customers=120)
    return folder
