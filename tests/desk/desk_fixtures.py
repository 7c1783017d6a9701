"""What tests of the application begin with, beside rooms and in a browser."""

from collections.abc import Iterator
from functools import lru_cache

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import caches
from django.db import connection, connections
from pytest_django import Settings

from kehu.desk.grading import measuring
from kehu.desk.grading.book import keeper
from kehu.desk.portraits.alike import the_comparison
from kehu.desk.portraits.kept import the_gallery


@pytest.fixture(autouse=True)
def plain_static_files(settings: Settings) -> None:
    """Pages name script and style as they are: nothing is collected for a test."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture(autouse=True)
def passwords_hashed_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the same algorithm, which is made to be slow: nobody guesses a test's passwords."""
    for cost, least in {"time_cost": 1, "memory_cost": 8, "parallelism": 1}.items():
        monkeypatch.setattr(Argon2PasswordHasher, cost, least)


@pytest.fixture(scope="session", autouse=True)
def plans_of_many_houses() -> Iterator[None]:
    """One house has the same tables with rows for long, but tests build a house each."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("_plan", "_plan_of_all"):
            compiled = getattr(measuring, name).__wrapped__
            patch.setattr(measuring, name, lru_cache(maxsize=16)(compiled))
        yield


@pytest.fixture(autouse=True)
def nothing_known() -> None:
    """A process keeps hints for a while; a test begins like a process that has none yet."""
    caches["process"].clear()


@pytest.fixture(autouse=True)
def no_book_of_earlier_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process keeps book and portraits; a test begins like a process that has none yet."""
    monkeypatch.setattr(keeper._KEEPER, "_known", None)
    monkeypatch.setattr(the_comparison, "_made", None)
    the_gallery.forget()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, as it is used: one in memory does not wait where two write at once."""
    if connection.vendor == "sqlite":
        file = tmp_path_factory.mktemp("database") / "kehu.sqlite3"
        connections.databases["default"]["TEST"]["NAME"] = str(file)
