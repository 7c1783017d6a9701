"""Patterns made of lists of words."""

import re

import pytest

from kehu.reading.patterns import any_of, whole


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        (["tel"], "hotel", None), (["tel"], "Tel: 5", "Tel"), (["st", "street"], "Mill Street", "Street"),
        (["rust*"], "rusty", "rusty"), (["брак"], "бракован", None), (["брак*"], "бракован", "бракован"),
        (["样品"], "请寄样品来", "样品"), (["c/"], "c/ Mayor", "c/"),
    ],
)  # fmt: skip
def test_a_word_is_found_by_itself_in_its_script(
    words: list[str], text: str, found: str | None
) -> None:
    match = whole(words).search(text)
    assert (match[0] if match else None) == found


def test_the_longest_alternative_comes_first() -> None:
    match = re.match(any_of(["po", "po box", ""]), "po box 4")
    assert match
    assert match[0] == "po box"
