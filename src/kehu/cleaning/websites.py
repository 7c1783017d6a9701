"""Websites to the domain, which is what names a company."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

import tldextract

from kehu.cleaning.cleaned import NOTHING, Cleaned, Unclean
from kehu.cleaning.emails import address_words
from kehu.cleaning.text import half_width, says_nothing, visible

_BUNDLED = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def clean_website(raw: str) -> Cleaned:
    """`www.Example.com/en/` as `example.com`; of a page among other people's pages all of it.

    Raises Unclean `not_a_website`.
    """
    text = half_width(visible(raw))
    if says_nothing(text):
        return NOTHING if not text else Cleaned(None, "said_nothing")
    site = _site(text.split()[0] if text.split() else text)
    if site is None:
        raise Unclean("not_a_website", value=raw)
    return Cleaned(site, "" if site == raw else "website_form")


@lru_cache(65_536)
def registered_domain(site: str) -> str:
    """The domain that somebody registered, `example.co.uk`; empty where there is none."""
    found = _BUNDLED(site)
    if found.suffix:
        return found.top_domain_under_public_suffix.lower()
    # The list's own rule for what it does not know: the last label is the suffix.
    labels = [one for one in found.domain.rsplit(".", 1)[:1] if one]
    above = found.subdomain.rsplit(".", 1)[-1]
    return f"{above}.{labels[0]}".lower() if labels and above else ""


def is_registrable(domain: str) -> bool:
    """Does it end as domains do that somebody may have? `spett.le` is Italian for dear sirs."""
    found = _BUNDLED(domain)
    return bool(found.suffix) or domain.endswith(".example")


@lru_cache(65_536)
def _site(text: str) -> str | None:
    form = re.sub(
        r"^(?:web(?:site)?|网址|官网|homepage|url)\s*[:：]\s*", "", text, flags=re.IGNORECASE
    )
    form = re.sub(r"^https?[:;]?/{1,3}", "", form.strip(" <>()[],;。，"), flags=re.IGNORECASE)
    if "@" in form:
        return None
    try:
        parts = urlsplit(f"//{form}")
        host = (parts.hostname or "").strip(".")
    except ValueError:
        return None
    found = _BUNDLED(host)
    if not found.domain or not found.suffix or not re.fullmatch(r"[\w.-]+", host):
        return None
    host = host.lower().removeprefix("www.")
    path = parts.path.rstrip("/")
    return f"{host}{path}" if _is_among_others(host) and path else host


def _is_among_others(host: str) -> bool:
    return registered_domain(host) in address_words()["sites"]
