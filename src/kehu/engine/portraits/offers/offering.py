"""Recommendations for one customer: what goes with its purchases, and what its like buy."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kehu.engine.portraits.baskets.recommending import Recommendation
from kehu.engine.portraits.offers.answers import Answers
from kehu.engine.portraits.offers.figures import Figures
from kehu.words import Lang, say


@dataclass(frozen=True)
class OfAlike:
    """A product that `buyers` of `alike` look-alikes bought, and `usual` of everybody (a share).

    `likely` is the share among look-alikes, drawn to the usual as far as they are few.
    """

    item: str
    buyers: int
    alike: int
    usual: float
    likely: float

    def reason(self, names: Mapping[str, str], lang: Lang) -> str:
        """In words; `names` by item."""
        return say(
            "alike_reason", lang, also=names[self.item], buyers=self.buyers, alike=self.alike,
            usual=f"{100 * self.usual:.{1 if self.usual < 0.1 else 0}f}",
        )  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """A product to offer and why. `likely` as the reason has it; `score` is that times what earlier
    answers to this product say, and is what they are ranked by."""

    item: str
    because: Recommendation | OfAlike
    score: float

    @property
    def likely(self) -> float:
        return self.because.likely


def bought_by_alike(
    bought: Sequence[Collection[str]], usual: Mapping[str, float], figures: Figures
) -> list[OfAlike]:
    """What look-alikes bought more often than everybody, the likeliest first, of equals by item.

    `bought`: the products of each look-alike that bought any; `usual`: by product, the share of all
    buyers who bought it.
    """
    counts: dict[str, int] = {}
    for products in bought:
        for item in {*products}:
            counts[item] = counts.get(item, 0) + 1
    found = [
        _of_alike(item, buyers, len(bought), usual.get(item, 0.0), figures)
        for item, buyers in counts.items()
        if buyers >= figures.fewest_alike
    ]
    more = [one for one in found if one.buyers > one.alike * one.usual]
    return sorted(more, key=lambda one: (-one.likely, one.item))


def _of_alike(item: str, buyers: int, alike: int, usual: float, figures: Figures) -> OfAlike:
    prior = figures.prior_alike
    return OfAlike(item, buyers, alike, usual, (buyers + prior * usual) / (alike + prior))


def offers(
    from_baskets: Iterable[Recommendation],
    from_alike: Iterable[OfAlike],
    closed: Collection[str],
    answers: Answers,
    figures: Figures,
) -> list[Offer]:
    """The best of both, each product once, the highest score first; nothing that is `closed`.

    Where both speak for a product the likelier reason is told.
    """
    best: dict[str, Recommendation | OfAlike] = {}
    both: tuple[Recommendation | OfAlike, ...] = (*from_baskets, *from_alike)
    for one in both:
        known = best.get(one.item)
        if one.item not in closed and (known is None or one.likely > known.likely):
            best[one.item] = one
    found = [Offer(item, one, one.likely * answers.factor(item)) for item, one in best.items()]
    return sorted(found, key=lambda one: (-one.score, one.item))[: figures.most]
