"""Reading what ships beside the rulebook and names what it knows: the pool, samples, portraits …"""

from typing import Any, ClassVar, Generic, TypeVar

from kehu.engine.rules.conditions import Literal_, Node, with_terms
from kehu.engine.rules.names import everybodys_domains
from kehu.engine.rules.prove import condition_faults
from kehu.engine.rules.reader import Reader
from kehu.engine.rules.rulebook import Rulebook
from kehu.engine.rules.yaml_lines import Document, Path, shipped

Rules = TypeVar("Rules")


class RulesReader(Reader, Generic[Rules]):
    """Reads a document's parts; a condition is proved as soon as it is read.

    `file_shipped` is the document that ships.
    """

    file_shipped: ClassVar[str]

    def __init__(self, document: Document, rulebook: Rulebook) -> None:
        super().__init__([document])
        self.rulebook = rulebook
        self.terms = {name: term.node for name, term in rulebook.terms.items()}
        self.domains = everybodys_domains(rulebook)

    def rules(self) -> Rules:
        """All of the document; where it is faulty, something in its place."""
        raise NotImplementedError

    def entry(self, given: Any, section: str, path: Path) -> dict[str, Any]:
        """A part of the kind `section`, which names its source."""
        values = self.mapping(given, path)
        self.known_keys(values, section, path)
        if not values.get("source"):
            self.fault("missing_key", path, key="source")
        return values

    def node(self, text: Any, path: Path, wanted: str = "yes or no") -> Node:
        """The condition or number; what is faulty is told and never holds."""
        parsed = self.condition(text, path)
        if parsed is None:
            return Literal_(False)
        node = with_terms(parsed, self.terms)
        self.faults += condition_faults(node, self.place(*path), self.domains, wanted)
        return node

    def whole(self, values: dict[str, Any], key: str, path: Path) -> int:
        """A whole number above 0."""
        value = values.get(key)
        if value is None:
            self.fault("missing_key", path, key=key)
        elif isinstance(value, bool) or not isinstance(value, int) or value < 1:
            self.fault("not_a_count", (*path, key), value=value)
        else:
            return value
        return 1


def read_rules(
    reader: type[RulesReader[Rules]], rulebook: Rulebook, document: Document | None = None
) -> Rules:
    """What a document says for this rulebook; without one, what ships.

    Raises InputFaults with every fault and its line.
    """
    reading = reader(document or shipped(reader.file_shipped), rulebook)
    rules = reading.rules()
    reading.sure()
    return rules
