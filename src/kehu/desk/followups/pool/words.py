"""The pool's rules in the reader's words."""

from datetime import timedelta

from django.utils import formats
from django.utils.translation import gettext as _

from kehu.desk.followups.pool.forecast import Fall
from kehu.engine.pool.rules import Pool, ReturnRule
from kehu.words import Lang


def rule_title(pool: Pool, name: str, lang: Lang) -> str:
    """What a return rule is called; its name where the rules no longer have it."""
    rule = pool.returns.get(name)
    return rule.title[lang] if rule else name


def clocks_of(rule: ReturnRule) -> str:
    """After how long without what a customer falls."""
    said = {
        "contact": _("%(days)s days without a contact"),
        "order": _("%(days)s days without an order"),
    }
    told = [said[clock] % {"days": days} for clock, days in rule.without.items()]
    return _(" or ").join(told) or _("never")


def saved_by(fall: Fall) -> str:
    """What keeps the customer, and the last day for it."""
    said = {
        "contact": _("a contact by %(day)s at the latest"),
        "order": _("an order by %(day)s at the latest"),
    }
    last = fall.on - timedelta(days=1)
    return said[fall.clock] % {"day": formats.date_format(last, "Y-m-d")}
