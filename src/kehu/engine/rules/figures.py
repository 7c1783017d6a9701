"""Reading single figures that the house sets, each with a title and its source."""

from typing import Any

from kehu.engine.rules.reader import Reader
from kehu.engine.rules.yaml_lines import Path

SECTIONS: dict[str, set[str]] = {"figure": {"source", "title", "value"}}


class FigureReader(Reader):
    """Reads whole numbers and shares."""

    sections = SECTIONS

    def figure(self, given: Any, path: Path) -> tuple[Any, Path]:
        """What is written of a figure, and where."""
        values = self.mapping(given, path)
        self.known_keys(values, "figure", path)
        self.words(values.get("title"), (*path, "title"))
        if not values.get("source"):
            self.fault("missing_key", path, key="source")
        return values.get("value"), (*path, "value")

    def whole(self, given: Any, path: Path) -> int:
        """A whole number of at least 1."""
        value, path = self.figure(given, path)
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            self.fault("not_a_count", path, value=value)
            return 1
        return value

    def share(self, given: Any, path: Path) -> float:
        """A number above 0 and up to 1."""
        value, path = self.figure(given, path)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
            self.fault("not_a_share", path, value=value)
            return 1.0
        return value
