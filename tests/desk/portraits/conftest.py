"""The demo exporter graded and portrayed."""

from pathlib import Path

import pytest
from desk_scene import load_graded

from kehu.desk.portraits.jobs import portray_everybody


@pytest.fixture
def portrayed(demo_folder: Path) -> None:
    load_graded(demo_folder)
    portray_everybody()
