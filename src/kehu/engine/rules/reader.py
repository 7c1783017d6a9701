"""Reading YAML documents laid one over the other: values, their places, and every fault at once."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from kehu.engine.rules.conditions import Literal_, Node, parse_condition
from kehu.engine.rules.rulebook import Place
from kehu.engine.rules.yaml_lines import Document, Path
from kehu.errors import Fault, InputFaults, KehuError

_EITHER = (("when", "countries"), ("countries", "when"),
           ("measure", "weights"), ("weights", "measure"))  # fmt: skip


class Reader:
    """The merged values of documents; what cannot be read becomes a fault and is left out.

    `sections` says which keys each kind of entry may have.
    """

    sections: dict[str, set[str]]

    def __init__(self, documents: Sequence[Document]) -> None:
        self.faults = [fault for document in documents for fault in document.faults]
        self.places: dict[Path, tuple[str, int]] = {}
        self.values: dict[str, Any] = {}
        self.file = documents[0].file
        for document in documents:
            self.values = _laid_over(self.values, document.values, ())
            self.places |= {path: (document.file, n) for path, n in document.lines.items()}

    def place(self, *path: str) -> Place:
        """The nearest written place of a path."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.places:
                file, line = self.places[path[:length]]
                return Place(file, line, ".".join(path))
        return Place(self.file, None, ".".join(path))

    def fault(self, code: str, path: Path, /, **details: Any) -> None:
        place = self.place(*path)
        details = {**details, "path": place.path}
        self.faults.append(
            Fault("error", code, place.file, line=place.line, column=place.path, fields=details)
        )

    def mapping(self, values: Any, path: Path) -> dict[str, Any]:
        if isinstance(values, dict):
            return values
        self.fault("not_a_mapping", path)
        return {}

    def texts(self, values: Any, path: Path) -> list[str]:
        """A list of words."""
        if values is None:
            return []
        if isinstance(values, list) and not any(isinstance(one, dict | list) for one in values):
            return [str(one) for one in values]
        self.fault("not_a_list", path)
        return []

    def name(self, name: str, path: Path) -> None:
        """Names of terms and dimensions stand in conditions and judgements without quotes."""
        if not name.isidentifier() or "__" in name:
            self.fault("bad_name", path, name=name)

    def not_both(self, values: dict[str, Any], keys: tuple[str, str], path: Path) -> None:
        if all(key in values for key in keys):
            self.fault("not_both", (*path, keys[0]), one=keys[0], other=keys[1])

    def known_keys(self, values: dict[str, Any], section: str, path: Path) -> None:
        self.only(values, self.sections[section], path)

    def only(self, values: dict[str, Any], allowed: Collection[str], path: Path = ()) -> None:
        """Every other key is a fault."""
        for key in sorted(values.keys() - {*allowed}):
            self.fault("unknown_key", (*path, key), key=key, allowed=", ".join(sorted(allowed)))

    def sure(self) -> None:
        """Raises InputFaults with every fault, by file and line."""
        if self.faults:
            raise InputFaults(sorted(self.faults, key=lambda f: (f.file, f.line or 0)))

    def condition(self, text: Any, path: Path) -> Node | None:
        if isinstance(text, bool | int | float):
            return Literal_(text if isinstance(text, bool) else Decimal(str(text)))
        if not isinstance(text, str) or not text.strip():
            self.fault("missing_key", path, key="when")
            return None
        try:
            return parse_condition(text)
        except KehuError as error:
            self.fault(error.code, path, **error.fields)
            return None

    def words(self, given: Any, path: Path) -> dict[Any, str]:
        """A title in both languages."""
        values = given if isinstance(given, dict) else {}
        for lang in ("en", "zh"):
            if not values.get(lang):
                self.fault("missing_words", path, lang=lang)
        return {lang: str(values.get(lang, "")) for lang in ("en", "zh")}


def _laid_over(below: Any, above: Any, path: Path) -> Any:
    """`above` over `below`, key by key.

    Labels have an order. A company that names only codes the default has changes them in place; one
    that brings a new code lists all it wants, in its order, and inherits what it leaves unsaid.
    A null takes a key away; a new condition replaces countries and the other way round, as do a
    score's measure and weights.
    """
    if not (isinstance(below, dict) and isinstance(above, dict)):
        return above
    if len(path) == 3 and path[2] == "labels" and above.keys() - below.keys():
        below = {code: below[code] for code in above if code in below}
        merged = {
            code: _laid_over(below.get(code, {}), above[code], (*path, code)) for code in above
        }
    else:
        merged = dict(below)
        for key, value in above.items():
            merged[key] = _laid_over(below.get(key), value, (*path, key))
    for one, other in _EITHER:
        if one in above and other not in above:
            merged.pop(other, None)
    return {key: value for key, value in merged.items() if value is not None}
