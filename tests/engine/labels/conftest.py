"""One grading of the common ledger for all cases, and a way to grade any other."""

from collections.abc import Callable

import pytest
from cases import Case, common_scene
from grading import Graded, graded
from scene import Scene, T


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
