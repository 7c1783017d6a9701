"""The pool in words: rules, what keeps a customer, why one may not take it."""

from collections.abc import Mapping

from django import template

from kehu.desk.core.languages import page_language
from kehu.desk.followups.pool.forecast import Fall
from kehu.desk.followups.pool.words import rule_title, saved_by
from kehu.desk.ledger.models import Holding
from kehu.engine.pool.rules import Pool
from kehu.errors import KehuError

register = template.Library()


@register.filter
def in_words(title: Mapping[str, str], lang: str) -> str:
    """A title of the rules in the reader's language."""
    return title[lang]


@register.filter
def what_saves(fall: Fall) -> str:
    """What keeps the customer, and until when there is time."""
    return saved_by(fall)


@register.filter
def refused_words(error: KehuError) -> str:
    """Why not."""
    return error.message(page_language())


@register.filter
def why_ended(holding: Holding, pool: Pool) -> str:
    """What a person said, or what the rule is called."""
    returned = holding.ended == Holding.Ended.RETURNED
    return rule_title(pool, holding.why, page_language()) if returned else holding.why
