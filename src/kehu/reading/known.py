"""What is known besides the mail: well-known companies, our customers, ourselves."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from kehu.cleaning.websites import registered_domain
from kehu.errors import Fault, InputFaults
from kehu.reading.patterns import any_of
from kehu.reading.tables import read_text
from kehu.reading.text import Found
from kehu.rulebook import read_table


@dataclass(frozen=True)
class Multinational:
    """A company that frauds claim to be; `countries` are those of its head and its offices."""

    name: str
    domain: str
    countries: frozenset[str] = frozenset()

    @property
    def called(self) -> tuple[str, ...]:
        """What it is called: `Leroy Merlin (ADEO)` is either, Robert Bosch is also the Bosch of
        bosch.com. Written as it is or in capitals, since a target is not Target."""
        names = [one.strip() for one in re.split(r"[()/]", self.name) if one.strip()]
        label = self.domain.partition(".")[0]
        names += [word for word in self.name.split() if word.lower() == label]
        return tuple(form for name in names for form in (name, name.upper()))


@dataclass(frozen=True)
class KnownCustomer:
    """A customer of ours. `won`: they ordered; `running`: an order is not delivered yet."""

    customer_id: str
    name: str
    country: str | None = None
    won: bool = False
    running: bool = False
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

    def well_known(self, text: str, start: int = 0) -> Found[Multinational] | None:
        """The first well-known company that a text names."""
        match = self._well_known.search(text, start)
        return Found(self._by_name[match[0]], match.start(), match.end()) if match else None

    @cached_property
    def _by_name(self) -> dict[str, Multinational]:
        return {name: one for one in reversed(self.multinationals) for name in one.called}

    @cached_property
    def _well_known(self) -> re.Pattern[str]:
        # Of no names at all there is nothing to find.
        names = any_of(self._by_name) if self._by_name else "(?!)"
        return re.compile(rf"(?<!\w){names}(?!\w)")

    @cached_property
    def official(self) -> frozenset[str]:
        """The domains of well-known companies."""
        return frozenset(one.domain for one in self.multinationals)


def read_multinationals(path: Path | None) -> tuple[Multinational, ...]:
    """The companies of a CSV file (name, domain, hq_country, offices), UTF-8; without one those
    that ship.

    Raises KehuError `no_such_file`, InputFaults `table_not_utf8`, `companies_without_column`,
    `companies_cell_empty`.
    """
    if path is None:
        return tuple(map(_multinational, read_table("reading/multinationals.csv")))
    return multinationals_of(read_text(path), str(path))


def multinationals_of(text: str, file: str) -> tuple[Multinational, ...]:
    """The same of the text of such a file, which faults call `file`. Raises InputFaults."""
    rows = csv.DictReader(io.StringIO(text))
    faults = [Fault("error", "companies_without_column", file, column=name)
              for name in ("name", "domain") if name not in (rows.fieldnames or ())]  # fmt: skip
    if faults:
        raise InputFaults(faults)
    listed = list(rows)
    faults = [Fault("error", "companies_cell_empty", file, number, number + 1, name)
              for number, row in enumerate(listed, 1) for name in ("name", "domain")
              if not (row.get(name) or "").strip()]  # fmt: skip
    if faults:
        raise InputFaults(faults)
    return tuple(map(_multinational, listed))


def _multinational(row: Mapping[str, str | None]) -> Multinational:
    offices = f"{row.get('hq_country') or ''};{row.get('offices') or ''}".replace(",", ";")
    countries = (one.strip().upper() for one in offices.split(";"))
    return Multinational(
        (row["name"] or "").strip(),
        _domain(row["domain"] or ""),
        frozenset(one for one in countries if len(one) == 2),
    )


def _domain(written: str) -> str:
    bare = written.strip().lower().removeprefix("https://").removeprefix("http://")
    return registered_domain(bare.partition("/")[0]) or bare
