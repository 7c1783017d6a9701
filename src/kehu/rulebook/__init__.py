"""The default rulebook: rules, markets, words. Data, Chinese and English side by side."""

from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML


def read(name: str) -> Any:
    """What a file of the rulebook says; for one whose faults must name their lines there is
    `engine.rules.yaml_lines`."""
    return YAML(typ="safe").load(files("kehu.rulebook").joinpath(name).read_text("utf-8"))
