"""Two moments of one ledger, graded once; the words of scenes are those of the label tests."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
for _folder in (HERE, HERE.parent / "labels"):
    if str(_folder) not in sys.path:
        sys.path.insert(0, str(_folder))

from two_moments import Moved, scene_moved  # noqa: E402


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Moved]:
    """A few customers of whom it is known what happened to each."""
    yield from scene_moved(tmp_path_factory.mktemp("moments"))
