"""What a ledger knows of those who write: its customers by their mailboxes."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kehu.cleaning.emails import is_free_mail
from kehu.cleaning.websites import registered_domain
from kehu.cli.opening import Reading, opened
from kehu.engine.ledger import Ledger
from kehu.engine.rules.load import load_rulebook
from kehu.engine.rules.vocabulary import vocabulary_of
from kehu.reading.known import KnownCustomer
from kehu.words import Lang

_COLUMNS = {
    "customers": ("customer_id", "name", "country", "website", "blacklisted_at"),
    "contacts": ("customer_id", "email"),
    "orders": ("customer_id", "delivered_at", "cancelled_at"),
}


def customers_of(
    folder: Path, lang: Lang, *, json_errors: bool
) -> tuple[dict[str, KnownCustomer], dict[str, KnownCustomer]]:
    """The customers of a ledger by address, and by the domain of a company's own.

    The ledger's faults are listed and end the command.
    """
    how = Reading(folder, "CNY", False, json_errors, lang)
    with opened(how, vocabulary_of(load_rulebook(None)), Path("-"), "duckdb") as ledger:
        tables = {name: list(_rows(ledger, name)) for name in _COLUMNS}
    return _by_mailbox(tables)


def _rows(ledger: Ledger, name: str) -> Iterator[dict[str, Any]]:
    table = ledger.tables[name].select(*_COLUMNS[name])
    for batch in ledger.engine.batches(table):
        yield from batch.to_pylist()


def _by_mailbox(
    tables: dict[str, list[dict[str, Any]]],
) -> tuple[dict[str, KnownCustomer], dict[str, KnownCustomer]]:
    counted: defaultdict[str, list[bool]] = defaultdict(list)
    for order in tables["orders"]:
        if order["cancelled_at"] is None:
            counted[order["customer_id"]].append(order["delivered_at"] is None)
    known = {
        row["customer_id"]: KnownCustomer(
            row["customer_id"], row["name"] or row["customer_id"], row["country"],
            won=bool(counted[row["customer_id"]]), running=any(counted[row["customer_id"]]),
            blacklisted=row["blacklisted_at"] is not None,
        ) for row in tables["customers"]
    }  # fmt: skip
    by_address, by_domain = {}, {}
    for contact in tables["contacts"]:
        address = (contact["email"] or "").strip().lower()
        customer = known.get(contact["customer_id"])
        if customer is None or "@" not in address:
            continue
        by_address[address] = customer
        host = address.rpartition("@")[2]
        if not is_free_mail(host):
            by_domain[registered_domain(host) or host] = customer
    return by_address, by_domain
