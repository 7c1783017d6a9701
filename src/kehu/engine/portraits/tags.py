"""Every customer's tags at a moment (T1): computed where facts say them, else by hand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import ibis
from ibis.expr.types import Table, Value

from kehu.engine.ledger import Known, Ledger
from kehu.engine.measures.judgements import judgements_in_force
from kehu.engine.portable import count_where
from kehu.engine.portraits.portrait import AS_WRITTEN, BETWEEN, NOTHING, Portrait, Tag, TagValue
from kehu.engine.portraits.wording import mentions, mentions_as_written, small
from kehu.engine.rules.compute import to_ibis
from kehu.engine.rules.labelling import labelled, rule_values
from kehu.engine.rules.rulebook import Rulebook

COMPUTED, HAND = "computed", "hand"


@dataclass(frozen=True)
class _Cell:
    """One value of one tag, and its column in a table of all."""

    tag: Tag
    value: TagValue
    name: str


def graded(
    ledger: Ledger, moment: datetime, rulebook: Rulebook, portrait: Portrait, also: set[str]
) -> Table:
    """One row a listed customer: customer, customer_id, owner, all labels, and what tags read.

    `also` names further measures and standings.
    """
    engine = ledger.engine
    names = (portrait.reads | also) - rulebook.dimensions.keys()
    values = engine.keep("portrait_values", rule_values(ledger, moment, rulebook, names))
    labels = labelled(engine, values, rulebook)
    words = {name: labels[name].cast("string") for name in rulebook.dimensions}
    measures = [name for name in values.columns if not name.endswith("__override")]
    both = values.select(*measures).join(labels.select("customer", **words), "customer")
    return engine.keep("portrait_customers", both)


def tag_rows(known: Known, customers: Table, portrait: Portrait) -> Table:
    """Rows customer_id, tag, value, by, evidence, sorted by the first three.

    `by` is `computed` or `hand`, `evidence` the number of messages, contacts or judgements that say
    so; null where a condition over measures does. `customers` are those of `graded`.
    """
    by_hand = _judged(known, portrait)
    computed = _computed(known, customers, portrait)
    computed = computed.anti_join(by_hand, ["customer", "tag"])
    rows = ibis.union(computed, by_hand.filter(by_hand.value != NOTHING))
    rows = _one_where_one_may(rows, portrait)
    rows = rows.join(customers.select("customer", "customer_id"), "customer")
    kept = rows.select("customer_id", "tag", "value", "by", "evidence")
    return kept.order_by("customer_id", "tag", "value")


def heard_rows(known: Known, customers: Table) -> Table:
    """Rows customer_id, messages: listed customers of whose messages we have the words.

    Of all others it is not known what they would mention.
    """
    texts = _texts(known).group_by("customer").aggregate(messages=lambda t: t.count())
    rows = texts.join(customers.select("customer", "customer_id"), "customer")
    return rows.select("customer_id", "messages").order_by("customer_id")


def _one_where_one_may(rows: Table, portrait: Portrait) -> Table:
    """Of tags that have one value: what facts or people say, else what most messages say.

    Of equals the value that stands first.
    """
    cells = list(_cells(portrait))
    spoken = _told(rows, [cell for cell in cells if cell.value.words], lambda _: True)
    spoken = spoken.fill_null(False) & (rows.by == COMPUTED)
    order = [
        spoken.ifelse(1, 0),
        spoken.ifelse(-rows.evidence, 0),
        _told(rows, cells, lambda cell: cell.tag.codes.index(cell.value.code)),
    ]
    nth = ibis.row_number().over(group_by=["customer", "tag"], order_by=order)
    many = rows.tag.isin([tag.name for tag in portrait.tags.values() if tag.many])
    rows = rows.mutate(nth=nth, many=many)
    return rows.filter((rows.nth == 0) | rows.many).drop("nth", "many")


def _told(rows: Table, cells: list[_Cell], of: Callable[[_Cell], object]) -> Value:
    """Something of the value that a row has; null for values not among the cells."""
    cases = [((rows.tag == c.tag.name) & (rows.value == c.value.code), of(c)) for c in cells]
    return ibis.cases(*cases)


# ---- by hand -----------------------------------------------------------------------------------


def _judged(known: Known, portrait: Portrait) -> Table:
    """Values in force that people set: customer, tag, value, by, evidence; other words are none."""
    rows = judgements_in_force(known)
    rows = rows.filter(rows.subject.isin([*portrait.tags]))
    rows = rows.select("customer", tag="subject", said=small(rows.value).split(BETWEEN).unnest())
    rows = rows.mutate(said=rows.said.re_replace("^ +| +$", ""))
    cases = [
        (
            (rows.tag == cell.tag.name) & rows.said.isin(sorted(cell.value.judged_as)),
            cell.value.code,
        )
        for cell in _cells(portrait)
    ]
    rows = rows.mutate(value=ibis.cases((rows.said == NOTHING, NOTHING), *cases))
    rows = rows.filter(rows.value.notnull()).select("customer", "tag", "value").distinct()
    rows = known.ledger.engine.keep("portrait_judged", rows)
    return rows.mutate(by=ibis.literal(HAND), evidence=ibis.literal(1, "int64"))


# ---- computed ----------------------------------------------------------------------------------


def _computed(known: Known, customers: Table, portrait: Portrait) -> Table:
    """Values that facts say, also where one may hold: customer, tag, value, by, evidence."""
    cells = [c for c in _cells(portrait) if c.value.when or c.value.words or c.value.roles]
    engine = known.ledger.engine
    wide = engine.keep("portrait_tags", _wide(known, customers, cells))
    parts = {cell.name: {"evidence": cell.name} for cell in cells}
    long = engine.unpivot(wide, "customer", "part", parts)
    long = long.filter(long.evidence > 0)
    part, count = long.part.cast("string"), long.evidence.cast("int64")
    return long.select(
        "customer",
        tag=ibis.cases(*((part == cell.name, cell.tag.name) for cell in cells)),
        value=ibis.cases(*((part == cell.name, cell.value.code) for cell in cells)),
        by=ibis.literal(COMPUTED),
        evidence=part.isin([c.name for c in cells if c.value.when]).ifelse(None, count),
    )


def _cells(portrait: Portrait) -> Iterator[_Cell]:
    for place, tag in enumerate(portrait.tags.values()):
        for nth, value in enumerate(tag.values):
            yield _Cell(tag, value, f"tag_{place:03}_{nth:03}")


def _wide(known: Known, customers: Table, cells: list[_Cell]) -> Table:
    """One row a customer: by cell, how many messages or contacts say it, 1 for a condition."""
    columns = {name: customers[name] for name in customers.columns}
    met = {
        cell.name: to_ibis(cell.value.when, columns).fill_null(False).ifelse(1, 0).cast("int64")
        for cell in cells
        if cell.value.when
    }
    wide = customers.select("customer", **met)
    for counted in (_messages(known, cells), _contacts(known, cells)):
        if counted is not None:
            wide = wide.left_join(counted, "customer").drop("customer_right")
    return wide.select("customer", **{c.name: wide[c.name].fill_null(0) for c in cells})


def _texts(known: Known) -> Table:
    """The words of messages from customers: customer, text."""
    rows = known.of("interactions")
    return rows.filter((rows.direction == "in") & rows.text.notnull()).select("customer", "text")


def _messages(known: Known, cells: list[_Cell]) -> Table | None:
    """By cell how many messages mention it."""
    heard = [cell for cell in cells if cell.value.words]
    texts = _texts(known).mutate(small=lambda t: small(t.text))
    return _counted(texts, {cell.name: _mentioned(texts, cell.value) for cell in heard})


def _mentioned(texts: Table, value: TagValue) -> Value:
    usual = [word for lang, some in value.words.items() if lang != AS_WRITTEN for word in some]
    exact = value.words.get(AS_WRITTEN, ())
    found = [mentions(texts.small, usual)] if usual else []
    return ibis.or_(*found, *([mentions_as_written(texts.text, exact)] if exact else []))


def _contacts(known: Known, cells: list[_Cell]) -> Table | None:
    """By cell how many contacts have such a role."""
    named = [cell for cell in cells if cell.value.roles]
    rows = known.of("contacts")
    rows = rows.filter(rows.role.notnull()).select("customer", role=small(rows.role))
    return _counted(rows, {cell.name: mentions(rows.role, cell.value.roles) for cell in named})


def _counted(rows: Table, met: dict[str, Value]) -> Table | None:
    """One row a customer: how many of its rows meet each condition."""
    if not met:
        return None
    flagged = rows.select("customer", **met)
    return flagged.group_by("customer").aggregate(
        **{name: count_where(flagged[name]) for name in met}
    )
