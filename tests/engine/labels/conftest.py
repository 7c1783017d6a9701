"""One grading of the common ledger for all cases, and a way to grade any other."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
for _folder in (HERE, HERE.parent, HERE.parents[2] / "benchmarks"):
    if str(_folder) not in sys.path:
        sys.path.insert(0, str(_folder))

from cases import Case, common_scene  # noqa: E402
from grading import Graded, graded  # noqa: E402
from scene import Scene, T  # noqa: E402


@pytest.fixture(scope="session")
def common(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """The ledger in which every case is a customer, graded."""
    return graded(common_scene().write(tmp_path_factory.mktemp("common")), T)


@pytest.fixture(scope="session")
def shown(common: Graded) -> Callable[[Case], str | None]:
    """The label that the customer of a case is shown with."""
    return lambda case: common.labels.get((case.customer, case.dimension))


@pytest.fixture(scope="session")
def grade(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Scene], Graded]:
    """Grade a scene in a ledger of its own."""
    return lambda scene: graded(scene.write(tmp_path_factory.mktemp("ledger")), T)
