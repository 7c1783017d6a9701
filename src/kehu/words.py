"""Sentences people read, by code and language, from `rulebook/sentences.yaml`."""

import os
from functools import cache
from typing import Any, Literal

from kehu.rulebook import read

Lang = Literal["en", "zh"]


@cache
def _sentences() -> dict[str, dict[Lang, str]]:
    sentences: dict[str, dict[Lang, str]] = read("sentences.yaml")
    return sentences


def say(code: str, lang: Lang = "en", /, **fields: Any) -> str:
    """The sentence of a code in a language, with its fields filled in."""
    return _sentences()[code][lang].format(**fields)


def reader_language() -> Lang:
    """The language of the person at the terminal: Chinese where the locale says so."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return "zh" if locale.lower().startswith("zh") else "en"
