"""A letter that asks, in the making: who writes, what for, on which terms."""

import random

from benchmarks.mails import mentions, signing, styles
from benchmarks.mails.amounts import Amount, amount, few, join
from benchmarks.mails.data import table
from benchmarks.mails.letter import Letter
from benchmarks.mails.mentions import Mention
from benchmarks.mails.people import Buyer, buyer, written_phone
from benchmarks.mails.pieces import Pieces, one_stop, slots_of
from benchmarks.mails.truth import Line, Said

OUR_PORTS = ("Ningbo", "Shanghai", "Shenzhen", "Qingdao")
CERTIFICATES = (
    ["CE"],
    ["CE", "RoHS"],
    ["ISO 9001"],
    ["CE"],
    ["UL"],
    ["SASO"],
    ["SGS"],
    ["RoHS"],
    ["EAC"],
)


class Asking:
    """One letter in the making."""

    def __init__(
        self, rng: random.Random, part: str, language: str, case: str, who: Buyer | None = None
    ) -> None:
        self.rng, self.part, self.language = rng, part, language
        self.pieces = Pieces(rng, part, language)
        free = who.free if who else rng.random() < 0.4
        self.buyer = who or buyer(rng, part, language, free=free)
        said = Said(language, free_mail=free, fits_company=not free)
        said.country = None if free else styles.country_of_domain(self.buyer)
        self.letter = Letter(case, said, "", (_display(rng, self.buyer), self.buyer.mailbox))
        self.letter.buyer = self.buyer
        self.said = said
        self.slots: dict[str, str] = {}  # what a subject may name
        self.style = rng.choice(self._styles())
        self.facts = ""  # where prose tells what else a signature tells: first, last, ps

    def _styles(self) -> list[str]:
        if not self.buyer.free:
            return styles.CORPORATE
        return self.rng.choice([styles.FREE_GOOD, styles.FREE_THIN])

    def open(self, *, introduce: float = 0.6) -> None:
        """Greeting, and who writes (nobody we know introduces himself: `introduce` 0)."""
        if self.rng.random() < 0.9:
            self.letter.add(self.pieces.say("greeting"))
        if introduce and self._facts_in_prose():
            return
        if self.style in (styles.NONE, styles.BARE):
            introduce /= 2
        if self.rng.random() < introduce:
            self._introduce()
        elif introduce and self.rng.random() < 0.4:
            self.letter.add(self.pieces.say("intro_bare"))

    def _facts_in_prose(self) -> bool:
        """Now and then the company is told in the first or last sentence or in a P.S."""
        rich = self.style in (styles.FULL, styles.WEB, styles.ADDRESS)
        if not (self.pieces.varied and rich and self.rng.random() < 0.3):
            return False
        self.style = styles.BARE
        self.facts = self.rng.choice(["first", "last", "ps"])
        if self.facts == "first":
            self.letter.add(self.told("facts_first"))
        return True

    def _introduce(self) -> None:
        self.letter.add(self.told("intro"))

    def told(self, key: str) -> str:
        """A sentence about the sender, filled and noted."""
        who, said = self.buyer, self.said
        template = self.pieces.pick(key)
        used = set(slots_of(template))
        slots = {"company": who.company, "name": who.name, "city": who.city}
        slots |= {"country": who.country_name(), "address": who.address}
        slots["website"] = f"www.{who.domain}"
        if "landline" in used:
            slots["landline"] = written_phone(self.rng, who.landline)
            said.landlines.append(who.landline)
        if "company" in used:
            said.company = who.company
        said.address = said.address or "address" in used
        if "website" in used:
            said.website = who.domain
            said.country = said.country or styles.country_of_domain(who)
        if used & {"city", "country", "address", "landline"}:
            said.country = who.country
        text = template.format(**slots)
        return one_stop(text) if self.pieces.varied else text

    def ask_firm(self) -> None:
        """Product lines with quantities."""
        kind = self.rng.choice(["request"] * 6 + ["request_lines"] * 2 + ["request_each"])
        if kind == "request" or not self.pieces.has(kind):
            found = mentions.definite(self.rng, self.part, self.language)
            count = self.count(found)
            self.line(found, count)
            self.letter.add(self.pieces.say("request", item=found.text, qty=count.text))
        elif kind == "request_each":
            self._each()
        else:
            self._table()

    def _each(self) -> None:
        first = mentions.definite(self.rng, self.part, self.language)
        other = mentions.definite(self.rng, self.part, self.language)
        found = [first, other] if other.skus != first.skus else [first]
        words = table(f"goods/{self.language}")["units"]
        count = self.count(first, plain=True)
        for mention in found:
            self.line(mention, count)
        text = words["and"].join(mention.text for mention in found)
        self.letter.add(self.pieces.say("request_each", items=text, qty=count.text))

    def _table(self) -> None:
        rows = []
        for _ in range(self.rng.randint(2, 3)):
            found = mentions.definite(self.rng, self.part, self.language)
            count = self.count(found)
            self.line(found, count)
            rows.append((found.text, count.text))
        sign = self.rng.choice(["{0} - {1}", "{0}: {1}", "{0} x {1}", "- {0}, {1}", "* {1} {0}"])
        lines = [sign.format(*row) for row in rows]
        if self.rng.random() < 0.3:
            lines = [f"{number}. {line}" for number, line in enumerate(lines, 1)]
        self.letter.add(self.pieces.say("request_lines", lines="\n".join(lines)))

    def count(self, found: Mention, *, plain: bool = False) -> Amount:
        """A quantity; `plain` one that can stand before any product."""
        if plain:
            number = self.rng.choice([100, 200, 300, 500, 1000])
            unit = self.rng.choice(table(f"goods/{self.language}")["units"]["pcs"])
            return Amount(number, "pcs", join(self.language, str(number), unit))
        return amount(self.rng, self.language, found.unit, found.price)

    def line(self, found: Mention, count: Amount | None = None) -> None:
        line = Line(found.skus, found.definite, price=found.price)
        if not self.said.lines:
            self.slots = {"item": found.text, "group": found.text}
            self.slots |= {"qty": count.text} if count else {}
        if count:
            line.quantity, line.unit = count.quantity, count.unit
        self.said.lines.append(line)
        self.said.grouped = True
        if found.model:
            self.said.signals.add("exact_model")

    def ask_part(self) -> None:
        """A product or a family with something lacking."""
        kinds = ["partial_group"] * 3 + ["partial_item"] * 2 + ["partial_qty", "open", "bare"]
        kind = self.rng.choice(kinds)
        rng, part, language = self.rng, self.part, self.language
        if kind == "bare":
            self.ask_firm()
            return
        if kind == "open" or (kind == "partial_item" and self.pieces.has(kind)):
            made = mentions.open_one if kind == "open" else mentions.definite
            found = made(rng, part, language)
            key = "partial_item" if self.pieces.has("partial_item") else "partial_group"
            self.line(found)
            self.letter.add(self.pieces.say(key, item=found.text, group=found.text))
            return
        found = mentions.group(rng, part, language)
        counted = kind == "partial_qty" and self.pieces.has(kind)
        count = self.count(found) if counted else None
        self.line(found, count)
        key = "partial_qty" if counted else "partial_group"
        self.letter.add(self.pieces.say(key, group=found.text, qty=count.text if count else ""))

    def ask_anything(self) -> None:
        """Nothing narrower than the whole trade, or a whole category of the range."""
        wide = table(f"goods/{self.language}")["wide"][self.part]
        wider = self.pieces.has("generic_wide") and self.rng.random() < 0.4
        key = "generic_wide" if wider else "generic"
        word = self.rng.choice(wide)
        self.letter.add(self.pieces.say(key, wide=word))
        if wider:
            self._category(word)

    def _category(self, word: str) -> None:
        """A category is a product group: what is missing is which of it, not what."""
        self.said.lines.append(Line((), definite=False))
        self.said.grouped = True
        self.slots = {"group": word}

    def ask_sample(self, *, definite: bool = True) -> None:
        if not definite:
            found = mentions.group(self.rng, self.part, self.language)
            self.line(found)
            self.letter.add(self.pieces.say("sample_vague", group=found.text))
            return
        many = self.rng.random() < 0.2
        found = mentions.definite(self.rng, self.part, self.language)
        count = few(self.rng, self.language, found.unit, most=12 if many else 5)
        self.line(found, count)
        self.letter.add(self.pieces.say("sample", item=found.text, qty=count.text))

    def terms(self, number: int, *, place: bool = True) -> None:
        """Some of: Incoterm, destination, certificate, payment, delivery; at least one is said."""
        keys = ["incoterm", "incoterm", "dest", "cert", "payment", "delivery"]
        if not place:
            keys = ["cert", "payment", "delivery"]
        chosen: list[str] = []
        for key in self.rng.sample(keys, len(keys)):
            clash = key in chosen or {key, *chosen} >= {"incoterm", "dest"}
            if not clash and len(chosen) < number and self.pieces.has(key):
                chosen.append(key)
        for key in chosen:
            getattr(self, f"_say_{key}")()

    def _say_incoterm(self) -> None:
        rng = self.rng
        term = rng.choice(["FOB", "FOB", "CIF", "CIF", "CFR", "EXW", "FCA", "DAP", "DDP"])
        place, place_en = self.buyer.port, self.buyer.port_en
        if term in ("FOB", "EXW", "FCA"):
            place = rng.choice(OUR_PORTS) if term != "EXW" else rng.choice(["", "Ningbo"])
        elif term in ("DAP", "DDP"):
            place, place_en = self.buyer.city, self.buyer.city_en
        self.said.incoterm = term
        if term not in ("FOB", "EXW", "FCA"):
            self._towards(place_en)
        text = self.pieces.say("incoterm", incoterm=term, port=place)
        text = text.replace(" .", ".").replace(" ,", ",").strip()
        self.letter.add(text.replace("  ", " ") if self.pieces.varied else text)

    def _say_dest(self) -> None:
        if self.pieces.has("dest_city") and self.rng.random() < 0.4:
            self._say_city()
            return
        self._towards(self.buyer.port_en)
        self.letter.add(self.pieces.say("dest", dest=self.buyer.port))

    def _say_city(self) -> None:
        """Delivery to the buyer's own town, the land beside it or not."""
        who, template = self.buyer, self.pieces.pick("dest_city")
        if "{country}" in template:
            self.said.country = who.country
        self._towards(who.city_en)
        slots = {"dest": who.city, "country": who.country_name()}
        self.letter.add(self.pieces.fill(template, slots))

    def _towards(self, place: str) -> None:
        """A place of delivery in the buyer's land tells the land too."""
        self.said.destination = place

    def _say_cert(self) -> None:
        names = self.rng.choice(CERTIFICATES)
        sign = table(f"goods/{self.language}")["units"]["and"]
        self.said.certifications = list(names)
        self.letter.add(self.pieces.say("cert", cert=sign.join(names)))

    def _say_payment(self) -> None:
        self.said.terms = True
        self.letter.add(self.pieces.say("payment"))

    def _say_delivery(self) -> None:
        self.said.terms = True
        self.letter.add(self.pieces.say("delivery"))

    def extras(self) -> None:
        """Questions and a target price."""
        line = self.said.lines[0] if self.said.lines else None
        if line and line.definite and self.rng.random() < 0.15 and self.pieces.has("target"):
            self.letter.add(self.pieces.say("target", price=f"{line.price * 0.85:.2f}"))
        for _ in range(self.rng.choice([0, 0, 1, 1, 2])):
            self.letter.add(self.pieces.say("question"))

    def end(self, kind: str, *, close: bool = True) -> Letter:
        """Closing, signature, subject."""
        if close and self.rng.random() < 0.7:
            self.letter.add(self.pieces.say("closing"))
        if self.facts == "last":
            self.letter.add(self.told("facts_last"))
        signing.sign(self.letter, self.pieces, self.buyer, self.style)
        if self.facts == "ps":
            self.letter.add(self.told("ps"))
        self._tidy()
        self.letter.subject = self._subject(kind)
        self.said.text = self.letter.newest()
        return self.letter

    def _subject(self, kind: str) -> str:
        """A subject that names nothing the text does not."""
        slots = dict(self.slots)
        if kind == "generic" and self.said.grouped and self.pieces.varied:
            kind = self.rng.choice(["generic", "partial"])
        if self.said.company:
            slots["company"] = self.said.company
        return self.pieces.subject(kind, **slots)

    def _tidy(self) -> None:
        """Sentences that follow one another often stand in one paragraph; none is said twice."""
        kept, seen = [], set()
        for block in self.letter.blocks:
            joins = kept and block.kind == kept[-1].kind == "text" and len(kept) > 2
            joins = joins and kept[-1].text[-1] in ".!?。？！؟"
            if block.text in seen:
                continue
            seen.add(block.text)
            if joins and "\n" not in block.text + kept[-1].text and self.rng.random() < 0.5:
                gap = "" if self.language in ("zh", "ja") else " "
                kept[-1].text += gap + block.text
            else:
                kept.append(block)
        self.letter.blocks = kept


def _display(rng: random.Random, who: Buyer) -> str:
    """What stands before the mailbox: a name, a company, nothing."""
    return rng.choice([who.latin_name] * 5 + [who.name, who.latin_name.upper(), ""])
