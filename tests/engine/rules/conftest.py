"""A company's rulebook written and read, and the demo ledger graded once for all."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from companies import Company
from demo_folder import twins_folder
from graded_demo import Demo, graded_demo


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return Company(tmp_path / "company.yaml")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with graded_demo(twins_folder(tmp_path_factory.getbasetemp(), 300)) as graded:
        yield graded
