"""Facts that are kept and read again, where they stand, and what their codes are called."""

import json
from itertools import pairwise
from typing import get_args

import pytest
from mail_scene import DESK, mail

from kehu.reading.authenticity.judging import Authenticity
from kehu.reading.authenticity.signals import SIGNALS
from kehu.reading.decisions import MISSING, NextStep, SampleDecision
from kehu.reading.facts import as_plain, from_plain
from kehu.reading.highlights import highlights
from kehu.reading.kinds import Kind
from kehu.reading.priority import Priority, waiting_part
from kehu.reading.titles import signal_words, title, titles

BODY = (
    "Please quote 2,000 pcs of GL-2105 and 3x40HQ garden hose, CIF Santos, with CE certificate.\n\n"
    "Best regards,\nMaria Silva\nNova Luz Ltda\nTel: +55 11 2345 3119\nwww.novaluz.com.br"
)


def test_facts_are_the_same_after_they_were_kept() -> None:
    facts = DESK.read(mail(BODY)).facts
    assert from_plain(json.loads(json.dumps(as_plain(facts)))) == facts


def test_highlights_say_what_the_words_say_and_do_not_overlap() -> None:
    inquiry = DESK.read(mail(BODY))
    found = highlights(inquiry)
    said = {one.field: inquiry.text.whole[one.start : one.end] for one in found}
    assert "CIF" in said["incoterm"]
    assert said["destination"] == "Santos"
    assert said["certificates"] == "CE"
    assert said["company"] == "Nova Luz Ltda"
    assert said["phones"] == "+55 11 2345 3119"
    assert all(one.end <= after.start for one, after in pairwise(found))


_CODES = {
    "kind": get_args(Kind), "authenticity": get_args(Authenticity), "next_step": get_args(NextStep),
    "sample_decision": get_args(SampleDecision), "missing": MISSING,
    "priority": tuple(Priority.__dataclass_fields__),
}  # fmt: skip


@pytest.mark.parametrize("group", _CODES)
def test_every_code_has_words_in_both_languages_and_no_word_is_left_over(group: str) -> None:
    for lang in ("en", "zh"):
        told = titles(group, lang)  # type: ignore[arg-type]
        assert set(told) == set(_CODES[group])
        assert len({*told.values()}) == len(told)
    assert title(group, _CODES[group][0], "en").isascii()
    assert not title(group, _CODES[group][0], "zh").isascii()


@pytest.mark.parametrize("code", SIGNALS)
def test_every_signal_says_why_and_how_it_speaks(code: str) -> None:
    for lang in ("en", "zh"):
        words, why, tone = signal_words(code, lang)  # type: ignore[arg-type]
        assert words and why
        assert tone in ("for", "against", "neutral")


@pytest.mark.parametrize(("days", "part"), [(0, 0), (1.5, 5), (3, 10), (30, 10), (-1, 0)])
def test_waiting_adds_up_to_its_weight(days: float, part: float) -> None:
    assert waiting_part(days) == part
