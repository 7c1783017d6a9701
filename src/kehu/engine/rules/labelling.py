"""Labels for every listed customer: the rulebook's conditions over measures and standings."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import reduce

import ibis
from ibis.expr.types import BooleanValue, Table, Value

from kehu.engine.backends import Engine
from kehu.engine.forecasts.names import FORECASTS, reads_of
from kehu.engine.ledger import Known, Ledger, Moment, Settings
from kehu.engine.measures import MEASURES, measure_customers
from kehu.engine.measures.judgements import judgements_in_force
from kehu.engine.measures.order_facts import counted_orders
from kehu.engine.portable import max_where
from kehu.engine.rules.compute import to_ibis
from kehu.engine.rules.rulebook import OVERRIDE, Dimension, Label, Rulebook
from kehu.engine.standings import READ_BY_RANKS, STANDINGS, forecast_customers, stand_customers

_KINDS = {"number": "float64", "yes or no": "boolean", "text": "string"}


def measured(
    ledger: Ledger, moment: datetime | Moment, settings: Settings, names: Iterable[str]
) -> Table:
    """One row a listed customer: customer, customer_id, owner, the named measures and standings."""
    known, names = Known(ledger, moment, settings), set(names)
    forecasts = names & FORECASTS.keys()
    measures = measure_customers(known, [*names, *reads_of(forecasts), *READ_BY_RANKS])
    usual = counted_orders(known).size.median().as_scalar()
    standings = stand_customers(ledger.engine, measures.wide(READ_BY_RANKS), usual)
    asked = [name for name in standings.columns if name in names]
    wide = measures.wide(names).join(standings.select("customer", *asked), "customer")
    if forecasts:
        wide = wide.join(forecast_customers(known, measures, forecasts), "customer")
    return wide


def labelled(engine: Engine, values: Table, rulebook: Rulebook) -> Table:
    """One row for each of `rule_values`, by customer_id: customer, customer_id, owner, and labels.

    For each dimension the columns NAME, NAME__rule and, where it has a score, NAME__score.
    """
    wide = values
    for layer in rulebook.stages:
        columns: dict[str, Value] = {}
        for dimension in layer:
            columns |= _label_columns(wide, dimension)
        wide = wide.mutate(**columns)
    kept = [column for one in rulebook.dimensions.values() for column in _columns(one).values()]
    wide = wide.select("customer", "customer_id", "owner", *filter(None, kept))
    words = {name: (*d.codes,) for name, d in rulebook.dimensions.items() if not d.is_open}
    rules = {
        f"{name}__rule": (*(label.code for label in d.labels), OVERRIDE)
        for name, d in rulebook.dimensions.items()
    }
    return engine.keep_words("labels", wide, {**words, **rules}, "customer")


def rule_values(
    ledger: Ledger, moment: datetime | Moment, rulebook: Rulebook, also: Iterable[str] = ()
) -> Table:
    """What conditions read: measures with decimals as floats, extra columns and overrides.

    `also` names further measures and standings that the caller wants beside them.
    """
    ledger = with_columns(ledger, rulebook)
    wide = measured(ledger, moment, rulebook.settings, [*rulebook.reads, *also])
    wide = _with_overrides(wide, Known(ledger, moment, rulebook.settings), rulebook)
    exact = [name for name, kind in wide.schema().items() if kind.is_decimal()]
    wide = wide.mutate(**{name: wide[name].cast("float64") for name in exact})
    return of_kinds(wide, rulebook)


def with_columns(ledger: Ledger, rulebook: Rulebook) -> Ledger:
    """The ledger that keeps, of the columns of `customers`, those the rulebook names."""
    there = ledger.tables["customers"].columns
    ours = ("customer_id", "owner")  # are always kept
    named = tuple(name for name in rulebook.columns if name in there and name not in ours)
    return replace(ledger, extra_columns=named)


def of_kinds(wide: Table, rulebook: Rulebook) -> Table:
    """The rulebook's own columns in the kinds it names; one that the ledger lacks is empty.

    The check has read them so already, unless two rulebooks want different kinds: then what does
    not fit one of them is empty to it.
    """
    kinds = {name: _KINDS[column.kind] for name, column in rulebook.columns.items()}
    cast = {
        name: wide[name].try_cast(kind) if name in wide.columns else ibis.null(kind)
        for name, kind in kinds.items()
    }
    return wide.mutate(**cast)


def _with_overrides(wide: Table, known: Known, rulebook: Rulebook) -> Table:
    """Adds NAME__override: the label a person set for the dimension, while it lasts."""
    names = list(rulebook.dimensions)
    if "judgements" not in known.ledger.present:
        return wide.mutate(**{f"{name}__override": ibis.null("string") for name in names})
    rows = judgements_in_force(known)
    overrides = {
        f"{name}__override": max_where(rows.value, _sets_label(rows, dimension))
        for name, dimension in rulebook.dimensions.items()
    }
    folded = rows.group_by("customer").aggregate(**overrides)
    return wide.left_join(folded, "customer").drop("customer_right")


def _sets_label(rows: Table, dimension: Dimension) -> BooleanValue:
    """Does the judgement set a label that the dimension has?"""
    ours = rows.subject == f"label:{dimension.name}"
    return ours if dimension.is_open else ours & rows.value.isin(dimension.codes)


def _label_columns(wide: Table, dimension: Dimension) -> dict[str, Value]:
    columns = {name: wide[name] for name in wide.columns}
    score = score_of(dimension, columns)
    if score is not None:
        columns["score"] = score
    given = columns[f"{dimension.name}__override"]
    tried = [label for label in dimension.labels if label.node is not None]
    rest = dimension.labels[-1]
    cases = [(to_ibis(label.node, columns), label) for label in tried if label.node is not None]
    text = ibis.cases(
        (given.notnull(), given),
        *((met, _shown(label, columns)) for met, label in cases),
        else_=_shown(rest, columns),
    )
    rule = ibis.cases(
        (given.notnull(), OVERRIDE),
        *((met, label.code) for met, label in cases if dimension.is_open),
        else_=rest.code if dimension.is_open else text,
    )
    found = {"label": text, "rule": rule, "score": None if score is None else score.round(6)}
    return {shown: found[part] for part, shown in _columns(dimension).items() if shown}


def _columns(dimension: Dimension) -> dict[str, str | None]:
    """The columns of `labelled` that hold a dimension's label, rule and score, if it has one."""
    name = dimension.name
    score = f"{name}__score" if dimension.score else None
    return {"label": name, "rule": f"{name}__rule", "score": score}


def _shown(label: Label, columns: dict[str, Value]) -> Value:
    return columns[label.value] if label.value else ibis.literal(label.code)


def score_of(dimension: Dimension, columns: dict[str, Value]) -> Value | None:
    """The dimension's score: weighted parts ÷ 100, unknown where its condition does not hold."""
    if dimension.score is None:
        return None
    parts = [columns[name].cast("float64") * w for name, w in dimension.score.weights.items()]
    total = reduce(lambda a, b: a + b, parts) / 100.0
    if dimension.score.node is None:
        return total
    met = to_ibis(dimension.score.node, columns)
    return met.ifelse(total, ibis.null("float64"))


def label_rows(ledger: Ledger, moment: datetime, rulebook: Rulebook) -> Table:
    """Rows customer_id, dimension, label, rule, score, by customer_id and dimension.

    `labelled` is sorted while it is one row a customer; taking the rows apart keeps that order.
    """
    labels = labelled(ledger.engine, rule_values(ledger, moment, rulebook), rulebook)
    return long_labels(ledger.engine, labels, rulebook)


def long_labels(engine: Engine, labels: Table, rulebook: Rulebook) -> Table:
    """The labels of `labelled`, one row a customer and dimension, in the order of both."""
    parts = {name: _columns(rulebook.dimensions[name]) for name in sorted(rulebook.dimensions)}
    return engine.unpivot(labels, "customer_id", "dimension", parts)


def measure_rows(ledger: Ledger, moment: datetime, rulebook: Rulebook) -> Table:
    """One row a customer, by customer_id: customer_id, owner, measures and standings."""
    names = [*MEASURES, *STANDINGS]
    ledger = replace(ledger, extra_columns=())
    wide = measured(ledger, moment, rulebook.settings, names)
    return wide.order_by("customer").select("customer_id", "owner", *names)
