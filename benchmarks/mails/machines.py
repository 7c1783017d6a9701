"""Bounces as mail servers write them: reports in parts, and plain text of an older kind."""

import random
from email.utils import format_datetime

from benchmarks.mails.data import table
from benchmarks.mails.dates import moment
from benchmarks.mails.envelope import OURS
from benchmarks.mails.letter import Letter
from benchmarks.mails.people import buyer
from benchmarks.mails.truth import Said


def bounce(rng: random.Random, part: str, language: str, turn: int) -> Letter:
    """A message that could not be delivered, sent back to us."""
    who = buyer(rng, part, "en")
    forms = table(f"{part}/machines")["bounce"]
    form = forms[turn % len(forms)]
    at = format_datetime(moment(rng.randint(0, 29), rng.randint(0, 659)))
    mark = f"{rng.getrandbits(48):x}"
    text = (
        form["raw"]
        .strip("\n")
        .format(
            to=who.mailbox,
            host=who.mailbox.split("@")[1],
            us=f"lily.chen@{OURS}",
            our=OURS,
            at=at,
            mark=mark,
        )
    )
    said = Said(form.get("lang", "en"), ask="none")
    letter = Letter("bounce", said, form["subject"], ("", form["from"]))
    letter.raw = text.replace("\n", "\r\n").encode("utf-8") + b"\r\n"
    return letter
