"""How much a signature tells."""

from benchmarks.mails.people import Buyer

FULL, WEB, ADDRESS, MOBILE, BARE, NONE = "full", "web", "address", "mobile", "bare", "none"
CORPORATE = [FULL] * 5 + [WEB] * 3 + [ADDRESS] * 2 + [BARE]
FREE_GOOD = [FULL, ADDRESS]
FREE_THIN = [MOBILE, MOBILE, BARE, BARE, NONE]


def country_of_domain(buyer: Buyer) -> str | None:
    """A country domain tells the country; .com does not."""
    return None if buyer.domain.endswith(".com") else buyer.country
