"""CSV as people's programs write it: which row and line a thing stands in, and what is a row."""

import csv
import random
from pathlib import Path

import pytest
from folders import Folder

HEADER = "customer_id,name\n"


def names(folder: Folder) -> list[tuple[str, str]]:
    return [(row["customer_id"], row["name"]) for row in folder.rows("customers")]


def spots(folder: Folder) -> list[tuple[str, int | None, int | None, str | None]]:
    return [(fault.code, fault.row, fault.line, fault.column) for fault in folder.faults()]


# ---- rows and lines ------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_any_line_end_and_a_byte_order_mark_are_read(folder: Folder, end: str, mark: str) -> None:
    text = mark + end.join(["customer_id,name,country", "C1,Acme,DE", "C2,Béla,xx", "C3,客户,CN"])
    folder.write("customers.csv", text)
    assert spots(folder) == [("not_a_country", 2, 3, "country")]
    assert names(folder) == [("C1", "Acme"), ("C2", "Béla"), ("C3", "客户")]


def test_new_lines_in_quotes_count_as_lines_and_not_as_rows(folder: Folder) -> None:
    folder.write(
        "customers.csv", 'customer_id,name,country\nC1,"Acme\nLtd",DE\nC2,"a\r\nb\n",xx\nC3,c,yy\n'
    )
    assert spots(folder) == [("not_a_country", 2, 4, "country"), ("not_a_country", 3, 7, "country")]
    assert names(folder) == [("C1", "Acme\nLtd"), ("C2", "a\r\nb\n"), ("C3", "c")]


def test_blank_lines_count_as_lines_and_not_as_rows(folder: Folder) -> None:
    folder.write("customers.csv", "\n\r\ncustomer_id,name,country\n\nC1,a,DE\n\n\nC2,b,xx\n\n")
    assert spots(folder) == [("not_a_country", 2, 8, "country")]


def test_a_new_line_in_the_header_moves_the_rows_down(folder: Folder) -> None:
    folder.write("customers.csv", 'customer_id,name,country,"a\nnote"\nC1,a,DE,x\nC2,b,xx,y\n')
    assert spots(folder) == [
        ("unknown_column", None, None, "a\nnote"),
        ("not_a_country", 2, 4, "country"),
    ]


def test_without_a_last_line_end_the_last_row_is_a_row(folder: Folder) -> None:
    folder.write("customers.csv", 'customer_id,name\nC1,a\nC2,"b"')
    assert folder.faults() == []
    assert names(folder) == [("C1", "a"), ("C2", "b")]


def test_commas_and_quotes_in_quotes_are_text(folder: Folder) -> None:
    folder.write(
        "customers.csv", 'customer_id,name,"a, b"\nC1,"Acme, ""The"" Co.",x\nC2,5" pipe,y\n'
    )
    assert spots(folder) == [("unknown_column", None, None, "a, b")]
    assert names(folder) == [("C1", 'Acme, "The" Co.'), ("C2", '5" pipe')]


def test_blanks_around_a_cell_belong_to_it(folder: Folder) -> None:
    folder.write("customers.csv", 'customer_id,name\nC1, a \nC2, "b" \nC3," c "\n')
    assert names(folder) == [("C1", " a "), ("C2", ' "b" '), ("C3", " c ")]


def test_row_numbers_hold_in_a_file_of_several_row_groups(folder: Folder) -> None:
    count = 300_000
    wrong = {1, 122_880, 122_881, 250_001, count}
    rows = (f"C{n},n{n},{'xx' if n in wrong else 'DE'}\n" for n in range(1, count + 1))
    folder.write("customers.csv", "customer_id,name,country\n" + "".join(rows))
    assert spots(folder) == [("not_a_country", n, n + 1, "country") for n in sorted(wrong)]
    rows = (f'C{n},"n\n{n}",{"xx" if n in wrong else "DE"}\n' for n in range(1, count + 1))
    folder.write("customers.csv", "customer_id,name,country\n" + "".join(rows))
    assert spots(folder) == [("not_a_country", n, 2 * n, "country") for n in sorted(wrong)]


def test_a_very_long_cell_is_read(folder: Folder) -> None:
    folder.write("customers.csv", f'{HEADER}C1,"{"长" * 1_000_000},"\nC2,b\n')
    assert folder.faults() == []
    assert [len(name) for _, name in names(folder)] == [1_000_001, 1]


# ---- ragged rows ---------------------------------------------------------------------------------


def test_a_ragged_row_is_one_fault_without_a_column(folder: Folder) -> None:
    folder.write("customers.csv", "customer_id,name,country\nC1,a,xx,\nC1,a\nC1,a,DE\nxx\n,,,,\n")
    ragged = [("ragged_row", row, row + 1, None) for row in (1, 2, 4, 5)]
    assert spots(folder) == ragged
    assert folder.faults()[0].fields == {"found": "4", "wanted": "3"}
    assert names(folder) == [("C1", "a")]


@pytest.mark.parametrize("row", ["C2,b,", "C2,b,,", "C2", '"C2,b"', "C2,b,c", "C2,b,\r", " "])
def test_one_ragged_row_is_found_among_sound_ones(folder: Folder, row: str) -> None:
    folder.write("customers.csv", f'{HEADER}C1,"a, the first"\n{row}\nC3,c\n')
    assert spots(folder) == [("ragged_row", 2, 3, None)]
    assert names(folder) == [("C1", "a, the first"), ("C3", "c")]


def test_a_quote_that_is_never_closed_is_told_and_swallows_nothing_in_silence(
    folder: Folder,
) -> None:
    folder.write("customers.csv", f'{HEADER}C1,a\nC2,"b\nC3,c\nC4,d\n')
    assert spots(folder) == [("open_quote", 2, 3, None)]
    folder.write("customers.csv", f'{HEADER}C1,a\nC2,"b')
    assert spots(folder) == [("open_quote", 2, 3, None)]


# ---- bytes that are not UTF-8 --------------------------------------------------------------------


def test_a_cell_that_is_not_utf8_has_that_fault_alone(folder: Folder) -> None:
    folder.write("customers.csv", b"customer_id,name,country,is_member\nC1,\xba\xba,DE,true\n"
                 b"C2,b,D\xff,\xfe\n\xe4,c,xx,true\n")  # fmt: skip
    assert spots(folder) == [
        ("not_utf8", 1, 2, "name"),
        ("not_utf8", 2, 3, "country"),
        ("not_utf8", 2, 3, "is_member"),
        ("not_a_country", 3, 4, "country"),
        ("not_utf8", 3, 4, "customer_id"),
    ]
    assert {fault.severity for fault in folder.faults()} == {"error"}


def test_a_ragged_row_that_is_not_utf8_is_ragged(folder: Folder) -> None:
    folder.write("customers.csv", b"customer_id,name\nC1,\xff,\n")
    assert spots(folder) == [("ragged_row", 1, 2, None)]


def test_a_whole_file_in_gbk_is_told_cell_by_cell(folder: Folder) -> None:
    count = 60_000  # more than one batch
    rows = "".join(f"C{n},客户{n}\n" for n in range(count))
    folder.write("customers.csv", (HEADER + rows).encode("gbk"))
    told = spots(folder)
    assert len(told) == count
    assert told[0] == ("not_utf8", 1, 2, "name")
    assert told[-1] == ("not_utf8", count, count + 1, "name")


def test_a_header_that_is_not_utf8_is_told_by_its_line(folder: Folder) -> None:
    folder.write("customers.csv", "customer_id,name,城市\nC1,a,b\n".encode("gbk"))
    (fault,) = folder.faults()
    assert (fault.severity, fault.code, fault.row, fault.line) == ("error", "not_utf8", None, 1)


def test_a_utf16_file_is_refused_and_does_not_crash(folder: Folder) -> None:
    folder.write("customers.csv", "customer_id,name\nC1,a\n".encode("utf-16"))
    assert {fault.code for fault in folder.faults()} == {"not_utf8", "missing_column"}


# ---- headers -------------------------------------------------------------------------------------


def test_a_header_without_rows_is_an_empty_table(folder: Folder) -> None:
    for text in ("customer_id,name", "customer_id,name\r\n", "\ufeffcustomer_id,name\n\n"):
        folder.write("customers.csv", text)
        assert folder.faults() == []
        assert folder.rows("customers") == []


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff"])
def test_an_empty_file_lacks_its_required_columns(folder: Folder, text: str) -> None:
    folder.write("customers.csv", HEADER)
    folder.write("contacts.csv", text)
    assert spots(folder) == [
        ("missing_column", None, None, "contact_id"), ("missing_column", None, None, "customer_id"),
    ]  # fmt: skip


def test_a_column_named_twice_is_a_fault_and_the_rest_is_still_checked(folder: Folder) -> None:
    folder.write("customers.csv", "customer_id,name,name,country,name\nC1,a,b,xx,c\n")
    assert spots(folder) == [
        ("column_twice", None, None, "name"),
        ("not_a_country", 1, 2, "country"),
    ]


def test_columns_without_a_name_are_one_warning_and_not_read(folder: Folder) -> None:
    folder.write("customers.csv", "customer_id,name,,\nC1,a,,\nC2,b,x,y\n")
    assert spots(folder) == [("unnamed_column", None, None, None)]
    assert names(folder) == [("C1", "a"), ("C2", "b")]


def test_a_semicolon_file_lacks_its_columns(folder: Folder) -> None:
    folder.write("customers.csv", "customer_id;name\nC1;a\n")
    assert spots(folder) == [
        ("missing_column", None, None, "customer_id"),
        ("unknown_column", None, None, "customer_id;name"),
        ("missing_column", None, None, "name"),
    ]


# ---- DuckDB reads what Python reads --------------------------------------------------------------

_PIECES = [b"x", b"y1", b",", b",", b"\n", b"\n", b"\r\n", b'"x"', b'""', b'"x\ny"', b'"x\r\ny"',
           b'"a,b"', b'"q""q"', b" ", b"\t", b'"', b"\xff", "客".encode(), b"\r"]  # fmt: skip
_CELLS = [
    b"x",
    b"",
    b'"x"',
    b'""',
    b'"a,b"',
    b'"x\ny"',
    b" ",
    b"#c",
    b"\\",
    b'x"y',
    b"'",
    b'"x\n\ny"',
]


def _random_csv(rng: random.Random, width: int) -> bytes:
    """Header a,b… and either rows with a cell too many or few now and then, or any old pieces."""
    end = rng.choice([b"\n", b"\r\n"])
    if rng.random() < 0.3:
        body = b"".join(rng.choice(_PIECES) for _ in range(rng.randint(0, 12)))
    else:
        widths = [width + rng.choice([0] * 12 + [-1, 1]) for _ in range(rng.randint(0, 5))]
        lines = [b",".join(rng.choice(_CELLS) for _ in range(cells)) for cells in widths]
        body = end.join(lines) + rng.choice([b"", end, end + end])
    return b",".join([b"customer_id", b"name", b"city"][:width]) + end + body


def _read_by_python(path: Path, width: int) -> tuple[list[tuple[object, ...]], set[int]]:
    """Sound rows with number and line, and the numbers of rows with a fault."""
    sound: list[tuple[object, ...]] = []
    faulty, number, line = set(), 0, 1
    with path.open(encoding="utf-8", errors="surrogateescape", newline="") as file:
        reader = csv.reader([*file, "\0"])  # the last is a row of its own, or in an open quote
        next(reader)
        for cells in reader:
            starts, line = line + 1, reader.line_num
            if cells in ([], ["\0"]):
                continue
            number += 1
            odd = any(sign == "\0" or "\udc80" <= sign <= "\udcff" for sign in "".join(cells))
            if odd or len(cells) != width:
                faulty.add(number)
            else:
                sound.append((*(cell or None for cell in cells), number, starts))
    return sound, faulty


def test_random_files_read_the_same_however_they_are_read(folder: Folder) -> None:
    rng = random.Random(20260901)
    by_duckdb = 0
    for _ in range(250):
        width = rng.choice([2, 2, 3])
        folder.write("customers.csv", _random_csv(rng, width))
        sound, faulty = _read_by_python(folder.path / "customers.csv", width)
        staged, read, told = folder.staged("customers")
        assert read == sound, (folder.path / "customers.csv").read_bytes()
        assert told == faulty, (folder.path / "customers.csv").read_bytes()
        by_duckdb += staged.row_faults is None
    assert by_duckdb > 30
