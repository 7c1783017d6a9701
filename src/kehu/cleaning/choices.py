"""Words for one of a few: yes and no, where an inquiry came from, what a buyer does."""

from collections.abc import Mapping

from kehu.cleaning.cleaned import NOTHING, Cleaned, Unclean
from kehu.cleaning.text import cell_words, half_width, says_nothing, visible


def clean_boolean(raw: str) -> Cleaned:
    """True or false. Raises Unclean `not_true_or_false`."""
    text = half_width(visible(raw)).casefold()
    words = cell_words()
    if text in words["yes"] or text in words["no"]:
        value = text in words["yes"]
        return Cleaned(value, "" if raw in ("true", "false") else "yes_or_no")
    if says_nothing(text):
        return NOTHING if not text else Cleaned(None, "said_nothing")
    raise Unclean("not_true_or_false", value=raw)


def clean_choice(raw: str, codes: Mapping[str, str]) -> Cleaned:
    """A code. `codes` has every word for one, as `word_key` writes it. Raises Unclean
    `not_a_choice`."""
    text = visible(raw)
    if (found := codes.get(word_key(text))) is not None:
        return Cleaned(found, "" if found == raw else "choice_word")
    if says_nothing(half_width(text)):
        return NOTHING if not text else Cleaned(None, "said_nothing")
    raise Unclean("not_a_choice", value=raw)


def word_key(text: str) -> str:
    """Letters and digits alone, small: `Trade-Fair` and `trade fair` are one word."""
    return "".join(letter for letter in half_width(text).casefold() if letter.isalnum())
