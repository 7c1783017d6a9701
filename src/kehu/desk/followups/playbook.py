"""The playbook for the rulebook in force, proved once a process."""

from functools import lru_cache

from kehu.desk.grading.rules import Version, rulebook_in_force, version_in_force
from kehu.engine.plays.load import default_playbook
from kehu.engine.plays.playbook import Playbook
from kehu.scripts import default_scripts
from kehu.words import Lang

# What a play may ask to be mentioned; `mentions.py` knows how each is said.
FACTS = (
    "last_words", "last_inquiry", "last_order", "last_delivery", "order_rhythm", "customs_rhythm",
    "main_category", "open_proforma", "rate_move", "order_time", "waiting_until", "sample",
    "asked_about", "lost_quotation", "bounce", "unanswered", "website", "payment_record",
    "terms_asked", "ramadan", "chinese_new_year", "order_window", "imports_since_ours",
)  # fmt: skip


def playbook_in_force() -> Playbook:
    """The playbook that ships, with the names of the rulebook in force."""
    return _playbook(version_in_force())


def play_titles(lang: Lang) -> dict[str, str]:
    """What every play is called, by its name."""
    return {name: play.title[lang] for name, play in playbook_in_force().plays.items()}


@lru_cache(maxsize=4)
def _playbook(_version: Version | None) -> Playbook:
    return default_playbook(rulebook_in_force(), FACTS, default_scripts().letters.keys())
