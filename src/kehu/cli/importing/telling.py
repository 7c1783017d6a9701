"""What people read of an import on the terminal: columns, counts, repairs."""

import json
from collections.abc import Mapping, Sequence

import click

from kehu.cli.telling import tell_faults
from kehu.matching.columns.fields import all_fields
from kehu.matching.columns.mapping import SheetMapping, base
from kehu.matching.columns.presets import presets
from kehu.matching.columns.proposing import Proposal
from kehu.matching.staging.mapped import MappedSheet
from kehu.matching.staging.report import Staged
from kehu.rulebook import read
from kehu.words import Lang, say


def show_mapping(
    found: Sequence[Proposal], mapped: Sequence[MappedSheet], as_json: bool, lang: Lang
) -> None:
    """Which column becomes what and why, or as JSON that `--map` reads."""
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
        show_columns(one.mapping, whys, lang)


def show_columns(mapping: SheetMapping, whys: Mapping[str, str], lang: Lang) -> None:
    """Each column with what it becomes, and why where that was guessed."""
    for heading, field in mapping.columns.items():
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


def tell_staged(staged: Staged, as_json: bool, lang: Lang) -> None:
    """How many rows were taken, what was repaired, and on standard error what is wrong."""
    report = staged.report
    rules = read("cleaning.yaml")
    counts = {
        "rows": report.rows, "kept": report.kept, "skipped": sum(report.skipped.values()),
        "set_aside": report.set_aside,
    }  # fmt: skip
    click.echo(say("import_counted", lang, **{name: f"{n:,}" for name, n in counts.items()}))
    for rule, count in report.repairs.most_common():
        click.echo("  " + say("import_repaired", lang, count=f"{count:,}", rule=rules[rule][lang]))
    tell_faults(staged.faults(), "faults_listed", as_json=as_json, lang=lang)
