"""Mails after which somebody has to look twice before anything is agreed or paid (R1)."""

from datetime import timedelta
from functools import cache
from typing import Any

from kehu.desk.grading.found import labels_of
from kehu.desk.grading.models import Grade
from kehu.desk.inquiries.models import Mail, SecondLook
from kehu.desk.ledger.models import Customer, Interaction
from kehu.rulebook import read

_TERMS = "payment_terms"
_LABELS = ("loyalty", "payment_timeliness")


def demand_looks(mail: Mail) -> None:
    """Have somebody look twice where a mail tells other bank details, or where a customer of
    little loyalty who pays late asks for other terms once more."""
    signals = mail.reading.facts["signals"]
    if "bank_change" in signals:
        words = mail.reading.evidence.get("bank_change") or [mail.subject]
        _demand(mail, SecondLook.Why.BANK_CHANGE, words[0], {})
    customer = mail.thread.customer
    if customer is not None and _TERMS in mail.reading.topics and "bank_change" not in signals:
        figures = _figures(customer, mail)
        if _is_risk(figures):
            _demand(mail, SecondLook.Why.PAYMENT_TERMS, mail.subject, figures)


def _demand(mail: Mail, why: str, words: str, figures: dict[str, Any]) -> None:
    SecondLook.objects.get_or_create(
        mail=mail, why=why, defaults={"words": words[:500], "figures": figures}
    )


def _figures(customer: Customer, mail: Mail) -> dict[str, Any]:
    """How the customer pays and holds to us, and how often it asked for other terms, with now."""
    grade = Grade.objects.select_related("shape").filter(customer=customer).first()
    labels = labels_of(grade)
    since = mail.at - timedelta(days=_rules()["days"])
    asked = Interaction.objects.filter(
        customer=customer, direction="in", topics__contains=_TERMS, at__gt=since, at__lt=mail.at
    )
    told: dict[str, Any] = {name: labels[name][0] for name in _LABELS if name in labels}
    return {**told, "asked": asked.count() + 1}


def _is_risk(figures: dict[str, Any]) -> bool:
    rules = _rules()
    return (
        figures["asked"] >= rules["asked"]
        and figures.get("payment_timeliness") in rules["payment_timeliness"]
        and figures.get("loyalty") in rules["loyalty"]
    )


@cache
def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = read("reading/judging.yaml")["second_look"]
    return rules
