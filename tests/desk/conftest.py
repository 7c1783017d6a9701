"""What all tests of the application share."""

from pathlib import Path

import pytest
from desk_fixtures import (
    django_db_modify_db_settings,
    no_book_of_earlier_tests,
    nothing_known,
    passwords_hashed_quickly,
    plain_static_files,
    plans_of_many_houses,
)

from kehu.demo import write_ledger

__all__ = [
    "django_db_modify_db_settings",
    "no_book_of_earlier_tests",
    "nothing_known",
    "passwords_hashed_quickly",
    "plain_static_files",
    "plans_of_many_houses",
]


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    write_ledger(folder, customers=120)
    return folder
