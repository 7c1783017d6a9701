"""An invented list of companies as an exporter's lists are, with the truth beside it.

Written from what lists look like, and without the code that finds duplicates: companies of
countries in four scripts, filed once to four times by different hands; groups whose members share
a name and a web address, branches, neighbours with a like name, forwarding agents whose telephone
stands in many rows. Members of a group and branches are companies of their own.
"""

import random
import string
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pyarrow as pa

from benchmarks.hands import Hand
from benchmarks.lands import LANDS, Land, Place, slug, syllable_word

COLUMNS = (
    "record_id", "entity", "company", "contact", "email", "phone", "website", "address", "city",
    "postcode", "country", "tax_number",
)  # fmt: skip


@dataclass(frozen=True)
class Company:
    """One company as it is; `name` without legal form, each word as (native, Latin spellings)."""

    entity: str
    land: Land
    place: Place
    words: tuple[tuple[str, tuple[str, ...]], ...]
    form: int
    domain: str | None
    mailboxes: tuple[str, ...]
    phones: tuple[str, ...]
    street: str
    number: int
    postcode: str
    tax_number: str
    contact: str
    branch: str | None = None
    native: bool = field(default=False)


def companies(rows: int, seed: int) -> pa.Table:
    """`rows` rows in random order, all columns text; `entity` is the truth."""
    rng = random.Random(seed)
    filed = list(_filed(rng, rows))[:rows]
    rng.shuffle(filed)
    columns: dict[str, list[str | None]] = {name: [] for name in COLUMNS}
    for number, (entity, row) in enumerate(filed):
        for name in COLUMNS:
            columns[name].append(row.get(name))
        columns["record_id"][-1] = f"K{number:07d}"
        columns["entity"][-1] = entity
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def _filed(rng: random.Random, rows: int) -> Iterator[tuple[str, dict[str, str]]]:
    count, family = 0, 0
    taken: set[str] = set()
    agents = _agents(rng, max(3, rows // 2000))
    while count < rows:
        family += 1
        for company in _family(rng, f"E{family:07d}", taken):
            hand = Hand(rng, company, agents)
            times = rng.choices((1, 2, 3, 4), (62, 24, 10, 4))[0]
            count += times
            for _ in range(times):
                yield company.entity, hand.row()


def _agents(rng: random.Random, count: int) -> list[tuple[str, str]]:
    """Telephone and e-mail of forwarding agents, filed as their clients'."""
    agents = []
    for _ in range(count):
        land = rng.choice(LANDS)
        agents.append((_phone(rng, land), f"ops@{syllable_word(rng, 2)}cargo.{land.tld}"))
    return agents


def _family(rng: random.Random, entity: str, taken: set[str]) -> list[Company]:
    """A company; or a group, a company with a branch, neighbours with like names."""
    first = _company(rng, entity, taken)
    match rng.choices(("alone", "group", "branch", "like"), (76, 8, 6, 10))[0]:
        case "group":
            return [
                first,
                *(_member(rng, first, n, taken) for n in range(rng.choice((1, 1, 2, 3)))),
            ]
        case "branch":
            return [first, _branch(rng, first, taken)]
        case "like":
            return [first, _neighbour(rng, first, taken)]
        case _:
            return [first]


def _company(rng: random.Random, entity: str, taken: set[str]) -> Company:
    land = rng.choices(LANDS, [land.weight for land in LANDS])[0]
    place = rng.choice(land.places)
    words = _named(rng, land, place)
    latin = "".join(slug(spellings[0]) for _, spellings in words[:2])
    own = rng.random() < 0.68
    tails = ("", "", "-group", "co", *map(str, range(2, 99)))
    ends = (f"{latin}{tail}.{rng.choice((land.tld, 'com'))}" for tail in tails[rng.randrange(4) :])
    domain = next(one for one in ends if one not in taken)
    taken.add(domain)
    return _settled(rng, Company(
        entity, land, place, words, rng.randrange(len(land.forms)), domain if own else None,
        (), (), "", 0, "", "", "", native=rng.random() < land.native,
    ), taken)  # fmt: skip


def _settled(rng: random.Random, company: Company, taken: set[str]) -> Company:
    """What belongs to one site: mailboxes, telephones, street, postcode, tax number, contact."""
    land = company.land
    given, family = rng.choice(land.given), rng.choice(land.families)[1][0]
    person = f"{slug(given)}.{slug(family)}"
    boxes = []
    if company.domain:
        boxes = [f"{one}@{company.domain}" for one in rng.sample(
            ("info", "sales", "export", "office", "purchase", person, slug(given)), 3)]  # fmt: skip
    if not boxes or rng.random() < 0.2:
        free = rng.choice(("gmail.com", "hotmail.com", "yahoo.com", *land.free_mail))
        stem = slug(company.words[0][1][0]) if rng.random() < 0.6 else person.replace(".", "")
        number = rng.choice(("", str(rng.randrange(1, 999))))
        while (box := f"{stem}{number}@{free}") in taken:
            number = str(rng.randrange(1, 99_999))
        boxes.append(box)
    if company.domain:  # a group shares it: who is info@ already cannot be again
        boxes = [box for box in boxes if box not in taken] or [f"{person}@{company.domain}"]
    taken.update(boxes)
    phones = tuple(_phone(rng, land) for _ in range(rng.choice((1, 1, 2))))
    return replace(
        company, mailboxes=tuple(boxes), phones=phones, street=rng.choice(land.streets),
        number=rng.randrange(1, 400), postcode=_digits(rng, company.place.postcode),
        tax_number=_digits(rng, land.tax), contact=f"{given} {family}",
    )  # fmt: skip


def _named(rng: random.Random, land: Land, place: Place) -> tuple[tuple[str, tuple[str, ...]], ...]:
    own = rng.choice(land.brands) if rng.random() < 0.35 else _invented(rng)
    trade = rng.choice(land.trades)
    match rng.choices(("own", "two", "family", "place"), (40, 30, 18, 12))[0]:
        case "two":
            return own, rng.choice(land.brands) if rng.random() < 0.5 else _invented(rng), trade
        case "family":
            return rng.choice(land.families), own, trade
        case "place":
            return (place.native, (place.latin,)), own, trade
        case _:
            return own, trade


def _invented(rng: random.Random) -> tuple[str, tuple[str, ...]]:
    word = syllable_word(rng, rng.choice((2, 3, 3))).capitalize()
    return word, (word,)


def _phone(rng: random.Random, land: Land) -> str:
    return land.dial + " " + _digits(rng, land.phone)


def _digits(rng: random.Random, pattern: str) -> str:
    signs = {"#": string.digits, "%": string.digits[1:], "A": string.ascii_uppercase}
    return "".join(rng.choice(signs[sign]) if sign in signs else sign for sign in pattern)


def _member(rng: random.Random, of: Company, number: int, taken: set[str]) -> Company:
    """Another company of the group, elsewhere: the same name, often the same web address."""
    land = of.land if rng.random() < 0.4 else rng.choice(LANDS)
    elsewhere = [place for place in land.places if place is not of.place]
    domain = of.domain if rng.random() < 0.6 else None
    words = of.words if rng.random() < 0.6 else (*of.words[:-1], rng.choice(land.trades))
    if land.script != of.land.script:
        words = tuple((spellings[0], spellings) for _, spellings in words)
    return _settled(rng, replace(
        of, entity=f"{of.entity}-{number + 1}", land=land, place=rng.choice(elsewhere),
        form=rng.randrange(len(land.forms)), words=words, domain=domain, native=False,
    ), taken)  # fmt: skip


def _branch(rng: random.Random, of: Company, taken: set[str]) -> Company:
    place = rng.choice([place for place in of.land.places if place is not of.place])
    written = rng.choice(("{place} Branch", "({place})", "- {place} Office", "{branch} {place}"))
    named = written.format(place=place.latin, branch=of.land.branch)
    return _settled(rng, replace(of, entity=f"{of.entity}-B", place=place, branch=named), taken)


def _neighbour(rng: random.Random, of: Company, taken: set[str]) -> Company:
    """Somebody else in the same city whose name is like it: one word or a few letters apart."""
    own, *rest = of.words
    match rng.choice(("trade", "word", "letters")):
        case "trade":
            other = rng.choice([one for one in of.land.trades if one is not of.words[-1]])
            words = (*of.words[:-1], other)
        case "word":
            words = (own, _invented(rng), *rest[-1:])
        case _:
            latin = own[1][0]
            changed = latin[:-2] + rng.choice(("ex", "on", "is", "al", "um", "or"))
            words = ((changed, (changed,)), *rest)
    latin = "".join(slug(spellings[0]) for _, spellings in words)
    domain = f"{latin}.{of.land.tld}"
    own = of.domain is not None and domain not in taken
    taken.add(domain)
    return _settled(rng, replace(of, entity=f"{of.entity}-N", words=tuple(words),
                                domain=domain if own else None), taken)  # fmt: skip
