"""Invoices in words: a few lines written to a file, imported, and read back; and the real file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from invoice_lines import COLUMNS, Imported, write_books

from kehu.matching.online_retail import import_online_retail


@pytest.fixture
def books(tmp_path: Path) -> Callable[..., Path]:
    """Write lines to a Parquet file and give its path."""

    def write(*lines: dict[str, Any], columns: dict[str, str] = COLUMNS) -> Path:
        return write_books(tmp_path / "books.parquet", list(lines), columns)

    return write


@pytest.fixture
def imported(books: Callable[..., Path], tmp_path: Path) -> Callable[..., Imported]:
    """Import lines and give what came of them."""

    def run(*lines: dict[str, Any]) -> Imported:
        folder = tmp_path / "ledger"
        return Imported(folder, import_online_retail(books(*lines), folder))

    return run


@pytest.fixture(scope="session")
def online_retail() -> Path:
    """The real file, outside the project."""
    path = Path(__file__).parents[3] / "shared" / "data" / "online_retail_ii.parquet"
    if not path.is_file():
        pytest.skip("needs ../shared/data/online_retail_ii.parquet (UCI Online Retail II)")
    return path


@pytest.fixture(scope="session")
def real(online_retail: Path, tmp_path_factory: pytest.TempPathFactory) -> Imported:
    """The real file, imported once for all tests that only read."""
    folder = tmp_path_factory.mktemp("online_retail") / "ledger"
    return Imported(folder, import_online_retail(online_retail, folder))
