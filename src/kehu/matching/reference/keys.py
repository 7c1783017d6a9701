"""By what a row of a reference table and a customer are the same place or company."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from kehu.cleaning.cleaned import Unclean
from kehu.cleaning.countries import iso_country
from kehu.cleaning.names import company_key
from kehu.cleaning.websites import clean_website, registered_domain
from kehu.errors import KehuError
from kehu.matching.duplicates.texts import place, squeezed
from kehu.rulebook import read

_LEAST_POSTCODE = 2  # signs of a postcode that say anything of where it is
Customer = Mapping[str, str]  # name, country, province, city, postcode, website


@cache
def reference() -> Mapping[str, Any]:
    """`rulebook/reference.yaml`."""
    told: Mapping[str, Any] = read("reference.yaml")
    return told


def key_of_row(kind: str, cell: str, country: str) -> str:
    """The key of a row whose cell names a place or company, in a country where one is told.

    `country` is ISO 3166, or empty for every country. Raises Unclean, KehuError `no_key`.
    """
    if kind == "country":
        return country_code(cell)
    if kind == "domain":
        site = str(clean_website(cell.rpartition("@")[2]).value or "")
        key = registered_domain(site)
    else:
        key = _PLAIN[kind](cell)
    if not key:
        raise KehuError("no_key", value=cell)
    return key if kind == "domain" else f"{country}|{key}"


def keys_of_customer(kind: str, customer: Customer) -> list[str]:
    """The keys under which a row about the customer can stand, the most exact first."""
    country = customer["country"]
    if kind == "country":
        return [country] if country else []
    if kind == "domain":
        domain = registered_domain(customer["website"])
        return [domain] if domain else []
    key = _PLAIN[kind](customer[_FROM[kind]])
    keys = [key]
    if kind == "postcode":
        keys = [key[:length] for length in range(len(key), _LEAST_POSTCODE - 1, -1)]
    return [f"{of}|{one}" for one in keys if one for of in dict.fromkeys((country, ""))]


def country_code(cell: str) -> str:
    """Raises Unclean `names_no_country`."""
    code = iso_country(cell)
    if code is None:
        raise Unclean("names_no_country", value=cell)
    return code


def _postcode(cell: str) -> str:
    return (squeezed(cell) or "").upper()


def _place(cell: str) -> str:
    return place(cell) or "" if cell else ""


_PLAIN: Mapping[str, Callable[[str], str]] = {
    "company": company_key, "postcode": _postcode, "city": _place, "region": _place,
}  # fmt: skip
_FROM = {"company": "name", "postcode": "postcode", "city": "city", "region": "province"}
