"""Notifications of B2B platforms and web forms: the buyer stands inside, not in the From."""

import random
from html import escape

from benchmarks.mails import styles
from benchmarks.mails.asking import Asking
from benchmarks.mails.data import table
from benchmarks.mails.letter import Letter
from benchmarks.mails.people import has_mobile_numbers, written_phone


def notification(rng: random.Random, part: str, language: str) -> Letter:
    return _wrapped(rng, part, language, "platform", "platform_notification")


def web_form(rng: random.Random, part: str, language: str) -> Letter:
    return _wrapped(rng, part, language, "form", "web_form")


def _wrapped(rng: random.Random, part: str, language: str, kind: str, case: str) -> Letter:
    """The buyer's message inside one of the part's templates."""
    template = rng.choice(table(f"{part}/platforms")[kind])
    asking = Asking(rng, part, language, case)
    asking.style = styles.BARE
    asking.open(introduce=0.4)
    ask = rng.choice([_firm, _firm, asking.ask_part, asking.ask_anything])
    ask() if ask is not _firm else _firm(asking)
    asking._tidy()
    letter, said = asking.letter, asking.said
    message = "\n".join(block.text for block in letter.blocks)
    shown = _fields(rng, asking, kind)
    rows = [(template["labels"][key], value) for key, value in shown.items()]
    slots = {"name": asking.buyer.latin_name, "n": f"{rng.randint(10**9, 10**10 - 1)}"}
    letter.blocks = []
    lines = "\n".join(f"{label} {value}" for label, value in rows)
    body = template["body"].strip().replace("<message>", message).replace("<fields>", lines)
    for block in body.format_map(_Kept(slots)).split("\n\n"):
        letter.add(block)
    if template.get("html"):
        letter.html = _page(template, rows, message, slots)
        letter.form = rng.choice(["html", "both"])
    else:
        letter.form = "plain"
    letter.subject = template["subject"].format(**slots)
    letter.sender = (template["display"].format(**slots), template["from"].format(**slots))
    letter.reply_to = (
        asking.buyer.mailbox if said.mailbox else template.get("reply_to", "").format(**slots)
    )
    said.text = "\n".join([message, *shown.values()])
    return letter


class _Kept(dict):
    """Leaves braces of the buyer's own words alone."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def _firm(asking: Asking) -> None:
    asking.ask_firm()
    asking.terms(asking.rng.choice([1, 2]))


def _fields(rng: random.Random, asking: Asking, kind: str) -> dict[str, str]:
    """The buyer's data that the notification shows, noted as told."""
    who, said = asking.buyer, asking.said
    shown = {"name": who.latin_name}
    said.name = who.latin_name
    if rng.random() < 0.7:
        shown["company"] = who.latin_company or who.company
        said.company = shown["company"]
    if kind == "platform" or rng.random() < 0.5:
        shown["country"] = who.country_name() if rng.random() < 0.3 else _english(who.country)
        said.country = who.country
    said.mailbox = kind == "form" or rng.random() < 0.5
    if said.mailbox:
        shown["email"] = who.mailbox
    elif said.country is None or kind == "platform":
        said.fits_company = said.free_mail = False
    if rng.random() < 0.5 and has_mobile_numbers(who.country):
        mobile = rng.random() < 0.5
        number = who.mobile if mobile else who.landline
        (said.mobiles if mobile else said.landlines).append(number)
        said.country = who.country
        shown["phone"] = written_phone(rng, number)
    if rng.random() < 0.25 and not who.free:
        shown["website"] = "www." + who.domain
        said.website = who.domain
    return shown


def _english(code: str) -> str:
    from babel import Locale  # noqa: PLC0415

    return str(Locale("en").territories[code])


def _page(template: dict, rows: list[tuple[str, str]], message: str, slots: dict) -> str:
    cells = "".join(
        f'<tr><td style="color:#666;padding:4px 8px">{label}</td><td>{escape(value)}</td></tr>'
        for label, value in rows
    )
    page = template["html"].replace("<message>", escape(message).replace("\n", "<br>"))
    return (
        page.replace("<fields>", cells).replace("{name}", slots["name"]).replace("{n}", slots["n"])
    )
