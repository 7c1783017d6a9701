"""`kehu triage`: mails to structured inquiries, with what to do next."""

import json
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

import click
import pyarrow as pa

from kehu.cleaning.websites import registered_domain
from kehu.cli import options
from kehu.cli.telling import tell_faults, working
from kehu.cli.writing import write_batches
from kehu.errors import Fault, KehuError
from kehu.reading.catalogue import read_catalogue
from kehu.reading.known import Known, read_multinationals
from kehu.reading.mailboxes import RawMail, mails
from kehu.reading.message.parts import Message, read_message
from kehu.reading.rows import SCHEMA, failed, row
from kehu.reading.triage import Desk
from kehu.words import Lang

_TOGETHER = 64  # mails whose sentences are encoded in one go


@click.command()
@options.lang
@options.json_errors
@click.argument("mail", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--catalogue", required=True, type=click.Path(path_type=Path),
    help="CSV: sku, name_en, name_zh, category, keywords, unit, moq, unit_price_usd, "
    "market_avg_price_usd, materials, certifications.",
)  # fmt: skip
@click.option(
    "--companies", type=click.Path(path_type=Path),
    help="CSV of known multinationals: name, domain, hq_country, offices.",
    show_default="those that ship",
)  # fmt: skip
@click.option(
    "--history", type=click.Path(path_type=Path),
    help="A ledger: who writes from a mailbox of its contacts is a customer.",
)  # fmt: skip
@click.option("--own-domain", default="", metavar="D", help="The domain of our own mailboxes.")
@options.out
def triage(
    mail: tuple[Path, ...], catalogue: Path, companies: Path | None, history: Path | None,
    own_domain: str, out: Path, lang: Lang, json_errors: bool,
) -> None:  # fmt: skip
    """Read mails: kind, products, quantities, sender, authenticity, next step, priority, draft.

    MAIL is a .eml file, a .mbox file or a folder of them. A line a mail is written, in their order;
    a mail that cannot be read has its file and `error` alone, and the exit code is 1. Nothing is
    fetched, no attachment is opened.
    """
    desk = Desk(
        read_catalogue(catalogue), _known(companies, history, own_domain, lang, json_errors)
    )
    faults: list[Fault] = []
    with working("reading_mails", lang):
        flat = out.suffix in (".csv", ".xlsx")
        schema = _flat_schema() if flat else SCHEMA
        batches = _batches(desk, mails(mail), faults, lang, flat)
        write_batches(pa.RecordBatchReader.from_batches(schema, batches), out)
    if tell_faults(faults, "mails_unread", as_json=json_errors, lang=lang):
        sys.exit(1)


def _known(
    companies: Path | None, history: Path | None, own_domain: str, lang: Lang, json_errors: bool
) -> Known:
    by_address: dict[str, Any] = {}
    by_domain: dict[str, Any] = {}
    if history is not None:
        # A ledger is read by an engine that takes two seconds to come; without one nobody waits.
        histories = import_module("kehu.cli.histories")
        by_address, by_domain = histories.customers_of(history, lang, json_errors=json_errors)
    bare = own_domain.strip().lower().rpartition("@")[2]
    return Known(
        registered_domain(bare) or bare, read_multinationals(companies), by_address, by_domain
    )


def _batches(
    desk: Desk, raw: Iterable[RawMail], faults: list[Fault], lang: Lang, flat: bool
) -> Iterator[pa.RecordBatch]:
    each = iter(raw)
    while some := list(islice(each, _TOGETHER)):
        rows = _rows(desk, some, faults, lang)
        if flat:
            yield pa.RecordBatch.from_pylist([_flattened(one) for one in rows], _flat_schema())
        else:
            yield pa.RecordBatch.from_pylist(rows, SCHEMA)


def _rows(desk: Desk, some: list[RawMail], faults: list[Fault], lang: Lang) -> list[dict[str, Any]]:
    """A row a mail: one that fails does not keep the others from being read."""
    taken: list[tuple[str, Message | KehuError]] = []
    for one in some:
        try:
            taken.append((one.file, read_message(one.raw)))
        except KehuError as error:
            taken.append((one.file, error))
    read = desk.read_all([message for _, message in taken if isinstance(message, Message)])
    rows = []
    for file, message in taken:
        if isinstance(message, KehuError):
            faults.append(Fault("error", message.code, file, fields=message.fields))
            rows.append(failed(file, message.message(lang)))
        else:
            rows.append(row(file, next(read), desk.by_sku))
    return rows


def _flat_schema() -> pa.Schema:
    nested = (pa.types.is_list, pa.types.is_map)
    return pa.schema([
        (one.name, pa.string() if any(kind(one.type) for kind in nested) else one.type)
        for one in SCHEMA
    ])  # fmt: skip


def _flattened(said: dict[str, Any]) -> dict[str, Any]:
    """Lists as in a ledger, `;` between; what has parts of its own as JSON."""
    return {name: _flat(value) for name, value in said.items()}


def _flat(value: Any) -> Any:
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ";".join(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
