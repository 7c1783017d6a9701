"""The mails written one by one, hard ones and those for practice; each stands in a file with what
it tells beside it."""

import re
from collections.abc import Iterator

from benchmarks.mails.catalogue import by_sku
from benchmarks.mails.data import table
from benchmarks.mails.letter import Letter
from benchmarks.mails.truth import Line, Said

FILES = {
    "hard": ("hard/asking", "hard/doubtful", "hard/threads", "hard/others"),
    "written": ("practice/written",),
}
_OLD = re.compile(r"⟦.*?⟧", re.DOTALL)
_PLAIN = [
    "incoterm",
    "certifications",
    "terms",
    "name",
    "company",
    "country",
    "website",
    "address",
    "landlines",
    "mobiles",
    "grouped",
    "free_mail",
    "mailbox",
    "fits_company",
    "official",
    "thread",
    "running_order",
    "offers_to_pay",
    "fraud",
    "purpose",
]


def letters(part: str, count: int) -> Iterator[Letter]:
    """All of them in the order of the files, or the first so many."""
    rows = [row for name in FILES[part] for row in table(name)["mail"]]
    yield from map(letter, rows[:count])


def letter(row: dict) -> Letter:
    """The row's mail; between ⟦ and ⟧ stands what is quoted and does not count."""
    said = Said(row["lang"], ask=row.get("ask", "inquiry"))
    for name in _PLAIN:
        if name in row:
            setattr(said, name, row[name])
    said.destination = row.get("destination")
    said.signals = set(row.get("signals", []))
    said.lines = [_line(*line) for line in row.get("lines", [])]
    said.grouped = said.grouped or bool(said.lines)
    text = row["text"].strip("\n")
    said.text = row["subject"] + "\n" + (_OLD.sub("", text) if row.get("old", True) else text)
    made = Letter(row["case"], said, row["subject"], (row.get("display", ""), row["from"]))
    made.add(text.replace("⟦", "").replace("⟧", ""))
    made.form = row.get("form", "plain")
    made.html = row.get("html", "")
    made.charset = row.get("charset", "")
    made.reply_to = row.get("reply_to", "")
    made.headers = dict(row.get("headers", {}))
    made.attachments = list(row.get("attach", []))
    made.truth = dict(row.get("truth", {}))
    return made


def _line(skus: str, quantity: int = 0, unit: str = "") -> Line:
    """`skus` as in a cell, `-` for a group; 0 and empty where nothing was said."""
    models = () if skus == "-" else tuple(skus.split(";"))
    price = max((by_sku()[model].price for model in models), default=1.0)
    return Line(models, len(models) == 1, quantity or None, unit or None, price)
