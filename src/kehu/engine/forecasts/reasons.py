"""Why a model of orders was taken, in words."""

from collections.abc import Sequence

from kehu.engine.forecasts.buying import Buying
from kehu.engine.forecasts.choosing import Tried
from kehu.words import Lang, say

_ALL = 4  # parameters of a model that leaves none out


def reason(buying: Buying | None, tried: Sequence[Tried], lang: Lang) -> str:
    """A line each: the model that was taken, how each did that was tried, what it leaves out."""
    if buying is None:
        return say("no_model_of_orders", lang)
    name = _named(buying.name, buying.k, lang)
    parts = [say("model_chosen" if tried else "model_asked_for", lang, model=name)]
    parts += [say("model_did", lang, model=_named(one.name, one.k, lang), error=_error(one, lang),
                  likelihood=f"{one.log_likelihood:,.1f}") for one in tried]  # fmt: skip
    if len(buying.free) < _ALL:
        parts.append(say("model_has_fewer", lang, names=", ".join(buying.free)))
    return "\n".join(parts)


def _named(name: str, k: int, lang: Lang) -> str:
    return say("model_with_k", lang, model=name, k=k) if name.endswith("-k") else name


def _error(one: Tried, lang: Lang) -> str:
    return say("value_unknown", lang) if one.error is None else f"{one.error:.4f}"
