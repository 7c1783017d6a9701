"""Reading the audit trail: who did what when, what was before and after, in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Field, ForeignKey, Model, Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import Team, User
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.models import AuditEntry
from kehu.desk.ledger.models import Customer
from kehu.rulebook import read
from kehu.words import Lang


@cache
def verbs() -> dict[str, dict[Lang, str]]:
    """Every verb in both languages, from `rulebook/verbs.yaml`."""
    return dict(read("verbs.yaml"))


def kinds() -> dict[str, str]:
    """What things the trail speaks of, by the models' names and in the reader's words."""
    ours = (model for model in apps.get_models() if model.__module__.startswith("kehu."))
    return {model._meta.model_name or "": capfirst(str(model._meta.verbose_name)) for model in ours}


def trail(
    actor: Actor,
    *,
    person: User | None = None,
    verb: str = "",
    kind: str = "",
    customer: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> "QuerySet[AuditEntry]":
    """The entries asked for; a customer by number or name. Raises NotAllowed.

    Whoever manages people may read what people did.
    """
    actor.must(Permission.PEOPLE)
    wanted: dict[str, Any] = {
        "actor": person, "verb": verb, "subject_type": kind, "at__gte": since, "at__lt": until,
    }  # fmt: skip
    rows = AuditEntry.objects.select_related("actor")
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if customer:
        meant = Customer.objects.filter(Q(code=customer) | Q(name__iexact=customer))
        rows = rows.filter(customer_id__in=list(meant.values_list("pk", flat=True)[:100]))
    return rows


@dataclass(frozen=True)
class Changed:
    """One field in words, before and after; empty where it was not there."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Told:
    """One entry in words. `customer` is None where the entry is about none."""

    at: datetime
    who: str
    did: str
    kind: str
    subject: str
    customer: Customer | None
    changes: list[Changed]


def told(entries: Sequence[AuditEntry], lang: Lang) -> list[Told]:
    """Entries in words, with three questions to the database however many they are."""
    customers = Customer.objects.in_bulk({one.customer_id for one in entries if one.customer_id})
    names = {
        User: dict(User.objects.values_list("pk", "name")),
        Team: dict(Team.objects.values_list("pk", "name")),
    }
    words = kinds()
    return [
        Told(
            one.at,
            one.actor.name if one.actor else "",
            verbs()[one.verb][lang] if one.verb in verbs() else one.verb,
            words.get(one.subject_type, one.subject_type),
            one.subject_name,
            customers.get(one.customer_id) if one.customer_id else None,
            list(_changes(one, names, lang)),
        )
        for one in entries
    ]


Names = dict[type[Model], dict[int, str]]
_SHOWN_BESIDE = ("id", "customer")  # what an entry is about, it says anyway


# What is noted beside a row's own fields.
_NOTED = {
    "chosen": _("chosen one by one"), "count": _("customers"), "dimension": _("dimension"),
    "files": _("files"), "filter": _("filter"), "form": _("format"), "month": _("month"),
    "removed": _("removed"), "rows": _("rows"), "rule": _("rule"),
    "salesperson": _("salesperson"), "way": _("movement"), "why": _("why"),
}  # fmt: skip


def _changes(entry: AuditEntry, names: Names, lang: Lang) -> Iterator[Changed]:
    before, after = entry.before or {}, entry.after or {}
    fields = _fields(entry.subject_type)
    for name in [name for name in {**before, **after} if name not in _SHOWN_BESIDE]:
        field = fields.get(name)
        was, became = (_value(told.get(name), field, names, lang) for told in (before, after))
        if was or became:
            title = field.verbose_name if field else _NOTED.get(name, name)
            yield Changed(capfirst(str(title)), was, became)


@cache
def _fields(kind: str) -> dict[str, "Field[Any, Any]"]:
    models = (model for model in apps.get_models() if model._meta.model_name == kind)
    return {field.name: field for model in models for field in model._meta.concrete_fields}


def _value(value: Any, field: "Field[Any, Any] | None", names: Names, lang: Lang) -> str:
    """As a reader writes it: names for numbers of people, words for codes, our own time; of what
    is noted in both languages the reader's."""
    if value is None or value == "":
        return ""
    if isinstance(field, ForeignKey):
        related: Any = field.related_model
        return names.get(related, {}).get(value, str(value))
    if field is not None and field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    if isinstance(value, dict) and lang in value:
        return str(value[lang])
    if isinstance(value, dict):
        return ", ".join(f"{name} {one}" for name, one in value.items())
    return _moment(str(value))


def _moment(text: str) -> str:
    moment = parse_datetime(text) if "T" in text else None
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else text
