"""Find patterns whose work grows faster than the text: `python -m tools.reading.slow_patterns`.

Every pattern that the reading compiles is held against texts made of its own pieces: what one of
its repetitions matches, again and again, with and without what stands before it. Printed are those
that take longer than they should, and by how much more a text of twice the length took. A pattern
that is mended vanishes from the list.
"""

import argparse
import random
import re
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from re import _compiler, _constants, _parser  # type: ignore[attr-defined]
from types import FrameType
from typing import Any

from benchmarks.mails.build import write

_OURS = ("kehu/reading", "kehu/cleaning")
_LENGTHS = (500, 2_000, 8_000, 16_000)
_TOO_LONG = 0.1  # seconds for which nothing of these lengths may take
_PATIENCE = 2.0  # seconds after which a single search is given up
_SAMPLES = 6  # texts of each piece
_SIGNS = "aA1é д中 \t\n-.,:/@>|+($_*有ا\u00a0"
_BETWEEN = ("", " ", ",", "-", ".", "\n", "!")


def compiled() -> dict[str, re.Pattern[str]]:
    """All patterns that reading practice mails compiles, each with where it stands."""
    found: dict[str, re.Pattern[str]] = {}
    compile_ = _compiler.compile

    def noted(pattern: Any, flags: int = 0) -> Any:
        made, frame = compile_(pattern, flags), sys._getframe(1)
        while frame.f_back and "/re/" in frame.f_code.co_filename:
            frame = frame.f_back
        place = frame.f_code.co_filename
        if any(one in place for one in _OURS) and isinstance(made.pattern, str):
            name = Path(place).relative_to(Path("src/kehu").resolve())
            found[f"{name}:{frame.f_lineno} {made.pattern}"] = made
        return made

    _compiler.compile = noted
    re.purge()
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), "practice", 300, 1)
        _read_all(Path(folder))
    _compiler.compile = compile_
    return found


def _read_all(folder: Path) -> None:
    # Imported now, when it is noted what each module compiles.
    catalogue = import_module("kehu.reading.catalogue").read_catalogue(folder / "catalogue.csv")
    known = import_module("kehu.reading.known")
    desk = import_module("kehu.reading.triage").Desk(
        catalogue, known.Known(multinationals=known.read_multinationals(None))
    )
    for mail in import_module("kehu.reading.mailboxes").mails([folder / "mails"]):
        desk.read(mail.raw)


def troubles(pattern: re.Pattern[str], chance: random.Random) -> Iterator[tuple[str, str, str]]:
    """Head, body and tail of texts, the body as often as one likes, which the pattern has trouble
    with, if it has with any."""
    tree = list(_parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG))
    for before, piece in [([], tree), *_repeated(tree)]:
        for _ in range(_SAMPLES):
            body = _sample(piece, chance) + chance.choice(_BETWEEN)
            if body:
                yield _sample(before, chance), body, chance.choice(_SIGNS)


def _repeated(nodes: Any) -> Iterator[tuple[list[Any], Any]]:
    """Every piece that may come again and again, with all that stands before it."""
    for number, (kind, value) in enumerate(nodes):
        inside: list[Any] = []
        if kind in (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT):
            if value[1] > 3:
                yield list(nodes[:number]), value[2]
            inside = [value[2]]
        elif kind is _constants.SUBPATTERN:
            inside = [value[-1]]
        elif kind is _constants.BRANCH:
            inside = value[1]
        elif kind is _constants.ATOMIC_GROUP:
            inside = [value]
        for one in inside:
            for before, piece in _repeated(list(one)):
                yield [*nodes[:number], *before], piece


def _sample(nodes: Any, chance: random.Random) -> str:
    """Some text that the nodes match; what only looks around is nothing."""
    return "".join(_one(kind, value, chance) for kind, value in nodes)


def _one(kind: Any, value: Any, chance: random.Random) -> str:
    if kind is _constants.LITERAL:
        return chr(value)
    if kind in (_constants.NOT_LITERAL, _constants.ANY, _constants.IN):
        return chance.choice([one for one in _SIGNS if _is_of(one, kind, value)] or [""]) or (
            _first_of(value)
        )
    if kind in (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT):
        times = chance.randint(value[0], max(value[0], min(value[1], 3)))
        return "".join(_sample(value[2], chance) for _ in range(times))
    if kind is _constants.SUBPATTERN:
        return _sample(value[-1], chance)
    if kind is _constants.BRANCH:
        return _sample(chance.choice(value[1]), chance)
    return _sample(value, chance) if kind is _constants.ATOMIC_GROUP else ""


def _is_of(sign: str, kind: Any, value: Any) -> bool:
    if kind is _constants.ANY:
        return sign != "\n"
    if kind is _constants.NOT_LITERAL:
        return ord(sign) != value
    negated = value[0][0] is _constants.NEGATE
    return negated != any(_holds(one, sign) for one in value[negated:])


def _holds(one: tuple[Any, Any], sign: str) -> bool:
    kind, value = one
    if kind is _constants.LITERAL:
        return ord(sign) == value
    if kind is _constants.RANGE:
        return bool(value[0] <= ord(sign) <= value[1])
    name = str(value)
    holds = (sign.isdigit() if "DIGIT" in name else sign.isspace() if "SPACE" in name
             else sign.isalnum() or sign == "_")  # fmt: skip
    return holds != ("NOT" in name)


def _first_of(value: Any) -> str:
    kind, one = value[0]
    return chr(one) if kind is _constants.LITERAL else chr(one[0])


def _stop(_: int, __: FrameType | None) -> None:
    raise TimeoutError


def seconds(pattern: re.Pattern[str], text: str) -> float:
    """How long all matches in a text take, at most as long as there is patience."""
    start = time.process_time()
    signal.setitimer(signal.ITIMER_REAL, _PATIENCE)
    try:
        for _ in pattern.finditer(text):
            pass
    except TimeoutError:
        return _PATIENCE
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return time.process_time() - start


def slowest(pattern: re.Pattern[str]) -> tuple[float, float, int, str]:
    """The longest time, by how much it grew with twice the length, the length, and the text."""
    worst = (0.0, 0.0, 0, "")
    for head, body, tail in set(troubles(pattern, random.Random(1))):
        before = 0.0
        for length in _LENGTHS:
            text = head + body * (length // len(body)) + tail
            took = seconds(pattern, text)
            if took > worst[0]:
                worst = (took, took / max(before, 1e-6), length, text)
            if took > _TOO_LONG:
                break
            before = took
    return worst


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--only", default="", help="patterns that hold these words, in their place"
    )
    given = options.parse_args()
    signal.signal(signal.SIGALRM, _stop)
    patterns = compiled()
    print(f"{len(patterns)} patterns")
    for name, pattern in patterns.items():
        took, grew, length, text = slowest(pattern) if given.only in name else (0.0, 0.0, 0, "")
        if took > _TOO_LONG:
            print(f"{took:6.2f} s of {length:6,} signs (x{grew:.1f})  {name[:110]!r} {text[:40]!r}")


if __name__ == "__main__":
    main()
