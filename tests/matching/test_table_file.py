"""Tables out of files, as people save them."""

import pytest

from kehu.errors import KehuError
from kehu.matching.table_file import read_table

ROWS = [["name", "city"], ["深圳华强电子有限公司", "深圳"], ["上海金星贸易公司", "上海"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_in_any_usual_encoding_and_delimiter(tmp_path, encoding, delimiter):
    file = tmp_path / "in.csv"
    text = "".join(delimiter.join(row) + "\n" for row in ROWS)
    file.write_bytes(text.encode(encoding))
    assert read_table(file).to_pydict() == {
        "name": [ROWS[1][0], ROWS[2][0]], "city": [ROWS[1][1], ROWS[2][1]],
    }  # fmt: skip


def test_western_accents_are_not_taken_for_chinese(tmp_path):
    file = tmp_path / "in.csv"
    file.write_bytes("name,city\nMüller Möbel,Köln\nBöhm,München\n".encode("cp1252"))
    assert read_table(file)["city"].to_pylist() == ["Köln", "München"]


def test_leading_zeros_and_long_numbers_stay_as_they_are(tmp_path):
    file = tmp_path / "in.csv"
    file.write_text('phone,zip\n0075512345678901,00123\n"a, ""b""",\n')
    assert read_table(file).to_pydict() == {
        "phone": ["0075512345678901", 'a, "b"'], "zip": ["00123", None],
    }  # fmt: skip


def test_headers_that_stand_twice_are_numbered(tmp_path):
    file = tmp_path / "in.csv"
    file.write_text("phone,phone,\n1,2,3\n")
    assert read_table(file).column_names == ["phone", "phone_2", "column_3"]


def test_json_lines_need_not_have_the_same_keys(tmp_path):
    file = tmp_path / "in.jsonl"
    file.write_text('{"name": "Acme"}\n{"name": "Bravo", "since": 1999}\n')
    assert read_table(file).to_pydict() == {"name": ["Acme", "Bravo"], "since": [None, "1999"]}


@pytest.mark.parametrize(
    ("name", "content"),
    [("in.parquet", b"name,city"), ("in.jsonl", b"{oops"), ("in.csv", b"a,b\n1,2,3\n")],
)
def test_file_that_cannot_be_read_is_told(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(KehuError) as raised:
        read_table(tmp_path / name)
    assert raised.value.code == "unreadable_file"
