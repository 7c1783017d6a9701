"""docs/measures.md is what the command prints; whoever adds a measure runs it again."""

from pathlib import Path

from click.testing import CliRunner

from kehu.cli import main

PAGE = Path(__file__).parents[2] / "docs" / "measures.md"


def test_the_page_of_measures_is_what_the_command_prints():
    printed = CliRunner().invoke(main, ["rulebook", "names", "--lang", "en"]).output
    assert PAGE.read_text("utf-8") == printed
