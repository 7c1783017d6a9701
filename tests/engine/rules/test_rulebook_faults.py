"""Everything that can be wrong with a company's rulebook is told with its file and line."""

import re
from importlib.resources import files
from pathlib import Path

import pycountry
import pytest
from companies import Company
from ruamel.yaml import YAML

import kehu.engine.rules
from kehu.engine.rules.load import DEFAULT_FILES, default_rulebook, load_rulebook
from kehu.errors import InputFaults, KehuError

WORLD = [country.alpha_2 for country in pycountry.countries]
WORDS = "title: {en: a, zh: a}\n    about: {en: a, zh: a}\n    source: own"
REST = "title: {en: b, zh: b}"
END = f"}}\n      end: {{{REST}, when: orders = 1}}"
NEGATIVE = "{credit_part: 150, amount_part: -50}"
MOOD = f"""\
dimensions:
  mood:
    {WORDS}
    labels:
      good: {{title: {{en: a, zh: a}}, when: orders >= 1}}
      rest: {{{REST}}}
"""


def mood(label: str, more: str = "") -> str:
    """A dimension whose first label, on line 7, is the one told; `more` stands on line 6."""
    return f"""\
dimensions:
  mood:
    {WORDS}
    {more or "lift: []"}
    labels: {{good: {{title: {{en: a, zh: a}}, {label}}},
      rest: {{{REST}}}}}
"""


def when(condition: str) -> str:
    return mood(f'when: "{condition}"')


# code, line, text: one fault and no other.
FAULTS: list[tuple[str, int, str]] = [
    ("not_yaml", 3, "settings:\n  late_after_days: [3\n"),
    ("not_yaml", 1, "- a list\n"),
    ("not_yaml", 1, "just words\n"),
    ("not_yaml", 1, ""),
    ("not_yaml", 2, "settings:\n  ? [a, b]\n  : 3\n"),
    ("not_yaml", 2, "settings: {}\nterms: \x07\n"),
    ("not_yaml", 1, "a: &a\n  b: *a\n"),
    ("not_yaml", 1, "[" * 5000),
    ("name_twice", 3, "settings:\n  late_after_days: 3\n  late_after_days: 4\n"),
    ("name_twice", 2, "settings: {}\nsettings: {}\n"),
    ("name_taken", 2, "columns:\n  orders: number\n"),
    ("name_taken", 2, "columns:\n  Orders: number\n"),
    ("name_taken", 2, "columns:\n  stage: text\n"),
    ("name_taken", 2, "columns:\n  stage__rule: text\n"),
    ("name_taken", 2, "columns:\n  won: text\n"),
    ("name_taken", 2, "columns:\n  customer: text\n"),
    ("name_taken", 2, MOOD.replace("mood", "quotations")),
    ("name_taken", 2, MOOD.replace("mood", "Stage")),
    ("name_taken", 2, MOOD.replace("mood", "owner")),
    ("name_taken", 2, MOOD.replace("mood", "score")),
    ("name_taken", 3, "terms:\n  quotations:\n    when: orders > 1\n    title: {en: a, zh: a}\n"),
    ("name_taken", 7, MOOD.replace("good", "override")),
    ("not_a_mapping", 1, "settings: 5\n"),
    ("not_a_mapping", 1, "columns: [credit]\n"),
    ("not_a_list", 6, mood("when: orders > 1", "lift: 5")),
    ("not_a_list", 6, mood("when: orders > 1", "lift: good")),
    ("not_a_list", 6, mood("when: orders > 1", "lift: [[good]]")),
    ("not_a_pattern", 6, mood("when: orders > 1", "pattern: '('")),
    ("not_a_pattern", 6, mood("when: orders > 1", "pattern: '(?=x)'")),
    ("meaning_unknown", 7, mood("when: orders > 1, meaning: great")),
    ("bad_name", 2, MOOD.replace("mood", "my mood")),
    ("bad_name", 2, MOOD.replace("mood", "mo__od")),
    ("bad_name", 2, MOOD.replace("mood", "'m\"; drop table x'")),
    ("bad_name", 2, MOOD.replace("mood", "7th")),
    ("bad_name", 2, "terms:\n  so good: {when: orders > 1, title: {en: a, zh: a}}\n"),
    ("unknown_key", 1, "setings: {}\n"),
    ("unknown_key", 2, "settings:\n  late_days: 3\n"),
    ("unknown_key", 7, mood("when: orders > 1, than: 5")),
    ("unknown_key", 6, mood("when: orders > 1", "lifts: [good]")),
    ("unknown_key", 2, "terms:\n  x: {when: orders > 1, title: {en: a, zh: a}, also: 5}\n"),
    ("missing_key", 2, MOOD.replace("\n    source: own", "")),
    ("missing_key", 7, mood("when: ''")),
    ("missing_key", 2, "terms:\n  nice: {title: {en: a, zh: a}}\n"),
    ("missing_words", 7, MOOD.replace("good: {title: {en: a, zh: a}", "good: {title: {en: a}")),
    ("missing_words", 7, MOOD.replace("good: {title: {en: a, zh: a}", "good: {title: {zh: a}")),
    ("missing_words", 4, MOOD.replace("about: {en: a, zh: a}", "about: {en: a, zh: ''}")),
    ("missing_words", 2, "terms:\n  nice: {when: orders > 1, title: {en: a}}\n"),
    ("not_a_positive_number", 2, "settings:\n  late_after_days: -1\n"),
    ("not_a_positive_number", 2, "settings:\n  late_after_days: three\n"),
    ("not_a_positive_number", 2, "settings:\n  late_after_days: true\n"),
    ("not_a_positive_number", 2, "settings:\n  late_after_days: .nan\n"),
    ("not_a_positive_number", 2, "settings:\n  late_after_days: 0x1F\n"),
    ("not_a_positive_number", 2, "settings:\n  late_after_days: 1e999\n"),
    ("not_above_zero", 2, "settings:\n  activity_half_life_days: 0\n"),
    ("not_above_zero", 2, "settings:\n  activity_midpoint: 0.0\n"),
    ("unknown_kind", 2, "columns:\n  credit: money\n"),
    ("not_both", 7, mood(f"when: orders > 1, countries: {WORLD}")),
    ("not_both", 6, mood("when: orders > 1", "score: {measure: credit_part, weights: {a: 1}}")),
    ("condition_unreadable", 7, when("orders >=")),
    ("condition_unreadable", 2, "terms:\n  x: {when: orders >, title: {en: a, zh: a}}\n"),
    ("condition_too_long", 7, when("orders > 1 or " * 400 + "orders > 2")),
    ("condition_too_deep", 7, when("(" * 500 + "orders > 1" + ")" * 500)),
    ("condition_forbidden", 7, when("getenv('HOME') = 'x'")),
    ("unknown_measure", 7, when("order > 1")),
    ("unknown_measure", 7, mood("when: orders > 1, value: main_categry")),
    ("unknown_measure", 7, mood("when: orders > 1, value: [x]")),
    ("unknown_measure", 7, when("orders > 1 and ghost")),
    ("unknown_measure", 2, "terms:\n  x: {when: stage = 'A', title: {en: a, zh: a}}\n"),
    ("unknown_measure", 6, mood("when: orders > 1", "score: {measure: ghost}")),
    ("value_not_text", 7, mood("when: orders > 1, value: orders")),
    ("value_missing", 7, mood("when: orders > 1, value: main_category")),
    ("not_a_condition", 7, when("orders")),
    ("not_a_condition", 7, when("orders + 1")),
    ("not_a_condition", 7, mood("when: 5")),
    ("kinds_differ", 7, when("orders = 'one'")),
    ("kinds_differ", 7, when("need > 'open'")),
    ("kinds_differ", 7, when("orders > 1 and orders")),
    ("kinds_differ", 7, when("is_member > false")),
    ("kinds_differ", 7, when("need in ('open', 1)")),
    ("kinds_differ", 7, when("orders + need > 1")),
    ("kinds_differ", 7, when("coalesce(orders, 'x') > 1")),
    ("kinds_differ", 7, when("not orders")),
    ("kinds_differ", 7, when("abs(need) > 1")),
    ("no_such_code", 7, when("stage = 'F'")),
    ("no_such_code", 7, when("'F' = stage")),
    ("no_such_code", 7, when("stage in ('A', 'F')")),
    ("no_such_code", 7, when("need = 'no_nead'")),
    ("no_such_code", 7, when("recorded_source = 'televison'")),
    ("no_fallback", 2, MOOD.replace(REST, "when: orders = 0, " + REST)),
    ("fallback_not_last", 7, MOOD.replace(", when: orders >= 1}", END)),
    ("unreachable", 7, when("orders < 0")),
    ("weights_not_100", 6, mood("when: orders > 1", "score: {weights: {credit_part: 90}}")),
    ("weights_not_100", 6, mood("when: orders > 1", f"score: {{weights: {NEGATIVE}}}")),
    ("not_a_number_measure", 6, mood("when: orders > 1", "score: {measure: need}")),
    ("lift_code", 6, mood("when: orders > 1", "lift: [rest, best]")),
    ("lift_code", 6, mood("when: orders > 1", "lift: [rest, good, rest]")),
    ("no_such_country", 7, mood(f"countries: {[*WORLD, 'XX']}")),
    ("country_twice", 7, mood(f"countries: {[*WORLD, 'DE']}")),
    ("country_nowhere", 2, mood("countries: [DE]")),
    ("dimensions_in_a_circle", 2, MOOD.replace("orders >= 1", "mood = 'rest'")),
]  # fmt: skip


@pytest.mark.parametrize(("code", "line", "text"), FAULTS)
def test_a_fault_is_told_with_file_and_line_in_both_languages(
    company: Company, code: str, line: int, text: str
) -> None:
    faults = company.faults(text)
    assert [fault.code for fault in faults] == [code]
    assert (faults[0].file, faults[0].line) == ("company.yaml", line)
    english, chinese = faults[0].message("en"), faults[0].message("zh")
    assert english != chinese
    assert re.search(r"[\u4e00-\u9fff]", chinese)
    assert faults[0].as_row("zh")["message"] == chinese


def sentences() -> dict[str, dict[str, str]]:
    text = files("kehu.rulebook").joinpath("sentences.yaml").read_text("utf-8")
    found: dict[str, dict[str, str]] = YAML(typ="safe").load(text)
    return found


SOURCE = Path(kehu.engine.rules.__file__).parent
REPORTED = re.compile(r'(?:fault|Fault)\(\s*(?:"error", )?"([a-z_0-9]+)"')
RAISED = re.compile(r'KehuError\("(condition_[a-z_]+)"')


def test_every_code_that_reading_and_proving_can_tell_is_tried_here() -> None:
    names = ("load", "prove", "reader", "yaml_lines", "conditions")
    text = "".join((SOURCE / f"{name}.py").read_text("utf-8") for name in names)
    told = {*REPORTED.findall(text), *RAISED.findall(text)} & sentences().keys()
    assert {"not_yaml", "unreachable", "condition_forbidden", "lift_code"} <= told
    assert told - {code for code, _, _ in FAULTS} == set()


def test_several_faults_are_told_together_in_the_order_of_lines(company: Company) -> None:
    faults = company.faults(
        """\
settings:
  late_after_days: -3
terms:
  lively: {when: activity_point > 5, title: {en: lively, zh: 活跃}}
dimensions:
  stage:
    labels:
      B: {when: open_proformas >}
      C: {when: orders < 0}
      D: {when: "pg_sleep(9) = 1"}
  spend_class:
    labels:
      silver: {when: purchases_12m >= 900000}
  mood: {}
"""
    )
    told = [(fault.line, fault.code) for fault in faults]
    assert told == sorted(told, key=lambda one: one[0])
    assert {(2, "not_a_positive_number"), (4, "unknown_measure")} <= {*told}
    assert {(8, "condition_unreadable"), (10, "condition_forbidden")} <= {*told}
    assert {(14, "no_fallback"), (14, "missing_words"), (14, "missing_key")} <= {*told}


def test_a_broken_label_does_not_hide_an_unreachable_one_in_another_dimension(
    company: Company,
) -> None:
    faults = company.faults(
        """\
dimensions:
  stage: {labels: {B: {when: "orders >"}}}
  loyalty: {labels: {new: {when: days_since_first_order < 0}}}
"""
    )
    assert [(fault.line, fault.code) for fault in faults] == [
        (2, "condition_unreadable"),
        (3, "unreachable"),
    ]


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("won_ordrs >= 1", "unknown_measure"),
        ("won_orders >", "condition_unreadable"),
        ("won_orders", "not_a_condition"),
        ("won_orders = 'many'", "kinds_differ"),
        ("need = 'maybe'", "no_such_code"),
    ],
)
def test_a_faulty_term_is_told_once_however_many_labels_name_it(
    company: Company, condition: str, code: str
) -> None:
    faults = company.faults(f'terms:\n  won: {{when: "{condition}"}}')
    assert [(fault.file, fault.line, fault.code) for fault in faults] == [("company.yaml", 2, code)]


def test_a_fault_in_what_the_company_left_alone_points_into_the_default_file(
    company: Company,
) -> None:
    [fault] = company.faults("dimensions: {stage: {labels: {B: {when: inbound >= 0}}}}")[:1]
    assert fault.code == "unreachable"
    assert fault.file == DEFAULT_FILES[0]
    written = (SOURCE.parents[1] / "rulebook" / fault.file).read_text("utf-8").splitlines()
    assert fault.column == "dimensions.stage.labels.C.when"
    assert written[(fault.line or 0) - 1].lstrip().startswith("when: (inquiries_with_intent")


def test_two_dimensions_that_read_each_other_are_both_named(company: Company) -> None:
    faults = company.faults(
        """\
dimensions:
  stage: {labels: {B: {when: deal_stars = '3'}}}
  deal_stars: {labels: {"3": {when: stage = 'B'}}}
"""
    )
    assert [(fault.line, fault.code) for fault in faults] == [
        (2, "dimensions_in_a_circle"),
        (3, "dimensions_in_a_circle"),
    ]


def test_a_file_that_is_not_utf8_is_told_with_its_line(company: Company) -> None:
    company.path.write_bytes("settings: {}\n# 客户\n".encode("gb18030"))
    with pytest.raises(InputFaults) as caught:
        load_rulebook(company.path)
    [fault] = caught.value.faults
    assert (fault.code, fault.line) == ("not_yaml", 2)


def test_a_file_with_a_byte_order_mark_is_read(company: Company) -> None:
    company.path.write_text("settings: {late_after_days: 9}", encoding="utf-8-sig")
    assert load_rulebook(company.path).settings.late_after_days == 9


def test_a_few_aliases_that_stand_for_billions_are_refused(company: Company) -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    [fault] = company.faults("\n".join(rows))
    assert fault.code == "not_yaml"


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(KehuError) as caught:
            load_rulebook(path)
        assert caught.value.code == "no_such_file"


def test_the_rulebook_that_ships_proves() -> None:
    book = default_rulebook()
    assert len(book.dimensions) == 31
    assert load_rulebook(None) is book


@pytest.mark.parametrize("value", ["5", "[a, b]", "{a: b}", "null"])
@pytest.mark.parametrize(
    "path",
    [
        "settings", "terms", "columns", "dimensions", "terms.x", "columns.x", "dimensions.x",
        "dimensions.stage", "dimensions.stage.labels", "dimensions.stage.labels.A",
        "dimensions.stage.labels.A.when", "dimensions.stage.labels.A.title",
        "dimensions.stage.labels.A.value", "dimensions.stage.lift", "dimensions.stage.title",
        "dimensions.stage.score", "dimensions.weighted_score.score.weights",
        "dimensions.weighted_score.score.weights.credit_part", "dimensions.stage.source",
        "dimensions.market.labels.europe.countries", "dimensions.product_need.pattern",
        "dimensions.weighted_score.score.measure", "dimensions.weighted_score.score.when",
    ],
)  # fmt: skip
def test_nonsense_anywhere_is_a_fault_or_none_but_never_a_crash(
    company: Company, path: str, value: str
) -> None:
    text = value
    for name in reversed(path.split(".")):
        text = f"{{{name}: {text}}}"
    company.write(text)
    try:
        load_rulebook(company.path)
    except InputFaults as error:
        assert all(fault.message("zh") and fault.message("en") for fault in error.faults)
