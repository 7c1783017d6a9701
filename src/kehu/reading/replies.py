"""The draft of an answer: a script, filled with what the mail, the catalogue and we know.

Nothing else goes into it: what is not known leaves its sentence out, what a person must add stands
in square brackets.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from babel import Locale
from babel.numbers import format_decimal

from kehu.reading.catalogue import Product
from kehu.reading.decisions import LEAVES_WITH_US, Decision
from kehu.reading.facts import Facts, Wanted
from kehu.rulebook import read
from kehu.scripts import Draft, Scripts, default_scripts, filled

_READING = "zh"
_SIX = ("same_industry", "how_long", "target_buyers", "yearly_sales", "company_address_phone",
        "website")  # fmt: skip
_SAMPLES = {
    "send_free": "sample_free",
    "buyer_pays_freight": "sample_freight",
    "buyer_pays_sample_and_freight": "sample_fee_and_freight",
    "quote_instead": "sample_quote_instead",
    "verify_first": "sample_verify",
}


@dataclass(frozen=True)
class Writing:
    """What is known besides the mail. `tone` is a label of the address term (D24), `temperament`
    one of D16; `topics` and `goods` are what customers of the market have in common (T2)."""

    me: str | None = None
    us: str | None = None
    tone: str = "target"
    temperament: str = ""
    topics: Sequence[str] = ()
    goods: Sequence[str] = ()


@dataclass(frozen=True)
class Reply:
    """A draft in the sender's language, or in English where no script has it, and how it reads in
    Chinese (None where it is Chinese)."""

    draft: Draft
    reading: Draft | None


def languages_of(facts: Facts, decision: Decision) -> list[str]:
    """The languages that the answer may be drafted in."""
    letter = letter_of(facts, decision)
    return [] if letter is None else [*scripts().letters[letter]]


def reply(
    facts: Facts, decision: Decision, products: Mapping[str, Product],
    writing: Writing | None = None,
) -> Reply | None:  # fmt: skip
    """Draft the answer; None where nobody should be answered (alerts, mail that is no inquiry).
    `products` by sku."""
    letter = letter_of(facts, decision)
    if letter is None:
        return None
    known = writing or Writing()
    language = scripts().language(letter, facts.language)
    draft = _draft(_Filling(letter, language, facts, decision, products, known))
    if language == _READING:
        return Reply(draft, None)
    return Reply(draft, _draft(_Filling(letter, _READING, facts, decision, products, known)))


def letter_of(facts: Facts, decision: Decision) -> str | None:
    """The name of the script for a mail's next step."""
    sample = _SAMPLES.get(decision.sample or "") if facts.kind == "sample_request" else None
    match decision.step:
        case "alert_fraud" | "ignore":
            return None
        case "quick_acknowledge":
            return "acknowledge"
        case "six_questions":
            return "six_questions"
        case "handle_complaint":
            return "complaint"
        case "reply_thread":
            return "thread"
        case "verify_identity":
            return "bank_details" if "bank_change" in facts.signals else sample or "verify"
        case step:
            return sample or ("quote" if step == "quote" else "ask_missing")


@cache
def scripts() -> Scripts:
    """The letters of answers, with the greetings and closings of all scripts."""
    general = default_scripts()
    return Scripts(_replies()["letters"], general.greetings, general.closings)


def questions_of(facts: Facts, decision: Decision, letter: str) -> tuple[str, ...]:
    """The codes of what is to be asked: what is missing and nothing else."""
    if letter == "six_questions":
        return _SIX
    if letter == "acknowledge":
        return ("product",)
    lacking = set(decision.missing)
    if letter in ("verify", "sample_verify"):
        asked = ["company_address_phone"] if lacking & {"company", "contact"} else []
        return (*asked, *(() if facts.website else ("website",)))
    # Who names no product is not asked for its specification in the same breath.
    order = [code for code in decision.missing
             if not (code == "specification" and "product" in lacking)]  # fmt: skip
    if facts.kind == "sample_request":
        return tuple("ship_to" if code == "destination" else code for code in order)
    return tuple(order)


def _draft(filling: "_Filling") -> Draft:
    language, writing = filling.language, filling.writing
    draft = scripts().draft(filling.letter, language, writing.tone, filling.all())
    subject = filling.facts.subject
    if subject:
        answered = subject if subject.lower().startswith("re:") else f"Re: {subject}"
        draft = Draft(draft.language, answered, draft.body)
    manner = _replies()["manner"].get(writing.temperament, {}).get(language)
    if manner:
        head, closing = draft.body.rsplit("\n\n", 1)
        draft = Draft(draft.language, draft.subject, f"{head}\n\n{manner}\n\n{closing}")
    return draft


@dataclass(frozen=True)
class _Filling:
    """What the placeholders of a letter stand for, in a language; empty where unknown."""

    letter: str
    language: str
    facts: Facts
    decision: Decision
    products: Mapping[str, Product]
    writing: Writing

    @property
    def replies(self) -> Any:
        return _replies()

    def all(self) -> dict[str, str | None]:
        return {
            "contact": self.facts.name,
            "company": self.facts.company,
            "me": self.writing.me,
            "us": self.writing.us,
            "asked_goods": self._asked_goods(),
            "questions": self._questions(),
            "understood": self._understood(),
            "offer": self._offer(),
            "price_position": self._price_position(),
            "certificates_asked": self._listed(self.facts.certificates),
            "market_opening": self._market_opening(),
            "in_common": self._in_common(),
        }

    def _name(self, sku: str) -> str:
        """A model that is not ours, typed by hand or sold no more, is called as it stands."""
        product = self.products.get(sku)
        if product is None:
            return sku
        name = product.name_zh if self.language == _READING else product.name_en
        return f"{name or product.name_en or product.name_zh} ({sku})"

    def _ours(self, line: Wanted) -> list[str]:
        return [sku for sku in line.skus if sku in self.products]

    def _asked_goods(self) -> str | None:
        names = [self._name(sku) for line in self.facts.wanted for sku in line.skus[:1]]
        return self._listed((names or self.facts.groups)[:3])

    def _listed(self, names: Sequence[str]) -> str | None:
        if not names:
            return None
        joints = self.replies["lists"][self.language]
        head = joints["between"].join(names[:-1])
        return f"{head}{joints['last']}{names[-1]}" if head else names[-1]

    def _questions(self) -> str | None:
        asked = [self.replies["questions"][code][self.language]
                 for code in questions_of(self.facts, self.decision, self.letter)]  # fmt: skip
        if len(asked) < 2:
            return asked[0] if asked else None
        return "\n".join(f"{number}. {question}" for number, question in enumerate(asked, 1))

    def _quantity(self, line: Wanted) -> str | None:
        if line.quantity is None or line.unit is None:
            return None
        number = format_decimal(line.quantity, locale=_locale(self.language))
        unit = self.replies["units"].get(line.unit, {}).get(self.language, line.unit)
        return f"{number}{'' if self.language == _READING else ' '}{unit}"

    def _understood(self) -> str | None:
        said = [self._first("understood_line", {"goods": self._goods_of(line),
                                                "quantity": self._quantity(line)})
                for line in self.facts.wanted]  # fmt: skip
        place, code = self.facts.destination, self.facts.incoterm
        # Behind FOB stands where goods leave, which is not where they go.
        together = code not in LEAVES_WITH_US
        for facts in (
            {"incoterm": code, "destination": place if together else None},
            {"destination": None if together else place},
        ):
            said.append(self._first("understood_terms", facts))
        return "\n".join(f"- {one}" for one in said if one) or None

    def _goods_of(self, line: Wanted) -> str | None:
        return " / ".join(self._name(sku) for sku in line.skus) or None

    def _offer(self) -> str | None:
        said = []
        for line in self.facts.wanted:
            for sku in self._ours(line):
                product = self.products[sku]
                price = product.unit_price_usd
                facts = {"goods": self._name(sku), "quantity": self._quantity(line),
                         "price": None if price is None else f"{price:.2f}",
                         "moq": None if product.moq is None else str(product.moq)}  # fmt: skip
                said.append(self._first("offer_line", facts))
        return "\n".join(f"- {one}" for one in said if one) or None

    def _price_position(self) -> str | None:
        for line in self.facts.wanted:
            for sku in self._ours(line)[:1]:
                product = self.products[sku]
                position = price_position(product)
                if position is not None:
                    return self._filled(self.replies["price_position"][position][self.language], {
                        "materials": self._listed(product.materials),
                        "certifications": self._listed(product.certifications)})  # fmt: skip
        return None

    def _market_opening(self) -> str | None:
        market = market_of(self.facts.country)
        return self.replies["market_opening"].get(market, {}).get(self.language) if market else None

    def _in_common(self) -> str | None:
        country = self.facts.country
        if country is None or not (self.writing.topics or self.writing.goods):
            return None
        name = Locale.parse(_locale(self.language)).territories.get(country, country)
        topics = [self.replies["topics"][topic][self.language] for topic in self.writing.topics]
        facts = {"country": name, "topics": self._listed(topics),
                 "goods": self._listed(self.writing.goods)}  # fmt: skip
        said = [self._filled([self.replies[entry][self.language]], facts)
                for entry in ("in_common", "goods_in_common")]  # fmt: skip
        return " ".join(one for one in said if one) or None

    def _first(self, entry: str, facts: Mapping[str, str | None]) -> str | None:
        return self._filled(self.replies[entry][self.language], facts)

    def _filled(self, variants: Sequence[str], facts: Mapping[str, str | None]) -> str | None:
        """The first variant whose facts are all known."""
        return next((said for one in variants if (said := filled(one, facts)) is not None), None)


def price_position(product: Product) -> str | None:
    """Our price against the market average (Q6): `worth` above it, `cost` below, else `middle`;
    None where one of the two is not known."""
    if not product.unit_price_usd or not product.market_avg_price_usd:
        return None
    limits = _limits()
    ratio = float(product.unit_price_usd / product.market_avg_price_usd)
    if ratio >= limits["worth_from"]:
        return "worth"
    return "cost" if ratio <= limits["cost_up_to"] else "middle"


@cache
def _limits() -> dict[str, float]:
    """From which ratio on a price is above or below the market."""
    limits: dict[str, float] = read("reading/judging.yaml")["price_position"]
    return limits


@cache
def market_of(country: str | None) -> str | None:
    """The market (D04) of a country."""
    return next((code for code in _markets() if country in countries_of(code)), None)


def countries_of(market: str) -> tuple[str, ...]:
    """The countries (ISO 3166) of a market."""
    return tuple(_markets()[market].get("countries", ()))


@cache
def _markets() -> dict[str, Any]:
    labels: dict[str, Any] = read("markets.yaml")["dimensions"]["market"]["labels"]
    return labels


def _locale(language: str) -> str:
    return "zh_Hans" if language == _READING else language


@cache
def _replies() -> Any:
    return read("replies.yaml")
