"""Rules out of frequent sets: who buys these also buys that, how much more, and is it chance."""

from dataclasses import dataclass, fields, replace
from io import BytesIO

import numpy as np

from kehu.engine.portraits.baskets.chance import Floats, Ints, chance_of_at_least, false_discovery
from kehu.engine.portraits.baskets.figures import Figures
from kehu.engine.portraits.baskets.frequent import Frequent, Sets

NOTHING = -1  # behind the last item of a shorter set


@dataclass(frozen=True)
class Rules:
    """Who buys `bought` also buys `also`; the same rows in every column.

    `items`: products or categories; `orders`: how many there are in all. `bought`
    (n, largest − 1): item positions, ascending, NOTHING behind the last. `also` (n,): one item.
    `orders_bought`, `orders_also` and `orders_both`: how many orders hold the ones, the other, all.
    `confidence`: share of the orders with `bought` that hold `also`. `lift`: that against the share
    of all orders. `leverage`: share of orders that hold both, less what it would be by chance.
    `shrunken_lift`: lift with the prior's orders mixed in. `p_value`: how likely so many would be
    by chance. `q_value`: which share of chance is accepted with this rule and all more certain.
    """

    items: tuple[str, ...]
    orders: int
    bought: Ints
    also: Ints
    orders_bought: Ints
    orders_also: Ints
    orders_both: Ints
    confidence: Floats
    lift: Floats
    leverage: Floats
    shrunken_lift: Floats
    p_value: Floats
    q_value: Floats

    def __len__(self) -> int:
        return len(self.also)

    def names_bought(self, rule: int) -> tuple[str, ...]:
        """The items of `bought` in one row."""
        return tuple(self.items[item] for item in self.bought[rule] if item != NOTHING)

    def believed(self, figures: Figures) -> "Rules":
        """Those that raise the usual and are not taken for chance."""
        rows = (self.lift > 1.0) & (self.q_value <= figures.significance)
        columns = [one.name for one in fields(self) if one.name not in ("items", "orders")]
        return replace(self, **{name: getattr(self, name)[rows] for name in columns})

    def as_bytes(self) -> bytes:
        """The rules as they are kept, for `of_bytes`."""
        out = BytesIO()
        kept = {one.name: np.asarray(getattr(self, one.name)) for one in fields(self)}
        np.savez_compressed(out, allow_pickle=False, **{**kept, "items": np.array(self.items, "U")})
        return out.getvalue()

    @classmethod
    def of_bytes(cls, kept: bytes) -> "Rules":
        """What `as_bytes` wrote."""
        with np.load(BytesIO(kept), allow_pickle=False) as arrays:
            columns = {one.name: arrays[one.name] for one in fields(cls)}
        items, orders = columns.pop("items").tolist(), int(columns.pop("orders"))
        return cls(tuple(items), orders, **columns)


def rules_of(frequent: Frequent, figures: Figures) -> Rules:
    """Every rule with one item behind it, in the order of sets by size, and of items in a set.

    Lift and leverage as in Brin et al. (SIGMOD 1997) and Piatetsky-Shapiro (1991). The shrunken
    lift is (seen + k) / (expected + k), the mean of a gamma-Poisson model whose prior has mean 1
    and weighs as k = `prior_orders` orders (DuMouchel, The American Statistician 53, 1999). The
    chance is Webb's (Machine Learning 68, 2007): one-sided Fisher tests against each rule with one
    item less, of which the worst counts, so that no rule lives on a part of itself; all rules that
    the search could have found count as tested, not only those that it found.
    """
    orders, prior = frequent.baskets.orders, figures.prior_orders
    found = [_of_size(frequent, sets) for sets in frequent.by_size[1:]]
    counts = np.concatenate([np.empty((0, 4), np.int64), *(one.counts for one in found)])
    p_values = np.concatenate([np.empty(0), *(one.p_values for one in found)])
    also, with_bought, with_also, with_both = counts.T
    expected = with_bought * with_also / max(1, orders)
    return Rules(
        frequent.baskets.items,
        orders,
        _padded([one.bought for one in found], len(frequent.by_size) - 1),
        also,
        with_bought,
        with_also,
        with_both,
        confidence=with_both / with_bought,
        lift=with_both / expected,
        leverage=(with_both - expected) / max(1, orders),
        shrunken_lift=(with_both + prior) / (expected + prior),
        p_value=p_values,
        q_value=false_discovery(p_values, tested(frequent)),
    )


def tested(frequent: Frequent) -> int:
    """How many rules there could have been: every set but the largest, and every item beside it."""
    items = len(frequent.baskets.items)
    smaller = frequent.by_size[:-1]
    return sum(len(sets) * max(0, items - size) for size, sets in enumerate(smaller, start=1))


@dataclass(frozen=True)
class _Counted:
    """Rules from sets of one size: `bought` (n, size − 1); `counts` (n, 4): the item that is also
    bought, and the orders with the ones, the other and both; `p_values` (n,)."""

    bought: Ints
    counts: Ints
    p_values: Floats


def _of_size(frequent: Frequent, sets: Sets) -> _Counted:
    places = range(sets.members.shape[1])
    bought = _in_turn([np.delete(sets.members, place, axis=1) for place in places])
    also, both = sets.members.reshape(-1), np.repeat(sets.orders, len(places))
    with_bought = frequent.orders_of(bought)
    worst = np.zeros(len(also))
    for place in range(bought.shape[1]):
        fewer = np.delete(bought, place, axis=1)
        marked = frequent.orders_of(np.sort(np.column_stack([fewer, also]), axis=1))
        chance = chance_of_at_least(both, frequent.orders_of(fewer), marked, with_bought)
        worst = np.maximum(worst, chance)
    counts = [also, with_bought, frequent.orders_of(also[:, None]), both]
    return _Counted(bought, np.column_stack(counts), worst)


def _in_turn(rows: list[Ints]) -> Ints:
    """The first rows of all, then the second ones, and so on."""
    return np.stack(rows, axis=1).reshape(-1, rows[0].shape[1])


def _padded(bought: list[Ints], width: int) -> Ints:
    wide = [np.pad(one, ((0, 0), (0, width - one.shape[1])), constant_values=NOTHING)
            for one in bought]  # fmt: skip
    return np.concatenate([np.empty((0, width), np.int64), *wide])
