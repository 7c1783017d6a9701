"""What all tests of the application share."""

from pathlib import Path

import pytest

from kehu.demo import write_ledger


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    write_ledger(folder, customers=120)
    return folder
