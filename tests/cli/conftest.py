"""`kehu`, run in this process, and ledgers to run it on."""

from pathlib import Path

import pytest
from demo_folder import demo_folder
from running import Kehu


@pytest.fixture
def kehu(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Kehu:
    """The command, in an empty folder and an English terminal."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    return Kehu()


@pytest.fixture(scope="session")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty customers of the demo exporter."""
    return demo_folder(tmp_path_factory.getbasetemp(), 60)


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """Three customers, of whom one has an order and one a row with faults."""
    folder = tmp_path / "faulty"
    folder.mkdir()
    (folder / "customers.csv").write_text(
        "customer_id,name,country,employees,mood\na,Ace,DE,10,glad\nb,Bee,XX,many,\nc,Cee,FR,,\n"
    )
    (folder / "orders.csv").write_text(
        "order_id,customer_id,ordered_at,amount\n1,a,2026-10-01,100\n2,b,2026-10-02,50\n"
    )
    return folder
