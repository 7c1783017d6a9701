"""What portraits are made by, for the rulebook in force: proved once a process."""

from functools import cache, lru_cache

from kehu.desk.core.company import base_currency
from kehu.desk.grading.rules import Version, rulebook_in_force, version_in_force
from kehu.engine.portraits.alike.facets import Facets, FacetsReader
from kehu.engine.portraits.baskets.figures import Figures as BasketFigures
from kehu.engine.portraits.baskets.figures import default_figures
from kehu.engine.portraits.load import PortraitReader
from kehu.engine.portraits.offers.figures import OfferRules, default_offer_rules
from kehu.engine.portraits.portrait import Portrait
from kehu.engine.portraits.telling import TraitWords
from kehu.engine.rules.rules_reader import read_rules
from kehu.words import Lang


def portrait_in_force() -> Portrait:
    """The tags, and the figures of commonality and groups."""
    return _portrait(version_in_force())


def facets_in_force() -> Facets:
    """What counts when customers are compared."""
    return _facets(version_in_force())


@cache
def offer_rules() -> OfferRules:
    """How many recommendations there are, and what a refusal means."""
    return default_offer_rules()


@cache
def basket_figures() -> BasketFigures:
    """When products are taken to be bought together."""
    return default_figures()


def trait_words(lang: Lang) -> TraitWords:
    """Words that know tags and countries too, with money in the company's base currency."""
    return TraitWords(rulebook_in_force(), portrait_in_force(), lang, base_currency())


@lru_cache(maxsize=4)
def _portrait(_version: Version | None) -> Portrait:
    return read_rules(PortraitReader, rulebook_in_force())


@lru_cache(maxsize=4)
def _facets(_version: Version | None) -> Facets:
    return read_rules(FacetsReader, rulebook_in_force())
