"""Two customers beside each other, field by field, as the page of duplicates shows them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kehu.desk.core.languages import page_language
from kehu.desk.intake.duplicates.cells import cells_of
from kehu.desk.intake.merging.merge import FIELDS
from kehu.desk.intake.models import Pair
from kehu.desk.ledger.models import Customer
from kehu.engine.rules.load import default_rulebook
from kehu.matching.duplicates.rules import rules

_AGREEMENTS: dict[str, Promise] = {
    "agrees": _("agrees"), "nearly": _("nearly"), "differs": _("differs"),
}  # fmt: skip
_TITLED = ("source", "channel_role", "relationship")  # codes of dimensions of these names
_COUNTED = ("order", "interaction", "inquiry", "customsrecord")
_COUNTS: dict[str, Promise] = {
    "order": _("Orders"),
    "interaction": _("Messages, calls and visits"),
    "inquiry": _("Inquiries"),
    "customsrecord": _("Customs records"),
}


@dataclass(frozen=True)
class FieldShown:
    """A field in which one of the two has a value; `takes_other` is what is chosen at first."""

    name: str
    title: str
    one: str
    other: str
    differs: bool
    takes_other: bool


def fields_shown(pair: Pair) -> list[FieldShown]:
    """The fields of both, those that differ first chosen for the one that is filled in."""
    found = []
    for name in FIELDS:
        one, other = _value(pair.one, name), _value(pair.other, name)
        if one or other:
            field: Any = Customer._meta.get_field(name.removesuffix("_id"))
            title = str(field.verbose_name)
            found.append(FieldShown(name, title, one, other, one != other, not one))
    return found


def evidence(pair: Pair) -> list[tuple[str, str, str, float]]:
    """What was compared: the field, how far the two agree (code and word), its weight."""
    lang, fields = page_language(), rules().fields
    found = [
        (fields[name].title[lang], agreement, str(_AGREEMENTS[agreement]), weight)
        for name, (agreement, weight) in pair.agreements.items()
        if agreement in _AGREEMENTS
    ]
    return sorted(found, key=lambda told: -abs(told[3]))


def reached_by(pair: Pair) -> list[tuple[str, str, str]]:
    """E-mails and phones of both, which a merge puts together."""
    cells = cells_of([pair.one_id, pair.other_id])
    told = ((_("E-mail"), "emails"), (_("Phone"), "phones"))
    return [
        (str(title), cells[pair.one_id][name] or "", cells[pair.other_id][name] or "")
        for title, name in told
    ]


def counts(pair: Pair) -> list[tuple[str, int, int]]:
    """How much hangs on each."""
    found = {}
    for name in _COUNTED:
        rows = Customer.objects.filter(pk__in=[pair.one_id, pair.other_id])
        found[name] = dict(rows.annotate(n=Count(name)).values_list("pk", "n"))
    return [
        (str(_COUNTS[name]), numbers[pair.one_id], numbers[pair.other_id])
        for name, numbers in found.items()
        if any(numbers.values())
    ]


def _title(dimension: str, code: str) -> str:
    """A code as people call it; one that the rulebook does not know stands as it is."""
    label = default_rulebook().dimensions[dimension].label(code)
    return label.title[page_language()] if label else code


def _value(customer: Customer, name: str) -> str:
    if name == "owner_id":
        return customer.owner.name if customer.owner else ""
    value: Any = getattr(customer, name)
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if name in _TITLED and value:
        return _title(name, value)
    return f"{value:%Y-%m-%d}" if name.endswith("_at") else str(value)
