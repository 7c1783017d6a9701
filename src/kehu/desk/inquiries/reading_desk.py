"""The desk that reads mail: made once a process, anew when the catalogue has changed."""

from functools import lru_cache

from kehu.desk.inquiries.catalogue import catalogue
from kehu.desk.inquiries.known_to_us import known
from kehu.reading.catalogue import Product
from kehu.reading.known import Known
from kehu.reading.triage import Desk


def reading_desk() -> Desk:
    """A desk for the catalogue of now that knows what is known now; a new one takes seconds."""
    return _desk(catalogue()).knowing(known())


@lru_cache(maxsize=1)
def _desk(products: tuple[Product, ...]) -> Desk:
    return Desk(products, Known())
