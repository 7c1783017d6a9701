"""One engine for all readings, and a folder of real files for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from folders import Folder

from kehu.engine.backends.duckdb import DuckDB


@pytest.fixture(scope="package")
def engine() -> Iterator[DuckDB]:
    with DuckDB() as one:
        yield one


@pytest.fixture
def folder(engine: DuckDB, tmp_path: Path) -> Folder:
    """An empty ledger folder."""
    return Folder(engine, tmp_path)


@pytest.fixture(params=["csv", "parquet"])
def either(request: pytest.FixtureRequest, folder: Folder) -> Folder:
    """A ledger folder whose tables are written once as CSV and once as Parquet."""
    folder.kind = request.param
    return folder
