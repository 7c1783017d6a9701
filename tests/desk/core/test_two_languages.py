"""Every sentence of the application exists in Chinese, and the catalogue knows every sentence."""

import re

from tools.messages import found, kept

_VALUES = re.compile(r"%\(\w+\)[sd]")


def test_the_catalogue_holds_what_code_and_pages_say() -> None:
    said = {(message.context, message.id) for message in found() if message.id}
    known = {(message.context, message.id) for message in kept() if message.id}
    assert known == said, "run: python -m tools.messages"


def test_every_sentence_has_its_chinese() -> None:
    lacking = [message.id for message in kept() if message.id and not message.string]
    assert lacking == []


def test_the_chinese_fills_in_the_same_values() -> None:
    for message in kept():
        # Of one and many, English has two forms and Chinese one.
        forms = (message.id, message.string)
        english, chinese = (form if isinstance(form, str) else form[-1] for form in forms)
        assert sorted(_VALUES.findall(english)) == sorted(_VALUES.findall(chinese)), english
