"""Where a customer is, and whether it is working time there."""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import lru_cache

from kehu.desk.followups.models import Place
from kehu.desk.ledger.models import Contact, Customer
from kehu.engine.plays.buyers_day import BuyersNow, buyers_now, country_of, zone_of


def place_of(customer: Customer, contacts: Iterable[Contact]) -> Place:
    """Where the customer is; the first contact who has a time zone tells it."""
    own = next((one.timezone for one in contacts if one.timezone), "")
    country, zone = _named(customer.country, own)
    return Place(country=country, zone=zone)


def places_of(customers: Collection[Customer]) -> dict[int, int]:
    """By customer the place that is kept, made where it is new."""
    zones = _own_zones([one.pk for one in customers])
    named = {one.pk: _named(one.country, zones.get(one.pk, "")) for one in customers}
    known = _known()
    if new := set(named.values()) - known.keys():
        made = [Place(country=country, zone=zone) for country, zone in sorted(new)]
        Place.objects.bulk_create(made, ignore_conflicts=True)  # another may make it just now
        known = _known()
    return {number: known[one] for number, one in named.items()}


def there(place: Place, now: datetime) -> BuyersNow | None:
    """What time it is for the buyer, and whether one may write; None where nobody knows."""
    zone = zone_of(place.country, place.zone)
    return buyers_now(place.country, zone, now) if zone else None


def awake_and_asleep(now: datetime) -> tuple[list[int], list[int]]:
    """Places in which it is working time, those of which nobody knows among them; and those in
    which it is night, weekend or a holiday."""
    awake: list[int] = []
    asleep: list[int] = []
    minute = now.replace(second=0, microsecond=0)
    for (country, zone), number in _known().items():
        (asleep if _is_closed(country, zone, minute) else awake).append(number)
    return awake, asleep


@lru_cache(maxsize=4096)
def _is_closed(country: str, zone: str, minute: datetime) -> bool:
    told = there(Place(country=country, zone=zone), minute)
    return told is not None and told.closed is not None


@lru_cache(maxsize=4096)
def _named(country: str, own_zone: str) -> tuple[str, str]:
    country = country or country_of(own_zone)
    zone = zone_of(country, own_zone)
    return country, zone.key if zone and zone != zone_of(country) else ""


def _own_zones(customer_ids: Collection[int]) -> dict[int, str]:
    contacts = Contact.objects.filter(customer_id__in=customer_ids).exclude(timezone="")
    # The last of a customer stays in the dictionary: the first contact.
    return dict(contacts.order_by("-pk").values_list("customer_id", "timezone"))


def _known() -> dict[tuple[str, str], int]:
    rows = Place.objects.values_list("pk", "country", "zone")
    return {(country, zone): number for number, country, zone in rows}
