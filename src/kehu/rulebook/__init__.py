"""The default rulebook: rules, markets, words. Data, Chinese and English side by side."""

import csv
import re
from importlib.resources import files
from typing import Any

import yaml


class _Core(yaml.CSafeLoader):
    """YAML 1.2's core schema: `no` and `on` are words, only true and false are booleans."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 the library's own manner


for _tag, _form, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", "~nN"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    _Core.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_form})$"),
                                [*_first, *([""] if _tag == "null" else [])])  # fmt: skip


def read(name: str) -> Any:
    """What a file of the rulebook says, read by a parser in C, since every start waits for it; for
    one whose faults must name their lines there is `engine.rules.yaml_lines`."""
    return yaml.load(files("kehu.rulebook").joinpath(name).read_text("utf-8"), _Core)


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file of the rulebook, which is read far faster than YAML of that size."""
    text = files("kehu.rulebook").joinpath(name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
