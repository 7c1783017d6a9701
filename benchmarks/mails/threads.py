"""Mails of running threads: follow-ups, complaints, samples in an order, forwarded inquiries."""

import random
from dataclasses import replace

from benchmarks.mails import mentions, styles
from benchmarks.mails.asking import Asking
from benchmarks.mails.data import table
from benchmarks.mails.envelope import OURS
from benchmarks.mails.history import Customer, customers
from benchmarks.mails.letter import Letter, Quoted
from benchmarks.mails.pieces import slots_of

US = ("Lily Chen", f"lily.chen@{OURS}")


def known_to_us(rng: random.Random, part: str, language: str, seed: int) -> Customer:
    """A customer of the part who writes the language."""
    found = [c for c in customers(seed) if c.part == part and c.buyer.language == language]
    return rng.choice(found)


def follow_up(rng: random.Random, part: str, language: str, seed: int) -> Letter:
    return _thread(rng, part, language, seed, "follow_up", "follow")


def complaint(rng: random.Random, part: str, language: str, seed: int) -> Letter:
    letter = _thread(rng, part, language, seed, "complaint", "complaint")
    if rng.random() < 0.6:
        letter.attachments = [
            f"IMG_{rng.randint(1000, 9999)}.jpg" for _ in range(rng.randint(1, 3))
        ]
    return letter


def _thread(rng: random.Random, part: str, language: str, seed: int, ask: str, key: str) -> Letter:
    who = known_to_us(rng, part, language, seed)
    asking = Asking(rng, part, language, ask, replace(who.buyer))
    asking.style = rng.choice([styles.FULL, styles.WEB, styles.BARE, styles.NONE])
    asking.said.ask, asking.said.thread = ask, True
    asking.open(introduce=0)
    product = who.new if ask == "follow_up" else who.old
    item = mentions.by_model(rng, product, language)
    order = who.new_order if ask == "follow_up" else who.old_order
    fits = [t for t in asking.pieces.words["pieces"][key] if who.running or "{order}" not in t]
    template = rng.choice(fits if ask == "follow_up" else asking.pieces.words["pieces"][key])
    asking.letter.add(template.format(quote=who.quote, order=order, item=item.text))
    if "item" in slots_of(template):
        asking.line(item)
    letter = asking.end(key)
    about = order if "{order}" in template else who.quote
    letter.subject = _about(rng, asking, key, about)
    letter.quoted = earlier(rng, part, asking, who, rng.choice([0, 1, 1, 2, 3, 5]), letter.subject)
    letter.said.text = letter.newest()
    _reply_headers(rng, letter)
    return letter


def _about(rng: random.Random, asking: Asking, key: str, about: str) -> str:
    """A subject that speaks of the same paper as the text."""
    slot = "order" if about.startswith("HT") else "quote"
    fits = [s for s in asking.pieces.words["subject"][key] if slots_of(s) in ([slot], [])]
    return rng.choice(fits or [f"Re: {{{slot}}}"]).format(**{slot: about})


def earlier(
    rng: random.Random, part: str, asking: Asking, who: Customer, number: int, subject: str
) -> list[Quoted]:
    """The messages below, newest first, ours and theirs in turn."""
    ours = [m for m in table(f"{part}/ours")["mail"] if m["lang"] in (asking.language, "en")]
    rng.shuffle(ours)
    theirs = asking.pieces.words["pieces"]
    found = []
    slots = {"name": who.buyer.latin_name, "item": who.new.sku, "quote": who.quote}
    slots |= {"order": who.new_order, "price": f"{who.new.price:.2f}"}
    for turn in range(number):
        if turn % 2 == 0:
            text = ours[turn // 2 % len(ours)]["body"].format(**slots)
            person, to = US, who.buyer.mailbox
        else:
            item = mentions.pick(rng, part, asking.language).sku
            parts = [rng.choice(theirs["request"]).format(item=item, qty="40"), who.buyer.name]
            text, person, to = "\n\n".join(parts), (who.buyer.latin_name, who.buyer.mailbox), US[1]
        found.append(Quoted(*person, -2 - 3 * turn, subject.removeprefix("Re: "), text, to))
    return found


def _reply_headers(rng: random.Random, letter: Letter) -> None:
    mark = f"<{rng.getrandbits(50):x}@{OURS}>"
    letter.headers |= {"In-Reply-To": mark, "References": mark}


def answered(rng: random.Random, part: str, letter: Letter) -> Letter:
    """The inquiry as an answer to our prospecting mail, which names other products."""
    ours = rng.choice(table(f"{part}/ours")["prospecting"])
    item = mentions.pick(rng, part, "en").sku
    text = ours["body"].format(item=item)
    letter.subject = "Re: " + ours["subject"]
    letter.quoted = [Quoted(*US, -3, ours["subject"], text, letter.sender[1])]
    letter.said.text = letter.newest()
    _reply_headers(rng, letter)
    return letter


def sample_in_order(rng: random.Random, part: str, language: str, seed: int) -> Letter:
    """A known customer wants a sample; free where an order runs."""
    who = known_to_us(rng, part, language, seed)
    asking = Asking(rng, part, language, "sample_known_customer", who.buyer)
    asking.style = styles.FULL
    asking.said.ask, asking.said.thread = "sample", True
    asking.said.running_order = who.running
    asking.open(introduce=0)
    asking.ask_sample()
    if who.running and asking.pieces.has("running"):
        asking.letter.add(asking.pieces.say("running", order=who.new_order))
    elif not who.running:
        asking.letter.add(asking.pieces.say("trade"))
    asking.said.destination = who.buyer.city_en
    asking.letter.add(asking.pieces.say("ship_to", dest=who.buyer.city))
    return asking.end("sample")


def forwarded(rng: random.Random, part: str, language: str, seed: int) -> Letter:
    """A buyer hands on his customer's inquiry: the newest text points to it, so it counts."""
    asking = Asking(rng, part, language, "forwarded_inquiry")
    if asking.pieces.rng.random() < 0.7:
        asking.letter.add(asking.pieces.say("greeting"))
    asking.letter.add(asking.pieces.say("forward"))
    above = asking.letter.blocks
    asking.letter.blocks = []
    asking.ask_firm()
    asking.terms(rng.choice([1, 2]), place=False)
    below = "\n".join(block.text for block in asking.letter.blocks)
    asking.letter.blocks = above
    letter = asking.end("partial" if asking.said.lines else "generic")
    asker = Asking(rng, part, language, "").buyer
    while asker.name == asking.buyer.name or asker.company == asking.buyer.company:
        asker = Asking(rng, part, language, "").buyer
    subject = asking.pieces.subject("generic")
    text = f"{below}\n\n{asker.name}"
    letter.quoted = [Quoted(asker.latin_name, asker.mailbox, -1, subject, text, letter.sender[1])]
    letter.forwarded = True
    letter.subject = rng.choice(["Fwd: ", "FW: ", "Fw: "]) + subject
    letter.said.text = letter.newest() + below
    return letter


def bank_change(rng: random.Random, part: str, language: str, seed: int) -> Letter:
    """A genuine customer tells in a genuine thread that the bank for refunds changed."""
    spoken = language if "bank_change" in table(f"{part}/{language}")["pieces"] else "en"
    who = known_to_us(rng, part, spoken, seed)
    asking = Asking(rng, part, spoken, "bank_change_customer", who.buyer)
    asking.style = styles.FULL
    asking.said.ask, asking.said.thread = "follow_up", True
    asking.said.signals.add("bank_change")
    asking.open(introduce=0)
    template = rng.choice(asking.pieces.words["pieces"]["bank_change"])
    asking.letter.add(template.format(order=who.old_order, n=rng.randint(1000, 9999)))
    letter = asking.end("generic")
    letter.subject = f"Re: {who.old_order}"
    letter.quoted = earlier(rng, part, asking, who, rng.choice([1, 2]), letter.subject)
    letter.said.text = letter.newest()
    _reply_headers(rng, letter)
    return letter
