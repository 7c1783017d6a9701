"""The hands that file a company: each writes it otherwise, and makes mistakes."""

from __future__ import annotations

import random
import string
from typing import TYPE_CHECKING

from benchmarks.lands import slug

if TYPE_CHECKING:
    from benchmarks.companies import Company

_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SHORT = {
    "Trading": "Trdg", "International": "Intl", "Industries": "Ind.", "Technologies": "Tech",
    "Street": "St.", "Road": "Rd", "Avenue": "Ave.", "Boulevard": "Blvd", "straße": "str.",
    "Calle": "C/", "Avenida": "Av.", "Machinery": "Mach.", "Technology": "Tech.",
    "Electronics": "Elec.", "Comercializadora": "Com.", "Caddesi": "Cad.", "Import & Export": "I/E",
}  # fmt: skip


class Hand:
    """Files one company, a row at a time, each row by somebody else."""

    def __init__(self, rng: random.Random, company: Company, agents: list[tuple[str, str]]) -> None:
        self.rng, self.company, self.agents = rng, company, agents

    def row(self) -> dict[str, str]:
        """Any field may be missing but the company's name; not one alone to know it by."""
        row = self._written()
        if self.rng.random() < 0.04:
            row["phone"], row["email"] = self.rng.choice(self.agents)
        if self.rng.random() < 0.03:
            self._swap(row)
        return {name: value for name, value in row.items() if value}

    def _written(self) -> dict[str, str]:
        company = self.company
        return {
            "company": self._name(),
            "contact": self._kept(0.55, company.contact),
            "email": self._kept(0.75, self._email()),
            "phone": self._kept(0.75, self._phones()),
            "website": self._kept(0.5, self._website()),
            "address": self._kept(0.65, self._address()),
            "city": self._kept(0.85, self._city()),
            "postcode": self._kept(0.55, company.postcode),
            "country": self._kept(0.9, self._one_of(company.land.names, 0.6)),
            "tax_number": self._kept(0.15, self._tax()),
        }

    def _kept(self, chance: float, value: str) -> str:
        return value if self.rng.random() < chance else ""

    def _one_of(self, spellings: tuple[str, ...], first: float) -> str:
        usual = len(spellings) == 1 or self.rng.random() < first
        return spellings[0] if usual else self.rng.choice(spellings[1:])

    def _name(self) -> str:
        rng, company = self.rng, self.company
        native = company.native if rng.random() < 0.7 else not company.native
        native = native and company.land.script != "latin"
        words = [
            word if native else self._one_of(spellings, 0.75) for word, spellings in company.words
        ]
        form = self._form(native)
        text = ("" if native and company.land.script == "han" else " ").join(words)
        text = self._mistaken(text, native)
        if native and company.land.before:
            name = f"{form} {text}"
        elif native and company.land.script == "han":
            name = f"{text}{form}"
        else:
            name = f"{text}{rng.choice((' ', ' ', ', '))}{form}"
        name = name.strip(" ,")
        if company.branch:
            name = f"{name} {company.branch}"
        return self._shaped(name)

    def _form(self, native: bool) -> str:
        forms = self.company.land.forms[self.company.form]
        if self.rng.random() < 0.12:
            return ""
        if native:
            return forms[0]
        latin = tuple(form for form in forms if form.isascii()) or forms
        return self._one_of(latin, 0.6)

    def _mistaken(self, text: str, native: bool) -> str:
        rng = self.rng
        dice = rng.random()
        if native:
            return text
        if dice < 0.10:
            return self._typo(text)
        if dice < 0.18:
            return self._shortened(text)
        if dice < 0.21:
            words = text.split(" ")
            return " ".join([*words[1:], words[0]]) if len(words) > 2 else text
        if dice < 0.225 and text.count(" ") > 1:
            return "".join(word[0] for word in text.split(" ") if word[0].isalpha()).upper()
        if dice < 0.25:
            return text.replace(" ", "", 1)
        return text

    def _shaped(self, name: str) -> str:
        dice = self.rng.random()
        if dice < 0.12:
            return name.upper()
        if dice < 0.16:
            return name.lower()
        if dice < 0.18:
            return f'"{name}"'
        if dice < 0.20:
            return name.replace("&", "and") + "."
        if dice < 0.21:
            return name.replace(" ", "  ") + " "
        return name

    def _typo(self, text: str) -> str:
        rng, at = self.rng, self.rng.randrange(1, max(2, len(text) - 1))
        match rng.choice(("drop", "double", "swap", "near")):
            case "drop":
                return text[:at] + text[at + 1 :]
            case "double":
                return text[:at] + text[at] + text[at:] if at < len(text) else text
            case "swap" if at + 1 < len(text):
                return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
            case _:
                row = next((row for row in _KEYS if text[at : at + 1].lower() in row), _KEYS[0])
                return text[:at] + rng.choice(row) + text[at + 1 :]

    def _shortened(self, text: str) -> str:
        for long, short in _SHORT.items():
            text = text.replace(long, short)
        return text

    def _email(self) -> str:
        rng, boxes = self.rng, self.company.mailboxes
        first = boxes[0] if rng.random() < 0.6 else rng.choice(boxes)
        if rng.random() < 0.03:
            first = self._typo(first)
        if rng.random() < 0.1 and len(boxes) > 1:
            first += rng.choice(("; ", ", ", " / ")) + rng.choice(boxes)
        return first.upper() if rng.random() < 0.05 else first

    def _phones(self) -> str:
        rng, phones = self.rng, self.company.phones
        written = self._dialled(phones[0] if rng.random() < 0.75 else rng.choice(phones))
        if len(phones) > 1 and rng.random() < 0.15:
            written += rng.choice((" / ", "; ", ", ")) + self._dialled(phones[1])
        return written

    def _dialled(self, phone: str) -> str:
        dial, _, number = phone.partition(" ")
        digits = "".join(sign for sign in number if sign in string.digits)
        match self.rng.randrange(7):
            case 0:
                return f"{dial} {number}"
            case 1:
                return f"{dial}{digits}"
            case 2:
                return f"00{dial[1:]}{digits}"
            case 3:
                return f"0{number}"
            case 4:
                return f"({dial}) {number.replace(' ', '-')}"
            case 5:
                return f"{dial}-{number} ext. {self.rng.randrange(10, 99)}"
            case _:
                return f"{dial[1:]} {number}"

    def _website(self) -> str:
        domain = self.company.domain
        if domain is None:
            return ""
        return self.rng.choice(
            ("www.{}", "http://www.{}", "https://{}/", "{}", "https://www.{}/en/index.html")
        ).format(domain)

    def _address(self) -> str:
        rng, company = self.rng, self.company
        street = self._shortened(company.street) if rng.random() < 0.4 else company.street
        if rng.random() < 0.06:
            street = self._typo(street)
        written = rng.choice((f"{company.number} {street}", f"{street} {company.number}"))
        if rng.random() < 0.2:
            part = rng.choice(("Unit", "Office", "Floor", "Block"))
            written = f"{part} {rng.randrange(1, 30)}, {written}"
        return written

    def _city(self) -> str:
        rng, place = self.rng, self.company.place
        dice = rng.random()
        if dice < 0.12 and place.native != place.latin:
            return place.native
        if dice < 0.25 and place.others:
            return rng.choice(place.others)
        if dice < 0.29:
            return self._typo(place.latin)
        return place.latin.upper() if dice < 0.35 else place.latin

    def _tax(self) -> str:
        number = self.company.tax_number
        return number if self.rng.random() < 0.7 else slug(number).upper()

    def _swap(self, row: dict[str, str]) -> None:
        """Fields in each other's place: the city in the country's or the address's."""
        match self.rng.choice(("country", "exchanged", "address", "contact")):
            case "country":
                row["country"] = f"{row['city']}, {row['country']}".strip(", ")
                row["city"] = ""
            case "exchanged":
                row["city"], row["country"] = row["country"], row["city"]
            case "address":
                row["address"] = f"{row['address']}, {row['postcode']} {row['city']}".strip(", ")
                row["city"] = row["postcode"] = ""
            case _:
                row["company"], row["contact"] = row["contact"] or row["company"], row["company"]
