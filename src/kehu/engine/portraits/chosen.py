"""Customers chosen by a condition over measures, labels and tags, and what it says anyway."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from kehu.engine.portraits.facts import Facts
from kehu.engine.portraits.portrait import CATEGORY, Portrait
from kehu.engine.portraits.traits import ManyValues, Mask, OneValue
from kehu.engine.rules.columns import NO_WORD, Values, Words, holds
from kehu.engine.rules.conditions import (
    Both,
    Compare,
    Either,
    Literal_,
    Name,
    Node,
    Not,
    OneOf,
    names_in,
    parse_condition,
    with_terms,
)
from kehu.engine.rules.names import Domain, all_domains
from kehu.engine.rules.prove import condition_faults
from kehu.engine.rules.rulebook import Place, Rulebook
from kehu.errors import Fault, InputFaults, KehuError


def chosen_by(text: str, rulebook: Rulebook, portrait: Portrait) -> Node:
    """The condition, proved; measures, labels, terms and tags may stand in it.

    Of tags that may have several values `=`, `<>` and IN ask whether one of them is held. Raises
    InputFaults with every fault.
    """
    try:
        written = parse_condition(text)
    except KehuError as error:
        raise InputFaults([_fault(error.code, text, **error.fields)]) from error
    node = with_terms(written, {name: one.node for name, one in rulebook.terms.items()})
    tags = {name: Domain("text", True, codes=tag.codes) for name, tag in portrait.tags.items()}
    domains = {**all_domains(rulebook), **tags}
    faults = list(condition_faults(node, Place(text, None, text), domains))
    if faults:
        raise InputFaults(faults)
    many = {name for name, tag in portrait.tags.items() if tag.many}
    for name in names_in(_held(node, many)):
        if name in many:
            raise InputFaults([_fault("only_compared", text, name=name)])
    return node


def _fault(code: str, text: str, /, **fields: object) -> Fault:
    return Fault("error", code, text, column=text, fields={**fields, "path": text})


def measures_in(node: Node, rulebook: Rulebook, portrait: Portrait) -> set[str]:
    """The measures, standings and columns that a condition reads."""
    return {*names_in(node)} - rulebook.dimensions.keys() - portrait.tags.keys()


def group_of(node: Node, facts: Facts, portrait: Portrait) -> Mask:
    """Of whom the condition holds; `facts` must have the measures it reads."""
    many = {name for name, tag in portrait.tags.items() if tag.many}
    asked = _held(node, many)
    columns: dict[str, Values] = {name: _values(name, facts) for name in names_in(asked)}
    return holds(asked, columns, facts.size)


def said_anyway(named: Collection[str], rulebook: Rulebook, portrait: Portrait) -> frozenset[str]:
    """Kinds of traits that are no finding where customers were chosen by what is `named`.

    What is named, what those labels and tags are made of, and what is made of any of these: who
    was chosen by market is not told its countries, nor who has paid that it is active.
    """
    made_of: Mapping[str, frozenset[str]] = {
        **{name: one.reads for name, one in rulebook.dimensions.items()},
        **{name: tag.reads for name, tag in portrait.tags.items()},
        CATEGORY: frozenset({"main_category", "main_category_share", "categories_bought"}),
    }
    basis = {*named}.union(*(made_of.get(name, frozenset()) for name in named))
    return frozenset(basis | {name for name, reads in made_of.items() if reads & basis})


# ---- several values ----------------------------------------------------------------------------


def _held(node: Node, many: set[str]) -> Node:
    """The condition with each question for one of several values as a yes or no of its own."""
    match node:
        case Compare("=", Name(name), Literal_(str(code))) if name in many:
            return Name(_part(name, code))
        case Compare("<>", Name(name), Literal_(str(code))) if name in many:
            return Not(Name(_part(name, code)))
        case OneOf(Name(name), options) if name in many:
            return Either(tuple(Name(_part(name, str(option.value))) for option in options))
        case Not(inner):
            return Not(_held(inner, many))
        case Both(parts):
            return Both(tuple(_held(part, many) for part in parts))
        case Either(parts):
            return Either(tuple(_held(part, many) for part in parts))
        case _:
            return node


def _part(name: str, code: str) -> str:
    return f"{name}={code}"


# ---- columns -----------------------------------------------------------------------------------


def _values(name: str, facts: Facts) -> Values:
    tag, _, code = name.partition("=")
    if code:
        kind = facts.kind(tag)
        assert isinstance(kind, ManyValues)
        held, known = kind.matrix()
        return np.where(known, 1.0 * held[:, kind.values.index(code)], np.nan)
    if name not in facts.values.column_names:
        kind = facts.kind(name)
        assert isinstance(kind, OneValue)
        return Words(kind.at, _positions(kind.values).get)
    return _column(facts.values[name])


def _column(column: pa.ChunkedArray) -> Values:
    if not pa.types.is_string(column.type):
        numbers: NDArray[np.float64] = column.cast(pa.float64()).to_numpy()
        return numbers
    words = column.combine_chunks().dictionary_encode()
    places = np.asarray(words.indices.fill_null(NO_WORD), dtype=np.int64)
    return Words(places, _positions(words.dictionary.to_pylist()).get)


def _positions(words: Sequence[str]) -> dict[str, int]:
    return {word: n for n, word in enumerate(words)}
