"""Files such as people have them, made for tests."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
import xlwt

Rows = Sequence[Sequence[Any]]


def text_file(
    path: Path, rows: Rows, letters: str = "utf-8", separator: str = ",", before: str = ""
) -> Path:
    text = io.StringIO(newline="")
    text.write(before)
    csv.writer(text, delimiter=separator).writerows(rows)
    path.write_bytes(text.getvalue().encode(letters))
    return path


def xlsx(
    path: Path, sheets: Mapping[str, Rows], merged: Sequence[str] = (), **hidden: bool
) -> Path:
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for line, row in enumerate(rows):
                for n, value in enumerate(row):
                    if isinstance(value, datetime | date):
                        sheet.write_datetime(line, n, value, day)
                    elif value not in (None, ""):
                        sheet.write(line, n, value)
            for cells in merged:
                sheet.merge_range(cells, rows[0][0])
            if hidden.get(title):
                sheet.hide()
    return path


def xls(path: Path, rows: Rows) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Kunden")
    for line, row in enumerate(rows):
        for n, value in enumerate(row):
            sheet.write(line, n, value)
    book.save(str(path))
    return path


def ods(path: Path, rows: Rows) -> Path:
    lines = "".join(
        "<table:table-row>"
        + "".join(
            '<table:table-cell office:value-type="string">'
            f"<text:p>{value}</text:p></table:table-cell>"
            for value in row
        )
        + "</table:table-row>"
        for row in rows
    )
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}><office:body>'
        f'<office:spreadsheet><table:table table:name="Blatt1">{lines}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            "</manifest:manifest>",
        )
    return path


def page(path: Path, rows: Rows) -> Path:
    body = "".join("<tr>" + "".join(f"<td>{value}</td>" for value in row) + "</tr>" for row in rows)
    text = (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="gbk"></head>'
        f"<body><table border=1>{body}</table></body></html>"
    )
    path.write_bytes(text.encode("gb18030"))
    return path
