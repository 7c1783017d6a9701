"""Whether anybody takes mail for a domain, asked of the name servers where the network answers."""

import time
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor

import dns.exception
import dns.resolver

from kehu.cleaning.emails import address_words

_AT_ONCE = 16
_PATIENCE = 3.0  # seconds for one domain
_MOST = 2_000  # domains of one sheet


def without_mail_server(
    domains: Collection[str],
    resolver: dns.resolver.Resolver | None = None,
    seconds: float = 20.0,
) -> frozenset[str]:
    """The domains to which no mail can go: they are not there, or take none.

    Mail goes to a domain with an MX record or, without one, with an address (RFC 5321, 5.1); `MX 0
    .` takes none (RFC 7505). Empty where the network does not answer, which a well-known provider
    shows; who is not answered for within `seconds` is taken to have one.
    """
    asked = resolver or _own_resolver()
    if asked is None or not domains or not _answers(asked):
        return frozenset()
    until = time.monotonic() + seconds

    def look(domain: str) -> bool:
        return time.monotonic() < until and _is_dead(asked, domain) is True

    some = sorted(domains)[:_MOST]
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        return frozenset(
            domain for domain, dead in zip(some, threads.map(look, some), strict=True) if dead
        )


def _own_resolver() -> dns.resolver.Resolver | None:
    try:
        return dns.resolver.Resolver()
    except dns.resolver.NoResolverConfiguration:
        return None


def _answers(resolver: dns.resolver.Resolver) -> bool:
    return any(_is_dead(resolver, domain) is False for domain in address_words()["known"])


def _is_dead(resolver: dns.resolver.Resolver, domain: str) -> bool | None:
    """None where nobody answered."""
    try:
        servers = resolver.resolve(domain, "MX", lifetime=_PATIENCE)
        return all(str(one.exchange) == "." for one in servers)
    except dns.resolver.NXDOMAIN:
        return True
    except dns.resolver.NoAnswer:
        return _has_no_address(resolver, domain)
    except dns.exception.DNSException:
        return None


def _has_no_address(resolver: dns.resolver.Resolver, domain: str) -> bool | None:
    for kind in ("A", "AAAA"):
        try:
            resolver.resolve(domain, kind, lifetime=_PATIENCE)
        except dns.resolver.NoAnswer:
            continue
        except dns.exception.DNSException:
            return None
        return False
    return True
