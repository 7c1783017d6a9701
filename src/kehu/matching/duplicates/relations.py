"""Whether two records that belong together are one company or two of one group.

A branch or a sister company shares name and web address with the other, and stands elsewhere.
"""

from kehu.matching.duplicates.model import Model, level_weights, weight_at
from kehu.matching.duplicates.rules import rules


def apart(fields: tuple[str, ...]) -> str:
    """SQL over a scored pair: true where both are told to be in different places.

    They count as one all the same where a field of `identity` agrees: the same telephone, mailbox,
    tax number or street. Of people the condition is never true: they move.
    """
    if "name" not in fields:
        return "false"
    elsewhere = [
        _reached(field, ("other",)) for field in ("site", "city", "country") if field in fields
    ]
    one = [
        _reached(field, tuple(levels))
        for field, levels in rules().identity.items() if field in fields
    ]  # fmt: skip
    both = f"({' OR '.join(elsewhere)})"
    return f"({both} AND NOT ({' OR '.join(one)}))" if one else both


def kind(fields: tuple[str, ...]) -> str:
    """SQL over a scored pair: 'group' of two that only their places keep apart, else 'same'."""
    places = [f"least(weight_of_{field}, 0)" for field in fields if field in rules().places]
    without = f"match_weight - ({' + '.join(places)})" if places else "match_weight"
    return (
        f"CASE WHEN {apart(fields)} AND {without} >= {weight_at(rules().related)!r} THEN 'group'"
        " ELSE 'same' END"
    )


def weight_of_places(model: Model) -> float:
    """The most that disagreement about places can have taken from a pair's weight; 0 of people."""
    if "name" not in model.fields:
        return 0.0
    placed = (level_weights(model.fields[name]) for name in model.fields if name in rules().places)
    return -sum(min(0.0, *weights.values()) for weights in placed)


def _reached(field: str, names: tuple[str, ...]) -> str:
    levels = [level.name for level in rules().fields[field].levels]
    numbers = ", ".join(str(levels.index(name)) for name in names)
    return f"coalesce(level_of_{field} IN ({numbers}), false)"
