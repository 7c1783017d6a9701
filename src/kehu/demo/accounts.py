"""The tables customers and contacts."""

import numpy as np
import pyarrow as pa

from kehu.demo import columns
from kehu.demo.batches import DAY, NONE, Batch, Flags, Floats, Ints, choose, serials
from kehu.demo.clients import OWNERS, ROLES, SOURCES, Clients
from kehu.demo.naming import DOMAIN, Company, draw_companies, draw_people
from kehu.demo.tables import Section
from kehu.demo.world import countries

RELATIONSHIPS = ("consumer", "intermediary", "internal", "public_interest")
_INDUSTRIES = {
    "distributor": ("lighting distribution", "electrical distribution"),
    "wholesaler": ("lighting wholesale", "electrical wholesale", "building materials"),
    "oem": ("lighting brand", "luminaire manufacturing", "sign making"),
    "project": ("construction", "electrical contracting", "facility management", "municipality"),
    "retailer": ("lighting shop", "DIY chain", "online shop", "supermarket"),
    "repairer": ("electrical repair", "maintenance service"),
    "end_user": ("hospitality", "logistics", "farming", "education"),
}
CONTACT_ROLES = (
    "owner",
    "purchasing manager",
    "buyer",
    "general manager",
    "engineer",
    "assistant",
    "accountant",
)


def accounts(batch: Batch, clients: Clients) -> tuple[list[Section], list[Company]]:
    """Return the customers and contacts tables, and the companies' names for others to use."""
    companies = draw_companies(batch, clients)
    rng = batch.rng("customers")
    # swindlers and small shops have no site of their own
    has_site = rng.random(len(clients)) < np.where(clients.are("fraud"), 0.15, 0.82)
    sections = [
        _customers(rng, batch, clients, companies, has_site),
        _contacts(batch, clients, companies, has_site),
    ]
    return sections, companies


def _customers(
    rng: np.random.Generator,
    batch: Batch,
    clients: Clients,
    companies: list[Company],
    has_site: Flags,
) -> Section:
    size = len(clients)
    source = np.where(clients.source == len(SOURCES), -1, clients.source)
    columns_of = {
        "customer_id": columns.ids("C", clients.number),
        "name": pa.array([company.name for company in companies]),
        "country": columns.words(
            np.where(rng.random(size) < 0.01, -1, clients.country),
            [place.code for place in countries()],
        ),
        "city": pa.array([company.city for company in companies]),
        "postcode": pa.array([company.postcode for company in companies], type=pa.string()),
        "address": pa.array(
            [company.address for company in companies], mask=rng.random(size) < 0.15
        ),
        "website": pa.array(
            [f"https://www.{company.slug}{DOMAIN}" for company in companies], mask=~has_site
        ),
        "created_at": columns.moments(_created(rng, batch, clients)),
        "owner": columns.words(np.where(rng.random(size) < 0.04, -1, clients.owner), OWNERS),
        # a card at the fair is filed by hand: the source is then only on the inquiry
        "source": columns.words(np.where(rng.random(size) < 0.12, -1, source), SOURCES),
        "channel_role": columns.words(clients.role, ROLES),
        "relationship": columns.words(_relationships(rng, clients.role), RELATIONSHIPS),
        "industry": _industries(rng, clients.role),
        **_sizes(rng, clients),
        "is_member": columns.flags(
            rng.random(size) < np.where(clients.parameter("most") > 1, 0.3, 0.03),
            rng.random(size) > 0.1,
        ),
        "blacklisted_at": columns.moments(clients.blacklisted_at),
    }
    return Section.make("customers", np.arange(size), columns_of)


def _created(rng: np.random.Generator, batch: Batch, clients: Clients) -> Ints:
    """Filed a few minutes before the first contact is written down; lists are bought earlier."""
    moment = clients.arrival - rng.integers(60, 1800, len(clients))
    listed = clients.are("silent", "untouched")
    earlier = moment - (rng.random(len(clients)) * 20 * DAY).astype(np.int64)
    return np.maximum(np.where(listed, earlier, moment), batch.window.start)


def _relationships(rng: np.random.Generator, role: Ints) -> Ints:
    code = dict(zip(RELATIONSHIPS, range(4), strict=True))
    trades = role < 0
    for name in ("distributor", "wholesaler", "retailer", "oem"):
        trades |= role == ROLES.index(name)
    usual = np.where(role < 0, -1, np.where(trades, code["intermediary"], code["consumer"]))
    public = (~trades) & (rng.random(len(role)) < 0.2)
    usual = np.where(public, code["public_interest"], usual)
    usual = np.where(rng.random(len(role)) < 0.003, code["internal"], usual)
    return np.where(rng.random(len(role)) < 0.35, -1, usual)


def _industries(rng: np.random.Generator, role: Ints) -> pa.Array:
    names = [name for role_name in ROLES for name in _INDUSTRIES[role_name]]
    size = np.array([len(_INDUSTRIES[name]) for name in ROLES])
    first = np.cumsum(size) - size
    known = (role >= 0) & (rng.random(len(role)) < 0.85)
    safe = np.maximum(role, 0)
    picked = first[safe] + (rng.random(len(role)) * size[safe]).astype(np.int64)
    return columns.words(np.where(known, picked, -1), names)


def _sizes(rng: np.random.Generator, clients: Clients) -> dict[str, pa.Array]:
    """Head count, turnover in the base currency and place in the industry, none always known."""
    size = len(clients)
    bigger = np.where(clients.are("key", "project"), 1.2, 0.0)
    employees = np.ceil(np.exp(rng.normal(2.9 + bigger, 1.5, size))).astype(np.int64)
    turnover = employees * np.exp(rng.normal(13.6, 0.6, size))  # about 0.8 m CNY a head
    rounded = (np.round(turnover / 100_000) * 10_000_000).astype(np.int64)  # hundredths
    rank = np.ceil(400 / np.sqrt(employees) * rng.random(size)).astype(np.int64)

    def known(values: Ints, share: float | Floats) -> Ints:
        return np.where(rng.random(size) < share, values, NONE)

    return {
        "employees": columns.whole(known(employees, 0.6)),
        "annual_turnover": columns.money(known(np.maximum(rounded, 10_000_000), 0.35)),
        "industry_rank": columns.whole(known(rank, 0.12)),
    }


def _contacts(batch: Batch, clients: Clients, companies: list[Company], has_site: Flags) -> Section:
    of = np.repeat(np.arange(len(clients)), clients.contacts)
    serial = serials(of)
    people = draw_people(batch, clients, companies, of, has_site)
    rng = batch.rng("contacts")
    first = choose(rng, np.array([45, 25, 12, 12, 3, 2, 1.0]), len(of))
    other = choose(rng, np.array([5, 25, 20, 8, 20, 14, 8.0]), len(of))
    born = np.round(rng.normal(1982, 10, len(of))).astype(np.int64)
    rows = {
        "contact_id": columns.ids("K", clients.number[of], (serial, 1)),
        "customer_id": columns.ids("C", clients.number[of]),
        "name": pa.array([person.name for person in people]),
        "role": columns.words(np.where(serial == 1, first, other), CONTACT_ROLES),
        "email": pa.array([person.email for person in people], type=pa.string()),
        "phone": pa.array([person.phone for person in people], type=pa.string()),
        "whatsapp": pa.array([person.whatsapp for person in people], type=pa.string()),
        "language": pa.array([person.language for person in people]),
        "timezone": pa.array([person.timezone for person in people]),
        "birth_year": columns.whole(
            np.where(rng.random(len(of)) < 0.3, np.clip(born, 1955, 2003), NONE)
        ),
    }
    return Section.make("contacts", of, rows)
