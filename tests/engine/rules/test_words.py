"""Words are complete: every name a rule can mention and every sentence, in both languages."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from ruamel.yaml import YAML

import kehu
from kehu.engine.measures import MEASURES
from kehu.engine.plays.playbook import CALENDAR
from kehu.engine.rules.load import default_rulebook
from kehu.engine.rules.nearest import levers
from kehu.engine.rules.words import measure_titles
from kehu.engine.standings import STANDINGS
from kehu.matching.columns.fields import all_fields

SOURCE = Path(kehu.__file__).parent
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@cache
def sentences() -> dict[str, dict[str, str]]:
    text = files("kehu.rulebook").joinpath("sentences.yaml").read_text("utf-8")
    found: dict[str, dict[str, str]] = YAML(typ="safe").load(text)
    return found


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_every_measure_and_standing_has_a_title_and_no_title_is_left_over() -> None:
    assert measure_titles().keys() == {*MEASURES, *STANDINGS, *CALENDAR, "score"}


def test_every_title_is_there_in_both_languages() -> None:
    book = default_rulebook()
    titles: dict[str, Any] = {**measure_titles()}
    titles |= {term.name: term.title for term in book.terms.values()}
    for dimension in book.dimensions.values():
        titles |= {dimension.name: dimension.title, f"{dimension.name} about": dimension.about}
        titles |= {f"{dimension.name} {one.code}": one.title for one in dimension.labels}
    for name, title in titles.items():
        assert title["en"].strip(), name
        assert CHINESE.search(title["zh"]) or title["zh"] == title["en"] == "VIP", name


def test_every_levers_measures_exist_and_its_words_are_complete() -> None:
    for lever in levers():
        assert {*lever.adds, *lever.renews} <= MEASURES.keys(), lever.name
        assert all(name.startswith("days_since") for name in lever.renews)
        for sentence in lever.words.values():
            assert fields(sentence["en"]) == fields(sentence["zh"]) <= {"n"}
            assert CHINESE.search(sentence["zh"])
        assert "one" in lever.words or lever.is_money
        assert "one" not in lever.words or not fields(lever.words["one"]["en"])


@pytest.mark.parametrize("code", sentences())
def test_a_sentence_is_there_in_both_languages_with_the_same_fields(code: str) -> None:
    sentence = sentences()[code]
    assert sentence.keys() == {"en", "zh"}
    assert fields(sentence["en"]) == fields(sentence["zh"])
    assert sentence["en"].strip()
    assert CHINESE.search(sentence["zh"]) or not re.search(
        "[a-z]{3}", sentence["zh"].format_map(Blank())
    )


class Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


# ---- codes used in the source ------------------------------------------------------------------

SAYS = {"say", "working", "KehuError", "Fault", "fault", "_fault"}


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield str(path.relative_to(SOURCE)), node


def called(node: ast.Call) -> str:
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def literals(node: ast.AST) -> list[str]:
    """Codes a first argument can be: a literal, or either side of an `a if b else c`."""
    if isinstance(node, ast.IfExp):
        return [*literals(node.body), *literals(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def codes_said() -> set[tuple[str, str]]:
    """(module, code) of every sentence that the source asks for by name."""
    found = set[tuple[str, str]]()
    for module, call in calls():
        name = called(call)
        if name not in SAYS or not call.args:
            continue
        place = 1 if name == "Fault" else 0
        if len(call.args) > place:
            found |= {(module, code) for code in literals(call.args[place])}
    return found


def test_every_sentence_the_source_asks_for_exists() -> None:
    said = codes_said()
    assert len({code for _, code in said}) > 80
    missing = {(module, code) for module, code in said if code not in sentences()}
    assert not missing


def test_codes_put_together_from_parts_exist() -> None:
    for begin, ends in {
        "severity": ("error", "warning"),
        "term": ("and", "or"),
        "value": ("unknown", "yes", "no"),
        "head": ("severity", "file", "row", "column", "message", "id", "dimension", "labels"),
        "gone_with": ("customers", "orders"),
        "kind": {one.kind for one in all_fields().values()},
        "why": ("given", "heading", "part", "content"),
        "rules": ("settings", "title", "when", "weights", "score", "pattern", "value", "source"),
    }.items():
        assert {f"{begin}_{end}" for end in ends} <= sentences().keys()


def test_every_sentence_is_asked_for_by_somebody() -> None:
    written = set[str]()
    for path in SOURCE.rglob("*.py"):
        constants = ast.walk(ast.parse(path.read_text("utf-8")))
        written |= {str(one.value) for one in constants if isinstance(one, ast.Constant)}
    begun = ("severity_", "term_", "head_", "gone_with_", "value_", "rules_", "setting_")
    begun += ("kind_", "why_")
    assert not {code for code in sentences().keys() - written if not code.startswith(begun)}


def test_a_sentence_is_given_the_fields_it_asks_for() -> None:
    """Calls that name their code give every field its sentence has."""
    for module, call in calls():
        if called(call) not in ("say", "KehuError") or not call.args:
            continue
        given = {keyword.arg for keyword in call.keywords}
        for code in literals(call.args[0]):
            if None not in given:  # **fields cannot be read off the source
                wanted = fields(sentences()[code]["en"])
                lent = {"path"} if module.endswith("conditions.py") else set[str]()
                assert wanted <= given | lent, (module, code)
