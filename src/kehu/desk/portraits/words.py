"""What a recommendation rests on and what it would cost, in the reader's words."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kehu.desk.core.currencies import symbol
from kehu.desk.ledger.models import Product
from kehu.desk.portraits.in_force import offer_rules
from kehu.desk.portraits.models import Offer, ProductPrice
from kehu.engine.portraits.baskets.recommending import Recommendation
from kehu.engine.portraits.offers.answers import Answers
from kehu.engine.portraits.offers.offering import OfAlike
from kehu.engine.portraits.offers.prices import Price
from kehu.engine.rules.words import Words
from kehu.words import Lang


@dataclass(frozen=True)
class OfferCard:
    """A recommendation as it is shown. `price` says where ours stands, `told` what others answered;
    both are empty where nothing is known."""

    offer: Offer
    why: str
    price: str
    position: str
    told: str
    answer: str


def cards(offers: list[Offer], answers: Answers, words: Words) -> list[OfferCard]:
    """Recommendations in the order given."""
    named = {code for one in offers for code in [*one.because.get("because", ()), one.product.code]}
    names = dict(Product.objects.filter(code__in=named).values_list("code", "name"))
    return [_card(one, names, answers, words) for one in offers]


def _card(offer: Offer, names: Mapping[str, str], answers: Answers, words: Words) -> OfferCard:
    price, position = _priced(offer, words)
    return OfferCard(
        offer, reason(offer, names, words.lang), price, position,
        _told(offer.product.code, answers, words.lang), _answer(offer, words.lang),
    )  # fmt: skip


def reason(offer: Offer, names: Mapping[str, str], lang: Lang) -> str:
    """What it rests on; a product that is gone from the catalogue is called by its number."""
    figures = {**offer.because}
    called = _Called(names)
    if offer.source == Offer.Source.ALIKE:
        return OfAlike(**figures).reason(called, lang)
    figures["because"] = tuple(figures["because"])
    return Recommendation(**figures).reason(called, lang)


class _Called(dict[str, str]):
    def __missing__(self, code: str) -> str:
        return code


def price_of(product: Product) -> Price | None:
    """What is known of a product's price."""
    row: ProductPrice | None = getattr(product, "productprice", None)
    if row is None:
        return None
    return Price(row.ours, row.cost, row.market, row.paid, row.paid_low, row.paid_high)


def _priced(offer: Offer, words: Words) -> tuple[str, str]:
    price = price_of(offer.product)
    if price is None or price.ours is None:
        return _("No price known."), ""
    sign = symbol(words.currency, words.lang)
    ours = _("Our price %(price)s") % {"price": f"{sign}{_plain(price.ours)}"}
    against = _against(price, sign)
    position = price.position(offer_rules().figures) or ""
    return " · ".join([ours, *against]), position


def _against(price: Price, sign: str) -> list[str]:
    told = []
    if price.market:
        told.append(_("market average %(price)s") % {"price": f"{sign}{_plain(price.market)}"})
    if price.paid and price.paid_low and price.paid_high:
        paid = {n: f"{sign}{_plain(getattr(price, n))}" for n in ("paid", "paid_low", "paid_high")}
        told.append(_("customers pay %(paid)s (%(paid_low)s–%(paid_high)s)") % paid)
    if price.cost and price.ours:
        margin = round(100 * (1 - price.cost / price.ours))
        told.append(_("margin %(margin)s %%") % {"margin": margin})
    return told


def _plain(amount: float) -> str:
    return f"{amount:,.2f}"


def _told(item: str, answers: Answers, lang: Lang) -> str:
    accepted, told, commonest = answers.told_of(item)
    if not told:
        return ""
    said = _("%(accepted)s of %(told)s answers for this product accepted it") % {
        "accepted": accepted, "told": told,
    }  # fmt: skip
    known = offer_rules().reasons.get(commonest or "")
    if known is None:
        return said
    return said + _("; most often refused: %(why)s") % {"why": known.title[lang]}


def _answer(offer: Offer, lang: Lang) -> str:
    if offer.state != Offer.State.REFUSED:
        return ""
    known = offer_rules().reasons.get(offer.reason)
    return known.title[lang] if known else offer.reason
