"""A company's own rulebook, written to a file and read."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from kehu.engine.rules.load import load_rulebook
from kehu.engine.rules.rulebook import Rulebook
from kehu.errors import Fault, InputFaults


@dataclass(frozen=True)
class Company:
    """A company's own rulebook file."""

    path: Path

    def write(self, text: str) -> Path:
        self.path.write_text(text, encoding="utf-8")
        return self.path

    def proved(self, text: str) -> Rulebook:
        """The default with the text laid over it."""
        return load_rulebook(self.write(text))

    def faults(self, text: str) -> list[Fault]:
        """What is wrong with the text laid over the default; something must be."""
        with pytest.raises(InputFaults) as caught:
            load_rulebook(self.write(text))
        return caught.value.faults
