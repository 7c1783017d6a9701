"""“This may be X”: a record that somebody types or imports, against those that stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Q, QuerySet, When

from kehu.cleaning.emails import is_free_mail
from kehu.cleaning.names import name_key
from kehu.cleaning.websites import registered_domain
from kehu.desk.accounts.actor import Actor
from kehu.desk.core.derived import digits_backwards, folded
from kehu.desk.intake.duplicates.cells import COLUMNS, HEADERS, Cells, cells_of
from kehu.desk.intake.models import Look
from kehu.desk.ledger.models import Contact, Customer
from kehu.desk.ledger.queries import customers_of
from kehu.matching.duplicates.looking import Candidate, candidates
from kehu.matching.duplicates.model import Model

_MOST = 200  # looked at closely
_BEGINNING = 4  # letters of a name by which others of its country are found
_ENDING = 8  # digits of a phone


@dataclass(frozen=True)
class Likely:
    """A customer that the record may be; `within` says whether the actor may see it.

    Of one out of reach name and holder are told, so that nobody writes to a colleague's.
    """

    customer: Customer
    probability: float
    is_group: bool
    agreements: dict[str, tuple[str, float]]
    within: bool


def likely(actor: Actor, record: Cells, without: int | None = None) -> list[Likely]:
    """The customers that a record may be, the likeliest first; `without` is the record itself."""
    return likely_each(actor, [record], without)[0]


def likely_each(
    actor: Actor, records: Sequence[Cells], without: int | None = None
) -> list[list[Likely]]:
    """The same of each of many records, compared in one go."""
    asked = [{name: record.get(name) for name in HEADERS} for record in records]
    near = [list(_near(one).exclude(pk=without or 0).values_list("pk", flat=True)[:_MOST])
            for one in asked]  # fmt: skip
    numbers = {pk for some in near for pk in some}
    cells = cells_of(numbers)
    pairs = [(one, [cells[pk] for pk in some]) for one, some in zip(asked, near, strict=True)]
    found = candidates(pairs, COLUMNS, _model())
    there = Customer.objects.select_related("owner").in_bulk(numbers)
    seen = set(customers_of(actor).filter(pk__in=numbers).values_list("pk", flat=True))
    return [
        [_likely(one, there[some[one.row]], seen) for one in of]
        for of, some in zip(found, near, strict=True)
    ]


def _likely(found: Candidate, customer: Customer, seen: set[int]) -> Likely:
    return Likely(
        customer, found.match_probability, found.kind == "group", dict(found.agreements),
        customer.pk in seen,
    )  # fmt: skip


def _near(record: Cells) -> "QuerySet[Customer]":
    """Customers by what an index finds, the nearest first.

    How half the name begins, the domain, an e-mail or the end of a phone; then those of the
    country whose names begin alike, for a letter that is wrong further on.
    """
    near, further = Q(pk__in=()), Q(pk__in=())
    for name in filter(None, (record["name"], record["short_name"])):
        key = name_key(name)
        for text in dict.fromkeys([key.family, key.core]):
            if len(whole := folded(text)) >= _BEGINNING:
                near |= Q(folded__startswith=whole[: max(_BEGINNING, len(whole) // 2)])
                further |= Q(folded__startswith=whole[:_BEGINNING])
    domains = {one for one in _domains(record) if one and not is_free_mail(one)}
    for domain in domains:
        near |= Q(website__contains=domain) | Q(pk__in=_people(Q(domain=domain)))
    for email in (record["emails"] or "").split(";"):
        if email.strip():
            near |= Q(pk__in=_people(Q(email__iexact=email.strip())))
    for phone in (record["phones"] or "").split(";"):
        if len(ending := digits_backwards(phone)[:_ENDING]) == _ENDING:
            near |= Q(pk__in=_people(Q(digits_back__startswith=ending)))
    if record["country"]:
        further &= Q(country__in=(record["country"], ""))
    far = Case(When(near, then=0), default=1)
    return Customer.objects.filter(near | further).order_by(far, "pk")


def _domains(record: Cells) -> Iterable[str]:
    yield registered_domain(record["website"] or "")
    for email in (record["emails"] or "").split(";"):
        yield registered_domain(email.rpartition("@")[2].strip())


def _people(condition: Q) -> "QuerySet[Contact, Any]":
    return Contact.objects.filter(condition).values("customer")


def _model() -> Model | None:
    """What the last look learnt of this company's customers."""
    look = Look.objects.filter(state=Look.State.DONE).exclude(model={}).order_by("-pk").first()
    return Model.from_dict(look.model) if look else None
