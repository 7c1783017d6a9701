"""Writing what reference tables say into the customers' own columns, where rules can read it."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, Func, JSONField, QuerySet

from kehu.cleaning.emails import is_free_mail
from kehu.desk.intake.models import ReferenceRow, ReferenceTable
from kehu.desk.ledger.marking import mark_changed
from kehu.desk.ledger.models import Contact, Customer
from kehu.matching.reference.keys import Customer as Told
from kehu.matching.reference.keys import keys_of_customer
from kehu.matching.reference.plan import Plan

_BATCH = 2_000
_FEW = 500  # keys asked for by name; of more a table is read whole


def tables_in_force() -> list[ReferenceTable]:
    """The oldest first; no two have a column of one name."""
    return list(ReferenceTable.objects.filter(in_force=True).order_by("pk"))


def enrich(customers: "QuerySet[Customer] | None" = None) -> None:
    """Bring the columns that come from tables up to date: of these customers, or of everybody."""
    tables = tables_in_force()
    if not tables:
        return
    rows = Customer.objects.all() if customers is None else customers
    numbers = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(numbers), _BATCH):
        _enrich_some(numbers[start : start + _BATCH], tables)


def withdraw(table: ReferenceTable) -> None:
    """Take a table's columns from everybody, and mark whom they told of to be graded anew."""
    for one in Plan.from_json(table.plan).values:
        has = Customer.objects.filter(extra__has_key=one.name)
        mark_changed(list(has.values_list("pk", flat=True)))
        has.update(extra=_Without(F("extra"), one.name))


class _Without(Func):
    """A JSON object without one key, whose name is letters, digits and _."""

    def __init__(self, column: F, name: str) -> None:
        super().__init__(column, output_field=JSONField())
        self._name = name

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = f"JSON_REMOVE(%(expressions)s, '$.{self._name}')"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = f"(%(expressions)s - '{self._name}')"
        return self.as_sql(compiler, connection, template=template, **context)


@transaction.atomic
def _enrich_some(numbers: list[int], tables: list[ReferenceTable]) -> None:
    """Those whose columns become others are read again under a lock: `extra` is everybody's."""
    rows = list(Customer.objects.filter(pk__in=numbers))
    told = dict(_told(rows))
    said: dict[int, dict[str, Any]] = {pk: {} for pk in told}
    names = set[str]()
    for table in tables:
        plan = Plan.from_json(table.plan)
        names |= {one.name for one in plan.values}
        keys = {pk: keys_of_customer(plan.kind, one) for pk, one in told.items()}
        values = _values(table, {key for some in keys.values() for key in some})
        for pk, some in keys.items():
            found = next((values[key] for key in some if key in values), {})
            said[pk] |= {
                one.name: found[one.heading] for one in plan.values if one.heading in found
            }
    others = [
        one.pk for one in rows
        if {name: one.extra[name] for name in names if name in one.extra} != said[one.pk]
    ]  # fmt: skip
    locked = list(Customer.objects.select_for_update(of=("self",)).filter(pk__in=others))
    for one in locked:
        own = {name: value for name, value in one.extra.items() if name not in names}
        one.extra = {**own, **said[one.pk]}
    Customer.objects.bulk_update(locked, ["extra"], batch_size=500)


def _values(table: ReferenceTable, keys: set[str]) -> Mapping[str, dict[str, Any]]:
    rows = ReferenceRow.objects.filter(table=table)
    if len(keys) <= _FEW:
        rows = rows.filter(key__in=keys)
    return dict(rows.values_list("key", "values"))


def _told(rows: list[Customer]) -> Iterator[tuple[int, Told]]:
    domains: dict[int, str] = {}
    people = Contact.objects.filter(customer__in=rows).exclude(domain="").order_by("-pk")
    for customer, domain in people.values_list("customer_id", "domain"):
        if not is_free_mail(domain):
            domains[customer] = domain
    for one in rows:
        yield one.pk, {
            "name": one.name, "country": one.country, "city": one.city, "postcode": one.postcode,
            "province": str(one.extra.get("province") or ""),
            "website": one.website or domains.get(one.pk, ""),
        }  # fmt: skip
