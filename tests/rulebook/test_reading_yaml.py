"""The rulebook's files, read by the quick parser as by the careful one."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

import kehu.rulebook
from kehu.rulebook import read

FOLDER = Path(kehu.rulebook.__file__).parent
FILES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.yaml"))


@pytest.mark.parametrize("name", FILES)
def test_a_file_says_the_same_to_both_parsers_and_no_key_twice(name: str) -> None:
    # ruamel reads YAML 1.2 and refuses a key that stands twice
    assert read(name) == YAML(typ="safe").load((FOLDER / name).read_text("utf-8"))
