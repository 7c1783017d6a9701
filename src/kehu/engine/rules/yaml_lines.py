"""YAML as plain values, with the file and line of every key, and names used twice."""

from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path as FilePath
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from kehu.errors import Fault, InputFaults

Path = tuple[str, ...]
_INT, _FLOAT, _BOOL, _NULL = (
    f"tag:yaml.org,2002:{kind}" for kind in ("int", "float", "bool", "null")
)
_MOST_NODES = 100_000


@dataclass
class Document:
    """A file's values, the line of each path in it, and what is wrong with its writing."""

    file: str
    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    nodes: int = 0


def read_file(path: FilePath) -> Document:
    """The document of a UTF-8 file. Raises InputFaults."""
    written = path.read_bytes()
    try:
        text = written.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = written.count(b"\n", 0, error.start) + 1
        raise _no_yaml(path.name, line, "UTF-8?") from error
    return read_yaml(text, path.name)


def shipped(file: str) -> Document:
    """A document of the rulebook that ships."""
    return read_yaml(files("kehu.rulebook").joinpath(file).read_text("utf-8"), file)


def read_yaml(text: str, file: str) -> Document:
    """The document of a text. Raises InputFaults when it is no YAML mapping."""
    try:
        node = YAML(typ="safe", pure=True).compose(text)
        if not isinstance(node, MappingNode):
            raise _no_yaml(file, 1, "name: value?")
        document = Document(file)
        document.values = _mapping(node, (), document)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _no_yaml(file, mark.line + 1 if mark else None, error.problem or "?") from error
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise _no_yaml(file, line, f"#x{error.character:04x}") from error
    except RecursionError as error:
        raise _no_yaml(file, 1, "… in … in …") from error
    return document


def _no_yaml(file: str, line: int | None, why: str) -> InputFaults:
    return InputFaults([Fault("error", "not_yaml", file, line=line, fields={"why": why})])


def _plain(node: Node, path: Path, document: Document) -> Any:
    document.nodes += 1
    if document.nodes > _MOST_NODES:  # a few aliases of aliases can stand for billions
        raise _no_yaml(document.file, node.start_mark.line + 1, f"> {_MOST_NODES}")
    if isinstance(node, MappingNode):
        return _mapping(node, path, document)
    if isinstance(node, SequenceNode):
        return [_plain(item, path, document) for item in node.value]
    return _scalar(node) if isinstance(node, ScalarNode) else None


def _mapping(node: MappingNode, path: Path, document: Document) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, ScalarNode):
            raise _no_yaml(document.file, line, "{…}: ?")
        name = str(key.value)
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
    tag, text = str(node.tag), str(node.value)
    if tag == _NULL:
        return None
    if tag == _BOOL:
        return text.lower() == "true"
    if tag not in (_INT, _FLOAT):
        return text
    try:
        return int(text) if tag == _INT else float(text)
    except ValueError:
        return text  # such as 0x1F and .inf, which no rulebook needs for a number
