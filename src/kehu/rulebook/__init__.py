"""The default rulebook: rules, markets, words. Data, Chinese and English side by side."""

import csv
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML


def read(name: str) -> Any:
    """What a file of the rulebook says; for one whose faults must name their lines there is
    `engine.rules.yaml_lines`."""
    return YAML(typ="safe").load(files("kehu.rulebook").joinpath(name).read_text("utf-8"))


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file of the rulebook, which is read far faster than YAML of that size."""
    text = files("kehu.rulebook").joinpath(name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
