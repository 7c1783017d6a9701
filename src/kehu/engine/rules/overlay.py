"""A company's own rules, as text laid over the default: what differs, and changing it in place."""

from collections.abc import Iterator, Mapping
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from kehu.engine.rules.conditions import parse_condition
from kehu.engine.rules.load import rules_written
from kehu.engine.rules.yaml_lines import Path, read_yaml
from kehu.errors import KehuError

Change = tuple[Any, Any]  # before, after; None where nothing is written
_OURS = "—"  # how faults would call the text, if it had not been proved before


def changed(text: str, changes: Mapping[Path, Any]) -> str:
    """The text with other values at some paths; what equals the default is left out of it.

    Comments and order stay. Raises InputFaults where the text is no YAML.
    """
    if text.strip():
        read_yaml(text, _OURS)  # which tells what is wrong and where
    yaml = YAML()
    yaml.width = 10_000
    tree = yaml.load(text) or CommentedMap()
    default = rules_written("", _OURS)
    for path, value in changes.items():
        if _same(path, value, _at(default, path)):
            _take_away(tree, path)
        else:
            _put(tree, path, value)
    if not tree:
        return ""
    out = StringIO()
    yaml.dump(tree, out)
    return out.getvalue()


def differences(before: str, after: str) -> dict[Path, Change]:
    """Where the rules under two texts are written differently: the value before and after.

    Raises InputFaults where one is no YAML.
    """
    old, new = (dict(_leaves(rules_written(text, _OURS))) for text in (before, after))
    paths = dict.fromkeys([*new, *old])
    return {
        path: (old.get(path), new.get(path))
        for path in paths
        if not _same(path, old.get(path), new.get(path))
    }


def _leaves(values: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    if not isinstance(values, dict):
        yield path, values
        return
    for key, value in values.items():
        yield from _leaves(value, (*path, str(key)))


def _at(values: Any, path: Path) -> Any:
    for key in path:
        values = values.get(key) if isinstance(values, dict) else None
    return values


def _same(path: Path, one: Any, other: Any) -> bool:
    """Do they mean the same? A condition may be written in more than one way."""
    if one == other:
        return True
    if path[-1] != "when" or not (isinstance(one, str) and isinstance(other, str)):
        return False
    try:
        return parse_condition(one) == parse_condition(other)
    except KehuError:
        return False


def _put(tree: Any, path: Path, value: Any) -> None:
    for written in path[:-1]:
        key = _key(tree, written)
        if not isinstance(tree.get(key), dict):
            tree[key] = CommentedMap()
        tree = tree[key]
    tree[_key(tree, path[-1])] = value


def _take_away(tree: Any, path: Path) -> None:
    """The value, and what would be empty without it."""
    key = _key(tree, path[0]) if isinstance(tree, dict) else None
    if key not in (tree or ()):
        return
    if len(path) > 1:
        _take_away(tree[key], path[1:])
    if len(path) == 1 or not tree[key]:
        del tree[key]


def _key(tree: Mapping[Any, Any], written: str) -> Any:
    """The key as the text has it: a label called 2 may stand there as a number."""
    return next((key for key in tree if str(key) == written), written)
