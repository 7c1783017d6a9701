"""`kehu dedupe`: a table in, the same rows with their clusters out."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from running import Kehu

GBK = """公司名称;邮箱;电话;城市;真值
深圳市华强电子有限公司;a@huaqiang.cn;0755-83201234;深圳;A
深圳华强电子有限公司;;0755 8320 1234;深圳市;A
上海金星贸易公司;b@jinxing.cn;021-87654321;上海;B
宁波海达塑料厂;c@haida.cn;0574-66554433;宁波;C
"""


@pytest.fixture
def chinese(tmp_path: Path) -> Path:
    file = tmp_path / "客户.csv"
    file.write_bytes(GBK.encode("gbk"))
    return file


def test_chinese_csv_comes_back_as_it_was_with_two_columns_more(kehu: Kehu, chinese: Path) -> None:
    answer = kehu("dedupe", chinese, "--out", "out.jsonl")
    assert answer.code == 0
    rows = kehu("dedupe", chinese).rows
    assert [row["cluster_id"] for row in rows] == [1, 1, 2, 3]
    assert next(row["公司名称"] for row in rows) == "深圳市华强电子有限公司"
    assert [row["match_probability"] is None for row in rows] == [False, False, True, True]
    assert [*rows[0]][-2:] == ["cluster_id", "match_probability"]


def test_what_columns_are_taken_for_is_told_in_the_readers_language(
    kehu: Kehu, chinese: Path
) -> None:
    assert "Taken as: 公司名称 = company" in kehu("dedupe", chinese, "--out", "o.csv").err
    told = kehu("dedupe", chinese, "--out", "o.csv").err.splitlines()
    assert len(told) == 3, "and nothing of how it was found"
    assert "列的含义：公司名称 = 公司名称" in kehu(
        "dedupe", chinese, "--out", "o.csv", "--lang", "zh"
    ).err  # fmt: skip


def test_truth_is_judged_by_and_not_looked_at(kehu: Kehu, chinese: Path) -> None:
    answer = kehu("dedupe", chinese, "--truth", "真值", "--out", "o.csv")
    assert answer.out == "precision 1.0000, recall 1.0000, F1 1.0000 (of 1 true pairs)\n"
    assert "真值 =" not in answer.err


def test_figures_do_not_stand_among_the_rows(kehu: Kehu, chinese: Path) -> None:
    answer = kehu("dedupe", chinese, "--truth", "真值")
    assert len(answer.rows) == 4
    assert "F1 1.0000" in answer.err


def test_values_of_a_parquet_keep_their_kinds(kehu: Kehu, tmp_path: Path) -> None:
    pq.write_table(pa.table({"company": ["Acme Ltd", "ACME Limited"], "since": [1999, 2001]}),
                   tmp_path / "in.parquet")  # fmt: skip
    kehu("dedupe", "in.parquet", "--out", "out.parquet")
    assert pq.read_schema("out.parquet").field("since").type == pa.int64()


def test_own_output_can_be_searched_again(kehu: Kehu, chinese: Path) -> None:
    kehu("dedupe", chinese, "--out", "one.csv")
    assert kehu("dedupe", "one.csv", "--out", "two.csv").code == 0
    assert Path("two.csv").read_text() == Path("one.csv").read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--threshold", "1.5"), "no probability"),
        (("--threshold", "nan"), "no probability"),
        (("--truth", "entity"), "There is no column entity"),
    ],
)
def test_wrong_usage_is_told(kehu: Kehu, chinese: Path, words: tuple[str, ...], said: str) -> None:
    answer = kehu("dedupe", chinese, *words)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no rows"),
        ("company,city\n", "no rows"),
        ("colour,size\nred,1\nblue,2\n", "No column tells companies or people apart"),
    ],
)
def test_file_that_holds_nothing_to_match_is_told(
    kehu: Kehu, tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "in.csv").write_text(text)
    answer = kehu("dedupe", "in.csv")
    assert (answer.code, answer.out) == (1, "")
    assert said in answer.err


def test_missing_file_is_told(kehu: Kehu) -> None:
    assert "There is no file none.csv" in kehu("dedupe", "none.csv").err
