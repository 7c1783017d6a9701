"""What the sender wrote now, apart from quotes, forwards, the signature and what lawyers add."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from kehu.reading.message.signature import signed
from kehu.reading.patterns import any_of, whole
from kehu.rulebook import read

_QUOTED = re.compile(r"^\s{0,3}(?:>|\|\s(?!.*\|))")  # a row of a table has more than one bar
_MARKS = re.compile(r"^[\s>|]+")
_RULE = re.compile(r"^[\s>]*[-_=*—–]{2,}[\s>]*$")
_DATED = re.compile(r"\d{1,2}[:.h]\d\d|\b(?:19|20)\d\d\b|@|\d{1,2}[./-]\d{1,2}")
_WORDS = re.compile(r"\w+")
_LETTERS = 8  # signs of a word; scripts without spaces have but one on a line
_HEADING = 8  # lines within which the labels of a forwarded mail's heading stand
_SHORT = 90  # characters of a line that a telephone writes
_FEW = 40  # words up to which a message above a forwarded one does no more than pass it on


@dataclass(frozen=True)
class Newest:
    """The parts of a mail's text. `passed_on` is what the sender forwards and points to."""

    body: str
    signature: str
    passed_on: str
    quoted: str


@dataclass(frozen=True)
class _Cut:
    """Where the words of others begin for good: the line, and whether they are passed on."""

    line: int
    forward: bool


def split(text: str, subject: str = "") -> Newest:
    """Take a mail's text apart; `subject` tells an answer from something passed on."""
    lines = text.split("\n")
    cut = _cut(lines, forwarded=_begins(subject, "forward"))
    above = lines if cut is None else lines[: cut.line]
    below = [] if cut is None else lines[cut.line :]
    kept, quoted = _without_quotes(above)
    kept = _without_small_print(kept)
    body, signature = signed("\n".join(kept).strip("\n").split("\n"))
    forward = cut is not None and (cut.forward or _begins(subject, "forward"))
    few = len(_WORDS.findall(body)) <= _FEW and len(body) <= _FEW * _LETTERS
    nothing = not (body or signature)
    pointed_to = nothing or (forward and (few or _points(body)))
    passed_on = _passed_on(below) if pointed_to else ""
    return Newest(body, signature, passed_on, "\n".join([*quoted, *below]).strip())


def is_answer(subject: str) -> bool:
    """Does a subject begin as answers do?"""
    return _begins(subject, "answer")


def is_forward(subject: str) -> bool:
    """Does a subject begin as those of mails passed on do?"""
    return _begins(subject, "forward")


def heads_a_forward(line: str) -> bool:
    """Does it announce, with nothing else on it, a mail that is passed on?"""
    return bool(_words().forward.match(line))


def labelled(line: str) -> tuple[str, str] | None:
    """The role (from, sent, to, subject, cc) and the value of a line of a mail's heading."""
    found, words = _words().labels.match(line), _words()
    role = words.role_of.get(found[1].lower()) if found else None
    return (role, found[2].strip(" *")) if found and role else None


def bare_subject(subject: str) -> str:
    """A subject without Re:, Fwd: and their like."""
    return _words().prefixes.sub("", subject).strip()


@dataclass(frozen=True)
class _Words:
    attribution: re.Pattern[str]
    labels: re.Pattern[str]
    role_of: dict[str, str]
    answer: re.Pattern[str]
    forward: re.Pattern[str]
    beginnings: dict[str, re.Pattern[str]]
    prefixes: re.Pattern[str]
    pointing: re.Pattern[str]
    disclaimer: re.Pattern[str]
    device: re.Pattern[str]


@cache
def _words() -> _Words:
    data: dict[str, Any] = read("reading/quotes.yaml")
    role_of = {word: role for role, words in data["labels"].items() for word in words}
    starts = {kind: any_of(words) for kind, words in data["subjects"].items()}
    devices = any_of(data["devices"])
    both = any_of([*data["subjects"]["answer"], *data["subjects"]["forward"]])
    return _Words(
        attribution=whole(data["attributions"]),
        labels=re.compile(rf"^[\s*>]*({any_of(list(role_of))})\s?\*?\s?[:：]\*?\s*(.*)$", re.I),
        role_of=role_of,
        answer=_alone(data["separators"]["answer"]),
        forward=_alone(data["separators"]["forward"]),
        beginnings={kind: re.compile(rf"^\s*{words}\s*+(?:\[\d+\]\s*)?[:：]", re.I)
                    for kind, words in starts.items()},
        prefixes=re.compile(rf"^(?:\s*{both}\s*+(?:\[\d+\]\s*)?[:：])+", re.I),
        pointing=whole(data["pointing"]),
        disclaimer=re.compile(any_of(data["disclaimers"]), re.I),
        device=re.compile(rf"^\W*{devices}|{devices}\W*$", re.I),
    )  # fmt: skip


def _alone(words: Sequence[str]) -> re.Pattern[str]:
    """A line with nothing but the words and what draws a line around them."""
    return re.compile(rf"^[\s>]*+[-–—_=*\s]*+{any_of(words)}[-–—_=*:\s]*$", re.IGNORECASE)


def _begins(subject: str, kind: str) -> bool:
    return bool(_words().beginnings[kind].match(subject))


def _points(body: str) -> bool:
    return bool(_words().pointing.search(body))


def _cut(lines: Sequence[str], *, forwarded: bool) -> _Cut | None:
    """The first line from which on everything is another's."""
    words = _words()
    for number, line in enumerate(lines):
        announced = words.forward.match(line) or (forwarded and words.answer.match(line))
        if announced and _QUOTED.match(line):  # what is passed on is quoted as a whole
            return _Cut(number, forward=True)
        if not line.strip() or _QUOTED.match(line):
            continue
        if words.forward.match(line):
            return _Cut(number, forward=True)
        if words.answer.match(line) or _is_heading(lines, number):
            return _Cut(number, forward=False)
        if _is_attribution(lines, number) and not _quote_follows(lines, number):
            return _Cut(number, forward=False)
    return None


def _is_heading(lines: Sequence[str], number: int) -> bool:
    """From:, Sent: and Subject: one below the other."""
    if _role(lines[number]) not in ("from", "sent"):
        return False
    roles = {_role(line) for line in lines[number : number + _HEADING]} - {None}
    return "from" in roles and len(roles) >= 3 and bool(roles & {"sent", "to"})


def _role(line: str) -> str | None:
    found = labelled(line)
    return found[0] if found else None


def _is_attribution(lines: Sequence[str], number: int) -> bool:
    """`On … X <x@y> wrote:`, which long names break into two or three lines."""
    line = lines[number]
    for more in range(3):
        if len(line) > 400:
            return False
        if line.rstrip().endswith((":", "：")):
            return bool(_DATED.search(line) and _words().attribution.search(line))
        following = number + more + 1
        if following >= len(lines) or not lines[following].strip():
            return bool(line.rstrip().endswith("작성")) or _ends_in_verb(line)
        line = f"{line} {lines[following]}"
    return False


def _ends_in_verb(line: str) -> bool:
    ends = [found.end() for found in _words().attribution.finditer(line)]
    return bool(ends and "@" in line and _DATED.search(line) and ends[-1] == len(line.rstrip()))


def _quote_follows(lines: Sequence[str], number: int) -> bool:
    return any(_QUOTED.match(line) for line in lines[number + 1 : number + 5])


def _without_quotes(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """The lines without those behind `>` and without the line above them; and those."""
    kept: list[str] = []
    quoted: list[str] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        if _QUOTED.match(line):
            quoted.append(line)
        elif _is_attribution(lines, number) and _quote_follows(lines, number):
            while number < len(lines) and not _QUOTED.match(lines[number]):
                quoted.append(lines[number])
                number += 1
            continue
        else:
            kept.append(line)
        number += 1
    return kept, quoted


def _without_small_print(lines: Sequence[str]) -> list[str]:
    """Without paragraphs of lawyers and virus scanners, and the line of a telephone."""
    words = _words()
    kept = [line for line in lines if not (len(line) < _SHORT and words.device.search(line))]
    paragraphs = "\n".join(kept).split("\n\n")
    said = [one for index, one in enumerate(paragraphs)
            if not (index and words.disclaimer.search(one) and len(one) > 30)]  # fmt: skip
    return "\n\n".join(said).split("\n")


def _passed_on(lines: Sequence[str]) -> str:
    """A forwarded mail without its heading and the marks of its quoting."""
    bare = [_MARKS.sub("", line) for line in lines]
    said = [line for line in bare if not (_role(line) or _RULE.match(line)
            or _words().forward.match(line) or _words().answer.match(line))]  # fmt: skip
    return "\n".join(_without_small_print(said)).strip()
