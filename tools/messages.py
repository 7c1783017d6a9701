"""The application's sentences: found in code and pages, kept with their Chinese, compiled.

    python -m tools.messages            brings the catalogue up to date and compiles it
    python -m tools.messages --compile  compiles alone

English is what stands in the code; the catalogue adds the Chinese beside it.
"""

import os
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

DESK = Path(__file__).parents[1] / "src" / "kehu" / "desk"
CATALOGUE = DESK / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def from_template(
    file: BinaryIO, keywords: Any, comment_tags: Any, options: Any
) -> Iterator[tuple[Any, ...]]:
    """The sentences of a page: Django turns its tags into Python, which is read as such."""
    code = templatize(file.read().decode())
    yield from extract_python(BytesIO(code.encode()), keywords, comment_tags, options)


def found() -> Catalog:
    """Every sentence that the application says, in the order of code points."""
    methods = [("**/migrations/**", "ignore"), ("**.py", "python"), ("**.html", from_template)]
    catalogue = Catalog(locale="zh_Hans", header_comment="", fuzzy=False)
    for file, _, message, _, context in extract_from_dir(DESK, methods, keywords=KEYWORDS):
        catalogue.add(message, locations=[(file, None)], context=context)
    return catalogue


def kept() -> Catalog:
    """The catalogue as it stands."""
    if not CATALOGUE.exists():
        return Catalog(locale="zh_Hans", header_comment="")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def update() -> None:
    """Add what is new without Chinese, and drop what nobody says any more."""
    catalogue = kept()
    catalogue.update(found(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, width=0, omit_header=True, sort_output=True, no_location=True)


def compile_() -> None:
    with CATALOGUE.with_suffix(".mo").open("wb") as file:
        write_mo(file, kept())


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kehu.desk.settings")
    if "--compile" not in sys.argv:
        update()
    compile_()
