"""The command's options, and where the sheets go."""

import json
from collections.abc import Mapping
from pathlib import Path

import click

from kehu.cli import options
from kehu.cli.importing.into_application import import_into_application, is_application
from kehu.cli.importing.into_folder import import_into_folder
from kehu.cli.importing.online_retail import import_retail
from kehu.cli.opening import Reading
from kehu.errors import KehuError
from kehu.matching.columns.mapping import SheetMapping
from kehu.matching.columns.presets import presets
from kehu.words import Lang, say

_ONLINE_RETAIL = "online-retail"


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--to", type=click.Path(path_type=Path), required=True,
    help="Ledger folder to add to, made where there is none; or an application's data folder.",
)  # fmt: skip
@click.option(
    "--preset", metavar="NAME",
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
    files: tuple[Path, ...], to: Path, preset: str | None, mapping: Path | None, dry_run: bool,
    as_json: bool, skip_bad_rows: bool, base_currency: str, json_errors: bool, lang: Lang,
) -> None:  # fmt: skip
    """Bring sheets into a ledger: xlsx, xls, ods, csv, tsv, Parquet, in Chinese or English.

    Columns are known by their headings and by what stands in them; --dry-run shows how. Cells are
    cleaned, customers found again by number, name, e-mail or website. Rows that cannot be taken
    come back in a workbook with the reason.

    --preset online-retail takes UCI Online Retail II with all of its cancellations matched.
    """
    if preset == _ONLINE_RETAIL:
        if len(files) > 1:
            raise click.UsageError(say("usage_one_file", lang))
        import_retail(files[0], to, lang)
        return
    how = Reading(to, base_currency, skip_bad_rows, json_errors, lang)
    named, given = (preset or "").replace("-", "_"), _read_map(mapping)
    if is_application(to):
        import_into_application(files, named, given, how, dry_run=dry_run)
    else:
        import_into_folder(files, named, given, how, dry_run=dry_run, as_json=as_json)


def _read_map(path: Path | None) -> Mapping[str, SheetMapping]:
    """Mappings by the title of a sheet. Raises KehuError `mapping_unreadable`."""
    if path is None:
        return {}
    try:
        told = json.loads(path.read_text("utf-8"))
        return {title: SheetMapping.of_json(one) for title, one in told.items()}
    except (ValueError, AttributeError) as error:
        raise KehuError("mapping_unreadable", why=str(error)) from error
