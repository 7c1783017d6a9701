"""The proof of a rulebook: every name known, every label reachable, no customer without a label."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

import pycountry

from kehu.engine.rules.conditions import (
    Compare,
    Literal_,
    Name,
    Node,
    OneOf,
    names_in,
    walk,
)
from kehu.engine.rules.kinds import kind_of
from kehu.engine.rules.names import SCORE, Domain, all_domains, measure_domains
from kehu.engine.rules.reach import can_be_missing, unreachable
from kehu.engine.rules.rulebook import OVERRIDE, Column, Dimension, Label, Place, Rulebook, Term
from kehu.errors import Fault

LISTED = ("customer_id", "owner")  # stand beside the labels, so no dimension can be called so
WORLD = frozenset(country.alpha_2 for country in pycountry.countries)


def prove(rulebook: Rulebook, broken: set[str]) -> list[Fault]:
    """Every fault of the rulebook; `broken` are names and labels already reported unreadable."""
    domains = all_domains(rulebook)
    faults = [*_names_twice(rulebook), *_cycles(rulebook)]
    told: set[str | Node] = {*broken}
    for term in rulebook.terms.values():
        mine = list(_term(term, rulebook, domains))
        faults += mine
        if mine:
            told.add(term.node)  # which stands in every label that names the term
    for dimension in rulebook.dimensions.values():
        faults += _dimension(dimension, domains, told)
    return faults


def _fault(code: str, place: Place, /, **details: Any) -> Fault:
    fields = {"path": place.path, **details}
    return Fault("error", code, place.file, line=place.line, column=place.path, fields=fields)


def _names_twice(rulebook: Rulebook) -> Iterator[Fault]:
    """Measures, terms, dimensions and columns share one space of names; case makes no other."""
    taken = {*measure_domains(), "score", "customer"}
    for dimension in rulebook.dimensions:
        taken |= {f"{dimension}{part}".lower() for part in ("__rule", "__score", "__override")}
    named: list[Term | Dimension | Column] = [*rulebook.terms.values()]
    for one in [*named, *rulebook.dimensions.values(), *rulebook.columns.values()]:
        listed = isinstance(one, Dimension) and one.name.lower() in LISTED
        if one.name.lower() in taken or listed:
            yield _fault("name_taken", one.place, name=one.name)
        taken.add(one.name.lower())


def _term(term: Term, rulebook: Rulebook, domains: dict[str, Domain]) -> Iterator[Fault]:
    usable = {name: d for name, d in domains.items() if name not in rulebook.dimensions}
    yield from condition_faults(term.node, term.place, usable)


def _cycles(rulebook: Rulebook) -> Iterator[Fault]:
    left = dict(rulebook.dimensions)
    while free := [name for name, d in left.items() if not (d.reads & left.keys())]:
        for name in free:
            del left[name]
    for dimension in left.values():
        others = ", ".join(sorted(dimension.reads & left.keys()))
        yield _fault("dimensions_in_a_circle", dimension.place, others=others)


def _dimension(
    dimension: Dimension, domains: dict[str, Domain], told: set[str | Node]
) -> Iterator[Fault]:
    usable = {**domains, "score": SCORE} if dimension.score else domains
    sound = True
    for label in dimension.labels:
        if _is_told(label, told):
            sound = False
            continue
        faults = list(_label(label, usable))
        if label.code == OVERRIDE:
            faults.append(_fault("name_taken", label.place, name=label.code))
        yield from faults
        sound = sound and not faults
    fallbacks = [label for label in dimension.labels if label.node is None]
    if not fallbacks:
        yield _fault("no_fallback", dimension.place, dimension=dimension.name)
    for label in fallbacks:
        if label is not dimension.labels[-1]:
            yield _fault("fallback_not_last", label.place, label=label.code)
            sound = False
    yield from _score(dimension, domains)
    yield from _countries(dimension)
    if sound:
        yield from _never_or_nothing(dimension, usable)


def _is_told(label: Label, told: set[str | Node]) -> bool:
    """Has the label's fault been reported already, with it or with a term it names?"""
    if label.place.path.removesuffix(".when") in told:
        return True
    parts = walk(label.node) if label.node is not None else ()
    return any(part in told or (isinstance(part, Name) and part.name in told) for part in parts)


def _label(label: Label, domains: dict[str, Domain]) -> Iterator[Fault]:
    if label.node is not None:
        yield from condition_faults(label.node, label.place, domains)
    if label.value is not None:
        if label.value not in domains:
            yield _unknown(label.value, label.place, domains)
        elif domains[label.value].kind != "text":
            yield _fault("value_not_text", label.place, name=label.value)


def _unknown(name: str, place: Place, domains: Mapping[str, Domain]) -> Fault:
    near = get_close_matches(name, domains, n=1)
    return _fault("unknown_measure", place, name=name, near=near[0] if near else "—")


def condition_faults(
    node: Node, place: Place, domains: Mapping[str, Domain], wanted: str = "yes or no"
) -> Iterator[Fault]:
    """What is wrong with a condition, or with an expression that should give a number."""
    unknown = [name for name in names_in(node) if name not in domains]
    for name in unknown:
        yield _unknown(name, place, domains)
    if unknown:
        return
    if kind_of(node, domains) not in (wanted, "wrong"):
        yield _fault("not_a_condition" if wanted == "yes or no" else "not_a_quantity", place)
    for part in walk(node):
        if kind_of(part, domains) == "wrong":
            yield _fault("kinds_differ", place)
            return
        yield from _impossible_codes(part, place, domains)


def _impossible_codes(part: Node, place: Place, domains: Mapping[str, Domain]) -> Iterator[Fault]:
    """A label compared with a word that is none of its dimension's codes is a slip of the pen."""
    match part:
        case Compare(_, Name(name), Literal_(str(word))) | Compare(
            _, Literal_(str(word)), Name(name)
        ):
            words = [word]
        case OneOf(Name(name), options):
            words = [str(option.value) for option in options]
        case _:
            return
    codes = domains[name].codes
    for word in words:
        if codes is not None and word not in codes:
            yield _fault("no_such_code", place, name=name, code=word, allowed=", ".join(codes))


def _score(dimension: Dimension, domains: dict[str, Domain]) -> Iterator[Fault]:
    score = dimension.score
    if score is None:
        return
    for name in score.weights:
        if name not in domains:
            yield _unknown(name, score.place, domains)
        elif domains[name].kind != "number":
            yield _fault("not_a_number_measure", score.place, name=name)
    total = sum(score.weights.values())
    if abs(total - 100) > 1e-9 or any(weight < 0 for weight in score.weights.values()):
        yield _fault("weights_not_100", score.place, total=f"{total:g}")
    if score.node is not None:
        yield from condition_faults(score.node, score.place, domains)


def _countries(dimension: Dimension) -> Iterator[Fault]:
    """Where labels are lists of countries, every country stands in exactly one."""
    listed: dict[str, str] = {}
    lists = [(label, label.node) for label in dimension.labels]
    found = [(la, n) for la, n in lists if isinstance(n, OneOf) and n.value == Name("country")]
    for label, node in found:
        for country in (str(option.value) for option in node.options):
            if country not in WORLD:
                yield _fault("no_such_country", label.place, country=country)
            elif country in listed:
                yield _fault("country_twice", label.place, country=country, other=listed[country])
            listed[country] = label.code
    missing = sorted(WORLD - listed.keys())
    if found and missing:
        yield _fault("country_nowhere", dimension.place, countries=", ".join(missing))


def _never_or_nothing(dimension: Dimension, domains: dict[str, Domain]) -> Iterator[Fault]:
    """Labels that cannot be, and labels that can be empty."""
    for label in unreachable(dimension, domains):
        yield _fault("unreachable", label.place, label=label.code)
    for label in dimension.labels:
        if can_be_missing(dimension, label, domains):
            yield _fault("value_missing", label.place, label=label.code, name=label.value)
