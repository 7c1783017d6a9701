"""Mails written as a whole: machine mail, offers to us, frauds. The slots used tell the truth."""

import random
from dataclasses import replace

from benchmarks.mails import mentions
from benchmarks.mails.amounts import amount
from benchmarks.mails.data import table
from benchmarks.mails.letter import Letter, Quoted
from benchmarks.mails.mentions import Mention
from benchmarks.mails.people import ANYWHERE, Buyer, buyer, has_mobile_numbers, written_phone
from benchmarks.mails.pieces import slots_of
from benchmarks.mails.styles import country_of_domain
from benchmarks.mails.truth import Line, Said


def scripts(part: str, file: str, language: str) -> list[dict]:
    """The whole mails of a file, of one language."""
    known = table(f"{part}/{file}")["letter"]
    return [one for one in known if one["lang"] == language]


def spoken(part: str, case: str, language: str) -> str:
    """The language a case is written in: where it has no script in that one, English."""
    if case == "bounce":
        return "en"
    file = {"noise": "noise", "fraud": "frauds"}.get(case)
    return language if not file or scripts(part, file, language) else "en"


def noise(rng: random.Random, part: str, language: str, turn: int) -> Letter:
    """The scripts of a language in turn, so that each sort comes."""
    fits = scripts(part, "noise", spoken(part, "noise", language))
    return perform(rng, part, fits[turn % len(fits)])


def fraud(rng: random.Random, part: str, language: str, turn: int) -> Letter:
    fits = scripts(part, "frauds", spoken(part, "fraud", language))
    return perform(rng, part, fits[turn % len(fits)])


def perform(rng: random.Random, part: str, script: dict) -> Letter:
    """Fill a script with an invented sender and note what it tells."""
    language = script["lang"]
    free = script.get("free", False)
    who = _who(rng, part, language, script, free=free)
    said = Said(language, ask=script.get("ask", "none"), free_mail=free)
    said.signals = set(script.get("signals", []))
    said.fits_company = script.get("fits", not free and "from" not in script)
    said.official = script.get("official", False)
    said.purpose = script.get("purpose", True)
    said.fraud = script.get("fraud", False)
    text = script["subject"] + "\n" + script["body"]
    slots = _slots(rng, part, language, who, said, text)
    used = set(slots_of(text))
    _note(said, who, used, script)
    subject, body = script["subject"].format(**slots), script["body"].strip().format(**slots)
    display = script.get("display", "{name}").format(**slots)
    letter = Letter(
        script["case"], said, subject, (display, who.mailbox), form=script.get("form", "")
    )
    _split(letter, body)
    if script.get("html"):
        letter.html = script["html"].format(body="<br>".join(body.split("\n")), **slots)
    letter.headers = {k: v.format(**slots) for k, v in script.get("headers", {}).items()}
    letter.attachments = [name.format(**slots) for name in script.get("attach", [])]
    letter.reply_to = script.get("reply_to", "").format(**slots)
    if "below" in script:
        quoted = Quoted(
            "Lily Chen", "lily.chen@hengtuo-trade.com", -2, subject, script["below"].format(**slots)
        )
        letter.quoted = [quoted]
    said.text = letter.newest()
    return letter


def _split(letter: Letter, body: str) -> None:
    """Paragraphs; what follows a line of two dashes is the signature."""
    own, _, signature = body.partition("\n--\n")
    for block in own.split("\n\n"):
        letter.add(block)
    letter.add(signature, "signature")


def _who(rng: random.Random, part: str, language: str, script: dict, *, free: bool) -> Buyer:
    who = buyer(rng, part, language, free=free)
    while "{mobile}" in script["body"] and not has_mobile_numbers(who.country):
        who = buyer(rng, part, language, free=free)
    if free:
        local = who.mailbox.split("@")[0]
        who = replace(who, mailbox=f"{local}@{rng.choice(script.get('hosts', ANYWHERE))}")
    if "from" in script:
        given = script["from"].format(
            local=who.mailbox.split("@")[0], n=rng.randint(10, 99), first=who.mailbox[:1]
        )
        who = replace(who, mailbox=given)
    return who


def _slots(
    rng: random.Random, part: str, language: str, who: Buyer, said: Said, text: str
) -> dict[str, str]:
    slots = {
        "name": who.name, "latin": who.latin_name, "company": who.company, "city": who.city,
        "address": who.address, "website": f"www.{who.domain}", "mailbox": who.mailbox,
        "landline": written_phone(rng, who.landline), "mobile": written_phone(rng, who.mobile),
        "port": who.port, "n": str(rng.randint(11, 98)), "n4": str(rng.randint(1200, 9800)),
        "domain": who.mailbox.split("@")[1], "country": who.country_name(),
    }  # fmt: skip
    used = slots_of(text)
    if "item" in used or "group" in used:
        named = mentions.definite if "item" in used else mentions.group
        found: Mention = named(rng, part, language)
        count = amount(rng, language, found.unit, found.price)
        counted = "qty" in used
        slots |= {"item": found.text, "group": found.text, "qty": count.text}
        quantity, unit = (count.quantity, count.unit) if counted else (None, None)
        if said.ask != "none":
            said.lines.append(Line(found.skus, found.definite, quantity, unit, found.price))
            said.grouped = True
        if found.model and said.ask != "none":
            said.signals.add("exact_model")
    return slots


def _note(said: Said, who: Buyer, used: set[str], script: dict) -> None:
    """What the slots and the script's own words tell of the sender."""
    said.name = who.name if "name" in used else who.latin_name if "latin" in used else None
    said.name = script.get("name", said.name)
    said.company = who.company if "company" in used else script.get("claims")
    said.website = who.domain if "website" in used else script.get("website")
    said.address = "address" in used or script.get("address", False)
    said.landlines = [who.landline] if "landline" in used else list(script.get("landlines", []))
    said.mobiles = [who.mobile] if "mobile" in used else list(script.get("mobiles", []))
    tells = used & {"address", "landline", "mobile", "city", "country"}
    home = country_of_domain(who) if "website" in used or said.fits_company else None
    said.country = script.get("country") or (who.country if tells else home)
    said.incoterm = script.get("incoterm")
    said.destination = script.get("destination") or (who.port_en if "port" in used else None)
    said.certifications = list(script.get("certifications", []))
    said.terms = script.get("terms", False)
    said.offers_to_pay = script.get("offers", False)
    if said.ask == "none":
        said.destination = None
    if said.ask == "none" and not script.get("keep_sender", True):
        said.name = said.company = said.country = None
