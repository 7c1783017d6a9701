"""Names, web addresses and postal addresses of a batch of companies, and of the people in them."""

from dataclasses import dataclass

from kehu.demo.batches import Batch, Flags, Ints
from kehu.demo.clients import Clients
from kehu.demo.world import City, Country, Part, countries

DOMAIN = ".example"
"""Reserved by RFC 2606, so no mail of a demo can ever reach a stranger."""

FREE_MAIL = {
    "ru": ("mail.ru", "yandex.ru"),
    "zh": ("qq.com", "163.com"),
    "de": ("gmx.de", "web.de"),
    "fr": ("yahoo.fr", "orange.fr"),
}
_ANYWHERE = ("gmail.com", "gmail.com", "hotmail.com", "yahoo.com", "outlook.com")


@dataclass(frozen=True)
class Company:
    """How one customer is filed."""

    name: str
    slug: str
    city: str
    postcode: str | None
    address: str
    native: bool  # filed in the home script


def draw_companies(batch: Batch, clients: Clients) -> list[Company]:
    """Name every customer of the batch; no two of a ledger share a web address."""
    rng = batch.rng("companies")
    dice = rng.integers(0, 2**31, (len(clients), 8)).tolist()
    native = rng.random(len(clients))
    places = zip(clients.country.tolist(), clients.city.tolist(), strict=True)
    companies = []
    taken: dict[str, int] = {}
    for (country, city), roll, script in zip(places, dice, native.tolist(), strict=True):
        company = _company(countries()[country], city, roll, script)
        companies.append(_distinct(company, taken, batch.number))
    return companies


def _company(country: Country, city_index: int, dice: list[int], script: float) -> Company:
    culture = country.culture
    city = country.cities[city_index]
    native = script < culture.native
    templates = culture.names if native else culture.latin_names
    template = templates[dice[0] % len(templates)]
    choices = {kind: culture.parts[kind] for kind in ("given", "family", "brand", "trade")} | {
        "form": country.forms
    }
    chosen = {
        kind: parts[roll % len(parts)]
        for (kind, parts), roll in zip(choices.items(), dice[1:], strict=False)
    }
    street = culture.parts["street"][dice[6] % len(culture.parts["street"])]
    return Company(
        name=template.format(city=city.name, **_written(chosen, native)),
        slug=_web_name(template, chosen, city, dice[0]),
        city=city.name,
        postcode=fill(city.postcode, dice[7]) if city.postcode else None,
        address=culture.address.format(
            street=street.native if native else street.latin, number=1 + dice[7] % 240
        ),
        native=native,
    )


def _written(parts: dict[str, Part], native: bool) -> dict[str, str]:
    return {kind: part.native if native else part.latin for kind, part in parts.items()}


def _web_name(template: str, parts: dict[str, Part], city: City, roll: int) -> str:
    """Make a web name of the telling parts of the name; now and then with the city."""
    telling = [kind for kind in ("brand", "family", "trade") if f"{{{kind}}}" in template][:2]
    words = [parts[kind].slug for kind in telling]
    if "{city}" in template or roll % 7 == 0:
        words.append(city.slug)
    return ("-" if roll % 3 == 0 else "").join(words)


def _distinct(company: Company, taken: dict[str, int], batch: int) -> Company:
    """Number a web name taken before in the batch, and every one by its batch after the first."""
    count = taken.get(company.slug, 0)
    taken[company.slug] = count + 1
    tail = f"{batch or ''}" + (f"-{count + 1}" if count else "")
    return Company(**{**company.__dict__, "slug": company.slug + tail}) if tail else company


def fill(pattern: str, number: int) -> str:
    """Fill a pattern: # by a digit, % by a digit from 2, A by a letter, all from one number."""
    written = []
    for sign in pattern:
        if sign not in "#%A":
            written.append(sign)
        else:
            # a linear congruential step, so that one drawn number serves any length
            number = (number * 1103515245 + 12345) % 2**31
            spread = number >> 12
            letter = chr(ord("A") + spread % 26)
            written.append({"#": str(spread % 10), "%": str(2 + spread % 8), "A": letter}[sign])
    return "".join(written)


@dataclass(frozen=True)
class Person:
    """One contact, with the ways to reach them."""

    name: str
    email: str | None
    phone: str | None
    whatsapp: str | None
    language: str
    timezone: str


def draw_people(
    batch: Batch, clients: Clients, companies: list[Company], of: Ints, has_site: Flags
) -> list[Person]:
    """Name one person for each entry of `of`, the customer's place in the batch."""
    rng = batch.rng("people")
    dice = rng.integers(0, 2**31, (len(of), 6)).tolist()
    numbers = clients.number.tolist()
    places = list(zip(clients.country.tolist(), clients.city.tolist(), strict=True))
    sites = has_site.tolist()
    people = []
    for place, roll in zip(of.tolist(), dice, strict=True):
        country, city = places[place]
        domain = companies[place].slug + DOMAIN if sites[place] else None
        land = countries()[country]
        people.append(
            _person(land, land.cities[city], companies[place].native, domain, numbers[place], roll)
        )
    return people


def _person(
    country: Country, city: City, native: bool, domain: str | None, number: int, dice: list[int]
) -> Person:
    culture = country.culture
    given = culture.parts["given"][dice[0] % len(culture.parts["given"])]
    family = culture.parts["family"][dice[1] % len(culture.parts["family"])]
    phone = "+" + fill(country.phone, dice[2])
    named = _written({"given": given, "family": family}, native)
    together = native and culture.language in ("zh", "ja", "ko")
    family_first = together or culture.language in ("hu", "vi")
    spaced = "{family} {given}" if family_first else "{given} {family}"
    order = "{family}{given}" if together else spaced
    return Person(
        name=order.format(**named),
        email=None
        if dice[3] % 25 == 0
        else _email(given, family, domain, number, country.language, dice),
        phone=None if dice[3] % 5 == 0 else phone,
        whatsapp=phone if dice[4] % 3 else None,
        language="en" if dice[5] % 5 == 0 else country.language,
        timezone=city.timezone,
    )


def _email(
    given: Part, family: Part, domain: str | None, number: int, language: str, dice: list[int]
) -> str:
    if domain and dice[4] % 6:
        boxes = (
            f"{given.slug}.{family.slug}",
            given.slug,
            f"{given.slug[0]}{family.slug}",
            "info",
            "purchase",
        )
        return f"{boxes[dice[5] % len(boxes)]}@{domain}"
    providers = _ANYWHERE + FREE_MAIL.get(language, ())
    # the customer's number keeps the box apart from any real person's
    return f"{given.slug}.{family.slug}.{number:06d}@{providers[dice[5] % len(providers)]}"
