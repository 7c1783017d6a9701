"""Files that are no sheets, or bad ones: each is refused in a sentence that names it."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import msoffcrypto.format.ooxml
import pytest
from sheet_files import text_file, xlsx

from kehu.matching.sheets import delimited, workbooks
from kehu.matching.sheets.faults import SheetFault
from kehu.matching.sheets.files import read_sheets

_XML_OF_2003 = (
    b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
)
ROWS = [["Company", "Country"], ["Almaraz", "ES"]]


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def locked(to: Path) -> Path:
    plain, path = xlsx(to / "plain.xlsx", {"x": ROWS}), to / "a.xlsx"
    with plain.open("rb") as source, path.open("wb") as target:
        msoffcrypto.format.ooxml.OOXMLFile(source).encrypt("secret", target)
    return path


def with_sheet_xml(to: Path, change: Callable[[bytes], bytes]) -> Path:
    """A workbook whose first sheet is written otherwise."""
    plain, path = xlsx(to / "plain.xlsx", {"x": ROWS}), to / "a.xlsx"
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            told = source.read(name)
            made.writestr(name, change(told) if name == "xl/worksheets/sheet1.xml" else told)
    return path


def never_calculated(xml: bytes) -> bytes:
    return xml.replace(b'<c r="A2" t="s"><v>2</v></c>', b'<c r="A2"><f>1+1</f><v></v></c>')


def at_the_far_corner(xml: bytes) -> bytes:
    return xml.replace(b'r="B2"', b'r="XFD1048576"').replace(b'<row r="2"', b'<row r="1048576"')


BAD: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "nothing": ("empty_file", lambda to: written(to / "a.csv", b"")),
    "spaces alone": ("empty_file", lambda to: written(to / "a.csv", b" \r\n\r\n")),
    "separators alone": ("no_cells", lambda to: written(to / "a.csv", b",,,\r\n,,,\r\n")),
    "a workbook of empty sheets": ("no_cells", lambda to: xlsx(to / "a.xlsx", {"x": []})),
    "a picture": (
        "not_a_sheet", lambda to: written(to / "a.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(99)),
    ),
    "a photograph": (
        "not_a_sheet", lambda to: written(to / "a.xls", b"\xff\xd8\xff\xe0" + bytes(99)),
    ),
    "a PDF": ("not_a_sheet", lambda to: written(to / "a.xlsx", b"%PDF-1.7\n")),
    "a zip of something": ("not_a_sheet", lambda to: _zip(to / "a.xlsx", {"a.txt": b"x"})),
    "bytes": ("not_a_sheet", lambda to: written(to / "a.csv", bytes(range(256)) * 9)),
    "a password": ("has_a_password", locked),
    "half a workbook": (
        "broken_workbook",
        lambda to: written(to / "a.xlsx", xlsx(to / "b.xlsx", {"x": ROWS}).read_bytes()[:900]),
    ),
    "a workbook with a broken sheet": (
        "broken_workbook", lambda to: with_sheet_xml(to, lambda xml: xml[:300]),
    ),
    "formulas without results": (
        "never_calculated", lambda to: with_sheet_xml(to, never_calculated),
    ),
    "a cell at the far corner": (
        "unpacks_too_large", lambda to: with_sheet_xml(to, at_the_far_corner),
    ),
    "the XML of 2003": (
        "old_xml_workbook",
        lambda to: written(to / "a.xls", _XML_OF_2003),
    ),
    "a million columns": (
        "too_many_columns", lambda to: written(to / "a.csv", b"a," * 1_000_000 + b"\r\n1,2\r\n"),
    ),
    "a thousand columns of a workbook": (
        "too_many_columns", lambda to: xlsx(to / "a.xlsx", {"x": [[*range(1_000)]]}),
    ),
    "an open quotation mark": (
        "open_quote_in",
        lambda to: written(to / "a.csv", b'Company,City\r\nA,"Madrid\r\nB,Porto\r\n'),
    ),
}  # fmt: skip


def _zip(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("badness", BAD)
def test_refused_in_a_sentence_that_names_the_file(badness: str, tmp_path: Path) -> None:
    code, made = BAD[badness]
    with pytest.raises(SheetFault) as caught:
        read_sheets(made(tmp_path), tmp_path / "read", "客户.xlsx")
    assert caught.value.code == code
    for lang in ("en", "zh"):
        said = caught.value.message(lang)
        assert "客户.xlsx" in said and not re.search(r"\{\w+\}", said)


def test_a_bomb_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "_UNPACKED", 50_000_000)
    bomb = with_sheet_xml(tmp_path, lambda xml: xml + b" " * 60_000_000)
    assert bomb.stat().st_size < 1_000_000
    with pytest.raises(SheetFault, match="far larger inside"):
        read_sheets(bomb, tmp_path / "read")


def test_an_error_of_a_formula_is_an_empty_cell_and_told(tmp_path: Path) -> None:
    def broken(xml: bytes) -> bytes:
        return xml.replace(
            b'<c r="B2" t="s"><v>3</v></c>', b'<c r="B2" t="e"><f>X</f><v>#REF!</v></c>'
        )

    [sheet] = read_sheets(with_sheet_xml(tmp_path, broken), tmp_path / "read")
    assert [note.fields for note in sheet.notes] == [{"count": 1, "cell": "B2"}]
    assert [cell.text for cell in list(sheet.rows())[1].cells] == ["Almaraz", ""]


def test_letters_that_were_guessed_are_told(tmp_path: Path) -> None:
    file = text_file(tmp_path / "a.csv", [["客户名称", "国家"], ["上海公司", "中国"]], "gb18030")
    [sheet] = read_sheets(file, tmp_path / "read")
    assert [note.code for note in sheet.notes] == ["read_as_letters"]
    assert next(sheet.rows()).cells[0].text == "客户名称"


@pytest.mark.parametrize(
    ("letters", "text"),
    [
        ("cp1252", "Müller & Söhne GmbH, Köln, Straße, größer, für, über"),
        ("cp1251", "ООО «Ромашка», Москва, улица Ленина, дом пять, телефон и почта"),
        ("gb18030", "深圳市华强贸易有限公司，联系人：李明，电话"),
        ("utf-16", "深圳市华强贸易有限公司"),
    ],
)
def test_letters_of_many_computers_are_made_out(letters: str, text: str, tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", f"Name\r\n{text}\r\n".encode(letters))
    found = delimited.letters_of(file, "a.csv")
    assert text in file.read_bytes().decode(found)
