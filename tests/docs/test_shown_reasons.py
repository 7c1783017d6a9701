"""Where a document shows a reason, the command gives it: same customer, same words."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from kehu.cli import main
from kehu.demo import write_ledger

ROOT = Path(__file__).parents[2]
PAGES = {"README.md": "en", "README.zh.md": "zh", "docs/guide/zh.md": "zh"}
SHOWN = re.compile(
    r"```\n(?:\.venv/bin/)?kehu explain demo-ledger ([^\n]+)\n```\n.*?```\n(C\d+.*?)```", re.DOTALL
)


@pytest.fixture(scope="module")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo-ledger")
    write_ledger(folder, customers=3000)
    return folder


@pytest.mark.parametrize("page", PAGES)
def test_a_reason_shown_on_a_page_is_what_the_command_says(page: str, demo_data: Path) -> None:
    shown = SHOWN.findall((ROOT / page).read_text("utf-8"))
    assert shown
    for arguments, reason in shown:
        asked = ["explain", str(demo_data), *arguments.split(), "--lang", PAGES[page]]
        assert CliRunner().invoke(main, asked).output == reason
