"""Mails that are made to keep us busy: what they ask is read all the same, and at once.

Work that grew with the square of the text would not end here; `tools/reading/slow_patterns.py`
finds the pattern.
"""

import pytest

from kehu.reading.message.html import text_of
from kehu.reading.message.parts import read_message
from kehu.reading.message.signature import is_closing
from kehu.reading.patterns import any_of
from kehu.reading.terms.numbers import numbers
from kehu.reading.text import MailText, Taken
from tests.reading.mail_scene import mail, read

_ASKED = "Please quote 500 pcs of GL-2105, FOB Ningbo."
_LENGTH = 60_000
_AGAIN = [
    "有限", "有限公司", "水泵,", "1,", "1 ", "1/2 ", "1.1,", "a.", "a-", "a@", "a@b.", "|", "- ", "> ",
    "\u3000 ", "\n \n", "(", "$1 ", "500 pcs ", "500 pcs\n", "20GP ", "40HQ\n", "5 m ", "pump, ",
    "ball valve and ", "GL-2105 ", "Regards ___", "From: a\n", "Ltd. ", "ООО ", "We are Abc Ltd, ",
    "+8613800138000 ", "two hundred ", "seicento", "два", "2024-01-01 ", "Name: a\n", "www.a.com/",
]  # fmt: skip


@pytest.mark.parametrize("again", _AGAIN)
def test_what_is_asked_is_read_before_whatever_comes_again_and_again(again: str) -> None:
    endless = again * (_LENGTH // len(again))
    found = read(f"{_ASKED}\n\n{endless}")
    assert "GL-2105" in found.facts.skus
    assert found.facts.incoterm == "FOB"


@pytest.mark.parametrize("again", ["=?a?q?", "a@b, ", "<a@b.c>,", "Re: ", "500 pcs, "])
def test_a_subject_without_end_is_read(again: str) -> None:
    found = read(_ASKED, subject=again * (30_000 // len(again)))
    assert "GL-2105" in found.facts.skus


def test_quotes_are_marked_as_deep_as_people_quote() -> None:
    page = "<p>new</p>" + "<blockquote>" * 150 + "old<br>" * 5_000
    new, *old = text_of(page).split("\n\n", 1)
    assert new == "new"
    assert all(line.startswith("> ") and len(line) < 30 for line in old[0].split("\n"))


def test_gaps_empty_lines_and_words_of_any_script_have_a_longest() -> None:
    text = read_message(mail(f"a{chr(0x3000) * 50}b{chr(10) * 50}{'д' * 1_000}")).text
    assert text.split("\n")[0] == f"a{' ' * 8}b"
    assert text.count("\n") <= 9
    assert max(map(len, text.split())) == 300


def test_a_sentence_without_end_comes_in_pieces_at_their_places() -> None:
    text = MailText("", "pump valve " * 1_000, "", "")
    assert len(text.sentences) > 5
    for one in text.sentences:
        assert text.whole[one.start : one.end] == one.words
        assert len(one.words) <= 2_000


def test_a_number_that_is_said_for_a_whole_page_is_no_more_than_all_there_is() -> None:
    assert [one.value for one in numbers("two hundred " * 1_000, "en")] == [1e15]


def test_signs_are_spoken_for_from_their_first_to_their_last() -> None:
    taken = Taken([(3, 5)])
    assert taken.touches(4, 9)
    assert not taken.touches(5, 9)
    assert not taken.touches(0, 3)


@pytest.mark.parametrize(
    ("line", "closes"),
    [("Best regards, __ Ana María López __", True), ("Best regards to all of your team", False),
     (f"Regards {'_' * 200} a b c d", False)],
)  # fmt: skip
def test_a_closing_has_three_words_behind_it_at_most(line: str, closes: bool) -> None:
    assert is_closing(line) is closes


def test_words_that_begin_alike_are_one_branch_in_any_case() -> None:
    assert any_of(["po", "port*", "bay"]) == r"(?:(?=[bp])(?:b(?:ay)|p(?:ort[^\W\d_]*|o)))"
    assert any_of(["Po", "po box"]) == r"(?:(?=[Pp])(?:po\ box|Po))"
