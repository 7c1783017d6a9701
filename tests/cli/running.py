"""Running `kehu` in this process; a crash is a failure of the test, whatever it expected."""

import json
from dataclasses import dataclass
from typing import Any

from click.testing import CliRunner

from kehu.cli import main

AS_OF = ("--as-of", "2026-11-01")


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """What was printed as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def faults(self) -> list[dict[str, Any]]:
        """What was told on standard error as JSON lines."""
        return [json.loads(line) for line in self.err.splitlines()]


class Kehu:
    def __call__(self, *words: object) -> Answer:
        result = CliRunner().invoke(main, [str(word) for word in words])
        crash = result.exception
        if crash is not None and not isinstance(crash, SystemExit):
            raise AssertionError(f"kehu {words} crashed") from crash
        assert result.exit_code in (0, 1, 2), result.output
        assert "Traceback" not in result.output
        return Answer(result.exit_code, result.stdout, result.stderr)
