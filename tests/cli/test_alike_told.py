"""`kehu alike`: who is most like a customer, in the reader's words."""

import re
from pathlib import Path

from running import AS_OF, Kehu

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_the_most_alike_come_first_and_never_the_customer_itself(kehu: Kehu, ledger: Path) -> None:
    rows = kehu("alike", ledger, "C0000001", *AS_OF).rows
    assert [*rows[0]] == ["customer_id", "name", "similarity", "shared", "different"]
    assert len(rows) == 20
    assert "C0000001" not in {row["customer_id"] for row in rows}
    keys = [(-row["similarity"], row["customer_id"]) for row in rows]
    assert keys == sorted(keys)
    assert all(0 <= row["similarity"] <= 1 for row in rows)


def test_as_many_are_named_as_asked(kehu: Kehu, ledger: Path) -> None:
    few = kehu("alike", ledger, "C0000001", *AS_OF, "--most", "3").rows
    assert few == kehu("alike", ledger, "C0000001", *AS_OF).rows[:3]
    assert len(kehu("alike", ledger, "C0000001", *AS_OF, "--most", "500").rows) == 59


def test_what_is_shared_is_told_in_the_readers_language(kehu: Kehu, ledger: Path) -> None:
    english = kehu("alike", ledger, "C0000001", *AS_OF, "--most", "1").rows[0]
    chinese = kehu("alike", ledger, "C0000001", *AS_OF, "--most", "1", "--lang", "zh").rows[0]
    assert english["customer_id"] == chinese["customer_id"]
    parts, mine = (row["shared"].split("; ") for row in (english, chinese))
    assert len(parts) == len(mine) == 5
    assert all(": " in part for part in parts) and all("：" in part for part in mine)
    assert CHINESE.search(chinese["shared"]) and not CHINESE.search(english["shared"])


def test_a_customer_who_is_not_listed_then_is_told(kehu: Kehu, ledger: Path) -> None:
    for asked in (("nobody", *AS_OF), ("C0000001", "--as-of", "1999-01-01")):
        answer = kehu("alike", ledger, *asked)
        assert (answer.code, answer.out) == (2, "")
        assert "There is no customer" in answer.err


def test_a_customer_alone_has_nobody_alike(kehu: Kehu, tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text("customer_id,name\na,Ace\n")
    answer = kehu("alike", tmp_path, "a", *AS_OF, "--out", "alike.csv")
    assert (answer.code, answer.err) == (0, "")
    header = Path("alike.csv").read_text().strip()
    assert header == '"customer_id","name","similarity","shared","different"'
