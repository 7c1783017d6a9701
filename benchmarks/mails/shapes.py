"""Shapes of letters beside the usual one, for languages whose file has a section `letters`.

From a phone, long and polite with the request in the middle, split over paragraphs, with the
goods in the subject only, or as a table; and the company's facts told in prose.
"""

from collections.abc import Callable

from benchmarks.mails import mentions, styles
from benchmarks.mails.asking import Asking
from benchmarks.mails.letter import Letter
from benchmarks.mails.mentions import Mention
from benchmarks.mails.pieces import slots_of

_FIRM = ["usual"] * 9 + ["phone"] * 2 + ["long"] * 3 + ["split"] * 3 + ["subject"] * 2
_FIRM += ["table"] * 3
_LOOSE = ["usual"] * 8 + ["phone"] * 2 + ["long"] * 3


def firm(asking: Asking) -> Letter | None:
    """A detailed inquiry in one of the shapes; none where the usual one is to be written."""
    if not asking.pieces.varied:
        return None
    shape = asking.rng.choice(_FIRM)
    made: dict[str, Callable[[Asking], Letter]] = {
        "phone": _phone,
        "long": _long,
        "split": _split,
        "subject": _subject,
        "table": _table,
    }
    return made[shape](asking) if shape in made else None


def loose(asking: Asking, ask: Callable[[], None], kind: str) -> Letter | None:
    """A letter that asks for less, in one of the shapes, or none."""
    if not asking.pieces.varied:
        return None
    shape = asking.rng.choice(_LOOSE)
    if shape == "phone" and kind == "partial":
        return _phone_part(asking)
    if shape == "long":
        _before(asking)
        ask()
        asking.letter.add(asking.pieces.say("long_after"))
        return asking.end(kind)
    return None


def _phone(asking: Asking) -> Letter:
    """A line or two tapped on the way: goods, number, place."""
    asking.style = asking.rng.choice([styles.NONE, styles.NONE, styles.BARE])
    template = asking.pieces.pick("phone")
    asking.letter.add(_filled(asking, template))
    return asking.end("detailed", close=False)


def _phone_part(asking: Asking) -> Letter:
    asking.style = asking.rng.choice([styles.NONE, styles.NONE, styles.BARE])
    template = asking.pieces.pick("phone_part")
    asking.letter.add(_filled(asking, template))
    return asking.end("partial", close=False)


def _long(asking: Asking) -> Letter:
    _before(asking)
    asking.ask_firm()
    asking.terms(asking.rng.choice([1, 2, 2, 3]))
    asking.extras()
    asking.letter.add(asking.pieces.say("long_after"))
    return asking.end("detailed")


def _before(asking: Asking) -> None:
    """Greeting and a paragraph or two of politeness before anything is asked."""
    asking.letter.add(asking.pieces.say("greeting"))
    asking.letter.add(asking.told("long_before"))


def _split(asking: Asking) -> Letter:
    """The goods in one paragraph, their number in another, something else between."""
    asking.open()
    found = mentions.definite(asking.rng, asking.part, asking.language)
    count = asking.count(found)
    asking.line(found, count)
    asking.letter.add(asking.pieces.say("split_item", item=found.text))
    between = asking.rng.choice(["terms", "question", "aside"])
    if between != "terms":
        asking.letter.add(asking.pieces.say(between))
    else:
        asking.terms(1)
    asking.letter.add(asking.pieces.say("split_qty", qty=count.text))
    if between != "terms":
        asking.terms(asking.rng.choice([1, 2]))
    return asking.end("detailed")


def _subject(asking: Asking) -> Letter:
    """Goods and number stand in the subject alone."""
    asking.open()
    subject = _filled(asking, asking.pieces.pick("subject_only"))
    asking.letter.add(asking.pieces.say("see_subject"))
    if not asking.said.destination:
        asking.terms(asking.rng.choice([1, 2]))
    letter = asking.end("detailed")
    letter.subject = subject
    asking.said.text = letter.newest()
    return letter


def _table(asking: Asking) -> Letter:
    """Product lines as a table with a head, or each as a block of its own."""
    asking.open()
    rng = asking.rng
    head, number = asking.pieces.words["letters"]["columns"], asking.pieces.words["letters"]["no"]
    rows = []
    for _ in range(rng.randint(2, 5)):
        found = mentions.definite(rng, asking.part, asking.language)
        count = asking.count(found)
        asking.line(found, count)
        rows.append((found.text, count.text))
    text = rng.choice([_tabbed, _piped, _aligned, _blocks, _numbers_first])(head, number, rows)
    asking.letter.add(asking.pieces.say("request_lines", lines=text))
    asking.terms(rng.choice([1, 2, 2]))
    return asking.end("detailed")


Rows = list[tuple[str, str]]


def _tabbed(head: list[str], number: str, rows: Rows) -> str:
    lines = [f"{number}\t{head[0]}\t{head[1]}"]
    return "\n".join(lines + [f"{n}\t{a}\t{b}" for n, (a, b) in enumerate(rows, 1)])


def _piped(head: list[str], number: str, rows: Rows) -> str:
    return "\n".join(f"| {a} | {b} |" for a, b in [tuple(head), *rows])


def _aligned(head: list[str], number: str, rows: Rows) -> str:
    width = max(len(a) for a, _ in [*rows, tuple(head)]) + 3
    return "\n".join(f"{a:<{width}}{b}" for a, b in [tuple(head), *rows])


def _blocks(head: list[str], number: str, rows: Rows) -> str:
    return "\n\n".join(f"{head[0]}: {a}\n{head[1]}: {b}" for a, b in rows)


def _numbers_first(head: list[str], number: str, rows: Rows) -> str:
    lines = [f"{head[1]}\t{head[0]}"]
    return "\n".join(lines + [f"{b}\t{a}" for a, b in rows])


def _filled(asking: Asking, template: str) -> str:
    """Fill a template that names goods and perhaps a place, noting what it tells."""
    used, slots = set(slots_of(template)), {}
    found = _named(asking, used)
    count = asking.count(found) if "qty" in used else None
    asking.line(found, count)
    slots = {"item": found.text, "group": found.text, "qty": count.text if count else ""}
    if "incoterm" in used:
        asking.said.incoterm = slots["incoterm"] = asking.rng.choice(["CIF", "CIF", "CFR"])
    if used & {"port", "dest"}:
        asking.said.destination = asking.buyer.port_en
        slots |= {"port": asking.buyer.port, "dest": asking.buyer.port}
    return asking.pieces.fill(template, slots)


def _named(asking: Asking, used: set[str]) -> Mention:
    made = mentions.group if "group" in used else mentions.definite
    return made(asking.rng, asking.part, asking.language)
