"""YAML as plain values, with the file and line of every key, and names used twice."""

from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from kehu.errors import Fault, InputFaults

Path = tuple[str, ...]
_INT, _FLOAT, _BOOL, _NULL = (
    f"tag:yaml.org,2002:{kind}" for kind in ("int", "float", "bool", "null")
)


@dataclass
class Document:
    """A file's values, the line of each path in it, and what is wrong with its writing."""

    file: str
    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read_yaml(text: str, file: str) -> Document:
    """The document of a text. Raises InputFaults when it is no YAML mapping."""
    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        why = {"why": error.problem or "?"}
        raise InputFaults([Fault("error", "not_yaml", file, line=line, fields=why)]) from error
    if not isinstance(node, MappingNode):
        raise InputFaults([Fault("error", "not_yaml", file, line=1, fields={"why": "no mapping"})])
    document = Document(file)
    document.values = _mapping(node, (), document)
    return document


def _plain(node: Node, path: Path, document: Document) -> Any:
    if isinstance(node, MappingNode):
        return _mapping(node, path, document)
    if isinstance(node, SequenceNode):
        return [_plain(item, path, document) for item in node.value]
    return _scalar(node) if isinstance(node, ScalarNode) else None


def _mapping(node: MappingNode, path: Path, document: Document) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in node.value:
        name, line = str(key.value), key.start_mark.line + 1
        if name in values:
            where = ".".join((*path, name))
            document.faults.append(
                Fault("error", "name_twice", document.file, line=line, column=where,
                      fields={"name": name})
            )  # fmt: skip
        document.lines[(*path, name)] = line
        values[name] = _plain(value, (*path, name), document)
    return values


def _scalar(node: ScalarNode) -> Any:
    tag = str(node.tag)
    if tag == _NULL:
        return None
    if tag == _BOOL:
        return str(node.value).lower() == "true"
    if tag == _INT:
        return int(node.value)
    return float(node.value) if tag == _FLOAT else str(node.value)
