"""The portrait that ships, and the demo exporter's customers as traits."""

import sys
from pathlib import Path

import pytest
from demo_folder import MOMENT, demo_folder

HERE = Path(__file__).resolve().parent
for _folder in (HERE, HERE.parent / "labels"):
    if str(_folder) not in sys.path:
        sys.path.insert(0, str(_folder))

from portrayed import reading  # noqa: E402

from kehu.engine.portraits.facts import Facts, facts_of  # noqa: E402
from kehu.engine.portraits.load import PortraitReader  # noqa: E402
from kehu.engine.portraits.portrait import Portrait  # noqa: E402
from kehu.engine.rules.load import default_rulebook  # noqa: E402
from kehu.engine.rules.rules_reader import read_rules  # noqa: E402

READ = ("orders", "purchases_12m", "blacklisted", "median_gap_days", "usual_channel")


@pytest.fixture(scope="session")
def portrait() -> Portrait:
    return read_rules(PortraitReader, default_rulebook())


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, portrait: Portrait) -> Facts:
    """Nine hundred customers of the demo exporter."""
    folder = demo_folder(tmp_path_factory.getbasetemp(), 900)
    also = {*READ, *portrait.grouping.numbers}
    with reading(folder) as ledger:
        return facts_of(ledger, MOMENT, default_rulebook(), portrait, also)
