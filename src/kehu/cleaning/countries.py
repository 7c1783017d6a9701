"""Country names as people write them, in any language of trade, to ISO 3166."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import pycountry
from babel import Locale
from babel.core import UnknownLocaleError
from babel.languages import get_official_languages

from kehu.rulebook import read

_CHINESE_AND_ENGLISH = ("en", "zh_Hans", "zh_Hant")
_OTHER_LANGUAGES = (
    "es", "fr", "pt", "de", "it", "nl", "ru", "uk", "pl", "cs", "ro", "hu", "el", "sv", "da", "nb",
    "fi", "tr", "ar", "fa", "he", "hi", "bn", "ur", "th", "vi", "id", "ms", "ja", "ko", "kk", "sw",
)  # fmt: skip
# Between names of one country: CN-中国, USA (United States), 德国 Germany.
_BETWEEN = re.compile(
    r"[()（）\[\]/|,;:\-–—]+|(?<=[\u4e00-\u9fff])\s+(?=[A-Za-z])|(?<=[A-Za-z])\s+(?=[\u4e00-\u9fff])"
)


def iso_country(name: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of a country as written, None where it names no one country.

    Read are: the aliases of `rulebook/countries.yaml`, alpha-2 and alpha-3 codes, the names of
    ISO 3166, and those of CLDR in English, Chinese, the country's official languages and the
    languages of trade; or several of these for the same country in one cell. Never guesses:
    `Austira` is None, and so is a name that means one country here and another there.
    """
    codes = _codes_by_name()
    bare = _bare(name)
    if bare in codes:
        return codes[bare]
    pieces = {codes.get(_bare(piece)) for piece in _BETWEEN.split(name) if _bare(piece)}
    return pieces.pop() if len(pieces) == 1 else None


def _bare(name: str) -> str:
    """Letters and digits alone, without case or accents, and without a leading article."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    plain = re.sub(r"^\s*the\s+", "", plain)
    return "".join(sign for sign in plain if sign.isalnum())


@cache
def _codes_by_name() -> dict[str, str | None]:
    codes: dict[str, str | None] = {}
    for name, code in _names():
        codes.setdefault(_bare(name), code)
    elsewhere: dict[str, set[str]] = {}
    for language in _OTHER_LANGUAGES:
        for name, code in _cldr_names(language):
            elsewhere.setdefault(_bare(name), set()).add(code)
    for bare, meant in elsewhere.items():
        if len(meant) == 1:
            codes.setdefault(bare, next(iter(meant)))
    codes.pop("", None)
    return codes


def _names() -> Iterator[tuple[str, str | None]]:
    """Every known name with its code, the most trusted first: who claims a name first keeps it."""
    written = _written_names()
    yield from written["aliases"].items()
    yield from ((name, None) for name in written["unknown"])
    yield from _iso_names()
    for language in _CHINESE_AND_ENGLISH:
        yield from _cldr_names(language)
    yield from _own_names()


def _written_names() -> dict[str, Any]:
    written: dict[str, Any] = read("countries.yaml")
    return written


def _iso_names() -> Iterator[tuple[str, str]]:
    for country in pycountry.countries:
        for field in ("alpha_2", "alpha_3", "name", "official_name", "common_name"):
            name = getattr(country, field, None)
            if name:
                yield name, country.alpha_2
                # ISO files "Korea, Republic of" under K; people write "Republic of Korea".
                head, comma, tail = name.partition(", ")
                if comma:
                    yield f"{tail} {head}", country.alpha_2


def _cldr_names(language: str) -> Iterator[tuple[str, str]]:
    territories = Locale.parse(language).territories
    for country in pycountry.countries:
        if country.alpha_2 in territories:
            yield territories[country.alpha_2], country.alpha_2


def _own_names() -> Iterator[tuple[str, str]]:
    """`Deutschland`, `España`, `日本`: each country in its official languages."""
    for country in pycountry.countries:
        for language in get_official_languages(country.alpha_2):
            try:
                name = Locale.parse(language).territories.get(country.alpha_2)
            except UnknownLocaleError:
                continue
            if name:
                yield name, country.alpha_2


def country_names(languages: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What people of some languages (as CLDR calls them) call the countries, each with its code:
    the aliases of `rulebook/countries.yaml` and the names of CLDR; not the codes themselves."""
    yield from _written_names()["aliases"].items()
    for language in languages:
        yield from _cldr_names(language)


def country_of_top_level_domain(domain: str) -> str | None:
    """The country whose national top-level domain a domain has, None of a general one."""
    top = domain.rpartition(".")[2].upper()
    code = {"UK": "GB", "SU": "RU"}.get(top, top)
    return code if len(code) == 2 and pycountry.countries.get(alpha_2=code) else None
