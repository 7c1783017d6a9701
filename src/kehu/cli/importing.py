"""`kehu import`: sheets of any kind to a ledger."""

import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from kehu.cli import options
from kehu.cli.opening import Reading
from kehu.cli.telling import tell_faults, working
from kehu.engine.backends.adding import add_to_folder
from kehu.engine.backends.checking import Vocabulary
from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.folder import LedgerFolder
from kehu.engine.rules.load import default_rulebook
from kehu.engine.rules.vocabulary import choice_words, vocabulary_of
from kehu.errors import InputFaults, KehuError
from kehu.matching.columns.fields import all_fields, read_yaml
from kehu.matching.columns.mapping import SheetMapping, base
from kehu.matching.columns.presets import presets
from kehu.matching.columns.proposing import Proposal, propose
from kehu.matching.online_retail import ImportReport, import_online_retail
from kehu.matching.online_retail.preset import reason_title
from kehu.matching.staging.cleaning_rows import all_words
from kehu.matching.staging.known import Known, known_rows
from kehu.matching.staging.mapped import MappedSheet, MappingFaulty
from kehu.matching.staging.report import Staged
from kehu.matching.staging.returned import write_returned
from kehu.matching.staging.stage import stage
from kehu.words import Lang, say

_ONLINE_RETAIL = "online-retail"


def _preset(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str:
    return (value or "").replace("-", "_")


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--to", type=click.Path(path_type=Path), required=True,
    help="Ledger folder to add to; made where there is none.",
)  # fmt: skip
@click.option(
    "--preset", callback=_preset, metavar="NAME",
    type=click.Choice([_ONLINE_RETAIL, *(name.replace("_", "-") for name in presets())]),
    help="What the sheets are; otherwise it is guessed, sheet by sheet.",
)  # fmt: skip
@click.option(
    "--map", "mapping", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="JSON file that says which column is what, as --dry-run --json prints it.",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Show what would be done, and do nothing.")
@click.option("--json", "as_json", is_flag=True, help="Show the mapping as JSON.")
@options.skip_bad_rows
@options.base_currency
@options.json_errors
@options.lang
def import_(
    files: tuple[Path, ...], to: Path, preset: str, mapping: Path | None, dry_run: bool,
    as_json: bool, skip_bad_rows: bool, base_currency: str, json_errors: bool, lang: Lang,
) -> None:  # fmt: skip
    """Bring sheets into a ledger: xlsx, xls, ods, csv, tsv, Parquet, in Chinese or English.

    \b
    Columns are known by their headings and by what stands in them; --dry-run shows how. Cells are
    cleaned, customers found again by number, name, e-mail or website. Rows that cannot be taken
    come back in a workbook with the reason.

    --preset online-retail takes UCI Online Retail II with all of its cancellations matched.
    """  # fmt: skip
    how = Reading(to, base_currency, skip_bad_rows, json_errors, lang)
    if preset == _ONLINE_RETAIL.replace("-", "_"):
        if len(files) > 1:
            raise click.UsageError(say("usage_one_file", lang))
        with working("importing", lang):
            report = import_online_retail(files[0], to)
        _tell_online_retail(report, to, lang)
        return
    with tempfile.TemporaryDirectory() as scratch:
        _import(files, preset, mapping, how, Path(scratch), dry_run, as_json)


def _import(
    files: tuple[Path, ...], preset: str, mapping: Path | None, how: Reading, scratch: Path,
    dry_run: bool, as_json: bool,
) -> None:  # fmt: skip
    lang, vocabulary = how.lang, vocabulary_of(default_rulebook())
    with working("staging", lang):
        found = [
            one
            for n, file in enumerate(files)
            for one in propose(file, scratch / f"sheets_{n}", preset=preset)
        ]
        mapped = [_mapped(one, _read_map(mapping)) for one in found]
    if dry_run:
        _show(found, mapped, as_json, lang)
    with DuckDB() as engine, working("staging", lang):
        known = _known(engine, how, vocabulary)
        try:
            staged = stage(
                mapped, known, all_words(choice_words(default_rulebook())), scratch / "staged"
            )
        except MappingFaulty as error:
            raise InputFaults(error.faults) from error
        _finish(engine, staged, mapped, how, vocabulary, dry_run)


def _finish(
    engine: DuckDB, staged: Staged, mapped: list[MappedSheet], how: Reading,
    vocabulary: Vocabulary, dry_run: bool,
) -> None:  # fmt: skip
    lang = how.lang
    _tell(staged, lang)
    tell_faults(staged.faults(), "faults_listed", as_json=how.json_errors, lang=lang)
    if dry_run:
        click.echo(say("import_dry", lang))
        return
    _return_rows(staged, mapped, how)
    if staged.report.set_aside and not how.skip_bad_rows:
        click.echo(say("import_has_faults", lang, count=staged.report.set_aside), err=True)
        sys.exit(1)
    faults = add_to_folder(engine, how.ledger, staged.tables, how.base_currency, vocabulary)
    if faults:
        raise InputFaults(faults)
    tables = " · ".join(f"{name} {count:,}" for name, count in staged.report.tables.items())
    click.echo(say("import_written", lang, path=how.ledger, tables=tables))


def _return_rows(staged: Staged, mapped: list[MappedSheet], how: Reading) -> None:
    target = how.ledger.absolute().parent / f"{how.ledger.name}.returned.xlsx"
    count = write_returned(staged, mapped, target, how.lang)
    if count:
        click.echo(say("import_returned", how.lang, count=count, path=target), err=True)
    else:
        target.unlink()


# ---- which column is what ------------------------------------------------------------------------


def _read_map(path: Path | None) -> Mapping[str, SheetMapping]:
    """Mappings by the title of a sheet. Raises KehuError `mapping_unreadable`."""
    if path is None:
        return {}
    try:
        told = json.loads(path.read_text("utf-8"))
        return {title: SheetMapping.of_json(one) for title, one in told.items()}
    except (ValueError, AttributeError) as error:
        raise KehuError("mapping_unreadable", why=str(error)) from error


def _mapped(found: Proposal, given: Mapping[str, SheetMapping]) -> MappedSheet:
    mapping = given.get(found.sheet.title, found.guess.mapping)
    return MappedSheet(found.sheet, found.heading, mapping)


def _show(found: list[Proposal], mapped: list[MappedSheet], as_json: bool, lang: Lang) -> None:
    if as_json:
        told = {one.sheet.title: one.mapping.as_json() for one in mapped}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for proposal, one in zip(found, mapped, strict=True):
        title = presets()[one.mapping.preset].title[lang]
        rows = one.sheet.height - one.heading.given
        click.echo(say("import_sheet", lang, sheet=one.sheet.title, preset=title,
                       row=one.heading.last, rows=rows))  # fmt: skip
        whys = {guess.heading: guess.why for guess in proposal.guess.columns}
        for heading, field in one.mapping.columns.items():
            click.echo(f"  {_column(heading, field, whys.get(heading, ''), lang)}")


def _column(heading: str, field: str, why: str, lang: Lang) -> str:
    if not field:
        return f"{heading} → {say('import_left_out', lang)}"
    title = all_fields()[base(field)].title[lang]
    number = field.partition("#")[2]
    named = f"{title} {number}".strip()
    return say(
        "import_column", lang, heading=heading, field=named, why=say(f"why_{why or 'given'}", lang)
    )


# ---- what stands ---------------------------------------------------------------------------------


def _known(engine: DuckDB, how: Reading, vocabulary: Vocabulary) -> Known:
    """What the ledger holds already, if there is one."""
    if not how.ledger.is_dir() or not any(how.ledger.glob("customers.*")):
        return Known()
    folder = LedgerFolder(engine, how.ledger, how.base_currency, vocabulary)
    ledger = folder.ledger(numbered=False)

    def rows(name: str, *columns: str) -> list[dict[str, Any]]:
        table = ledger.tables[name].select(*columns)
        return ledger.engine.batches(table).read_all().to_pylist()  # type: ignore[no-any-return]

    orders = (
        (row["order_id"], row["customer_id"]) for row in rows("orders", "order_id", "customer_id")
    )
    return known_rows(
        rows("customers", "customer_id", "name", "country", "website"),
        rows("contacts", "contact_id", "customer_id", "name", "email", "phone", "whatsapp"),
        orders,
        rows("products", "product_id", "name", "sku", "category"),
    )


# ---- what became of it ---------------------------------------------------------------------------


def _tell(staged: Staged, lang: Lang) -> None:
    report = staged.report
    rules = read_yaml("cleaning.yaml")
    counts = {
        "rows": report.rows, "kept": report.kept, "skipped": sum(report.skipped.values()),
        "set_aside": report.set_aside,
    }  # fmt: skip
    click.echo(say("import_counted", lang, **{name: f"{n:,}" for name, n in counts.items()}))
    for rule, count in report.repairs.most_common():
        click.echo("  " + say("import_repaired", lang, count=f"{count:,}", rule=rules[rule][lang]))


def _tell_online_retail(report: ImportReport, to: Path, lang: Lang) -> None:
    width = 12
    click.echo(f"{report.rows_read:>{width},}  {say('rows_read', lang)}")
    click.echo(f"{report.rows_kept:>{width},}  {say('rows_kept', lang)}")
    for reason, count in report.set_aside.items():
        click.echo(f"{count:>{width},}  {reason}: {reason_title(reason, lang)}")
    told = report.rows_kept + sum(report.set_aside.values())
    click.echo(f"{told:>{width},}  {say('rows_told', lang)}")
    tables = " · ".join(f"{name} {count:,}" for name, count in report.tables.items())
    click.echo(say("ledger_written", lang, path=to, tables=tables))
    click.echo(say("currency_hint", lang, path=to, currency="GBP"))
