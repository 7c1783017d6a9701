"""What is known besides the mail: well-known companies, our customers, ourselves."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from kehu.cleaning.websites import registered_domain
from kehu.errors import Fault, InputFaults, KehuError


@dataclass(frozen=True)
class Multinational:
    """A company that frauds claim to be; `countries` are those of its head and its offices."""

    name: str
    domain: str
    countries: frozenset[str] = frozenset()


@dataclass(frozen=True)
class KnownCustomer:
    """A customer of ours. `running`: an order of theirs is not delivered yet. `won`: they ordered."""

    customer_id: str
    name: str
    country: str | None = None
    won: bool = False
    running: bool = False
    quoted: bool = False
    blacklisted: bool = False


@dataclass(frozen=True)
class Known:
    """Everything that a mail is held against."""

    own_domain: str = ""
    multinationals: tuple[Multinational, ...] = ()
    customers_by_address: Mapping[str, KnownCustomer] = field(default_factory=dict)
    customers_by_domain: Mapping[str, KnownCustomer] = field(default_factory=dict)

    def customer(self, address: str, domain: str) -> KnownCustomer | None:
        """The customer who writes from there."""
        return self.customers_by_address.get(address) or self.customers_by_domain.get(domain)

    @cached_property
    def official(self) -> frozenset[str]:
        """The domains of well-known companies."""
        return frozenset(one.domain for one in self.multinationals)


def read_multinationals(path: Path) -> tuple[Multinational, ...]:
    """The companies of a CSV file (name, domain, hq_country, offices), UTF-8.

    Raises KehuError `no_such_file`, InputFaults `table_not_utf8`, `companies_without_column`,
    `companies_cell_empty`.
    """
    if not path.is_file():
        raise KehuError("no_such_file", path=str(path))
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputFaults([Fault("error", "table_not_utf8", str(path),
                                 fields={"byte": error.start})]) from None  # fmt: skip
    rows = csv.DictReader(io.StringIO(text))
    faults = [Fault("error", "companies_without_column", str(path), column=name)
              for name in ("name", "domain") if name not in (rows.fieldnames or ())]  # fmt: skip
    if faults:
        raise InputFaults(faults)
    found = []
    for number, row in enumerate(rows, 1):
        for name in ("name", "domain"):
            if not (row.get(name) or "").strip():
                faults.append(
                    Fault("error", "companies_cell_empty", str(path), number, number + 1, name)
                )
        offices = f"{row.get('hq_country') or ''};{row.get('offices') or ''}"
        countries = (one.strip().upper() for one in offices.replace(",", ";").split(";"))
        found.append(Multinational((row.get("name") or "").strip(), _domain(row.get("domain") or ""),
                                   frozenset(one for one in countries if len(one) == 2)))  # fmt: skip
    if faults:
        raise InputFaults(faults)
    return tuple(found)


def _domain(written: str) -> str:
    bare = written.strip().lower().removeprefix("https://").removeprefix("http://")
    return registered_domain(bare.partition("/")[0]) or bare
