"""`kehu explain` and `kehu rulebook diff`: what people read."""

import re
from pathlib import Path

from running import AS_OF, Kehu

from kehu.engine.rules.load import default_rulebook

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_explain_tells_every_dimension_with_label_rule_terms_and_lift(
    kehu: Kehu, ledger: Path
) -> None:
    answer = kehu("explain", ledger, "C0000002", *AS_OF)
    assert (answer.code, answer.err) == (0, "")
    book = default_rulebook()
    heads = re.findall(r"^\S.* \((\w+), (\w+)\): (.+)$", answer.out, re.MULTILINE)
    assert [name for name, _, _ in heads] == sorted(book.dimensions)
    assert all(book.dimensions[name].source == source for name, source, _ in heads)
    assert "because of rule" in answer.out
    assert "because no rule before it held" in answer.out
    assert "nearest lift to" in answer.out
    assert re.search(r"^ +✓ ", answer.out, re.MULTILINE)
    assert re.search(r"^ +✗ ", answer.out, re.MULTILINE)


def test_a_diff_tells_who_would_move_from_where_to_where_and_whose_they_are(
    kehu: Kehu, tmp_path: Path
) -> None:
    (tmp_path / "customers.csv").write_text(
        "customer_id,name,owner,is_member\na,Ace,ann,\nb,Bee,bo,true\nc,Cee,ann,\n"
    )
    # A person has set a label that only the second rulebook has.
    (tmp_path / "judgements.csv").write_text(
        "judgement_id,customer_id,at,subject,value\n1,a,2026-10-01,label:membership,guest\n"
    )
    Path("ours.yaml").write_text(
        """\
dimensions:
  membership:
    labels:
      guest: {title: {en: Guest, zh: 访客}, when: not is_member and inbound = 0}
      member: {}
      non_member: {}
"""
    )
    answer = kehu("rulebook", "diff", "default", "ours.yaml", "--ledger", tmp_path, *AS_OF)
    assert answer.code == 0
    assert answer.out.splitlines() == [
        "membership: 2 customers would move",
        "  non_member → guest: 2",
        "  ann 2",
    ]


def test_the_demo_summary_counts_every_customer_once_a_dimension(kehu: Kehu, ledger: Path) -> None:
    answer = kehu("demo", "summary", ledger, "--lang", "zh")
    assert (answer.code, answer.err) == (0, "")
    assert CHINESE.search(answer.out)
    assert "D31" in answer.out
