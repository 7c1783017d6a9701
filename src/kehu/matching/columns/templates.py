"""A workbook to fill in, for each kind of sheet: headings, examples, and what columns hold."""

from pathlib import Path

from kehu.matching.columns.presets import Preset
from kehu.matching.sheets.written import workbook
from kehu.words import Lang, say


def write_template(preset: Preset, path: Path, lang: Lang) -> None:
    """The preset's columns with its examples, and a second sheet that explains them."""
    needed = {name for need in preset.needs for name in need}
    # What the examples fill in stands to the left.
    fields = sorted(
        preset.fields, key=lambda one: not any(one.name in row for row in preset.example)
    )
    rows = [[row.get(one.name) for one in fields] for row in preset.example]
    explained = [
        [one.title[lang], say(f"kind_{one.kind}", lang),
         say("template_needed", lang) if one.name in needed else None]
        for one in fields
    ]  # fmt: skip
    with workbook(path) as book:
        book.write(preset.title[lang], [one.title[lang] for one in fields], rows)
        titles = ("template_column", "template_holds", "template_must")
        book.write(say("template_about", lang), [say(one, lang) for one in titles], explained)
