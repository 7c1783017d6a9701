"""The user's own tables that mails are read by, parsed once a process and version."""

from functools import lru_cache

from kehu.desk.inquiries.models import ReadingTable
from kehu.reading.catalogue import Product, catalogue_of
from kehu.reading.known import Multinational, multinationals_of, read_multinationals


def own_catalogue() -> dict[str, Product]:
    """Products by sku as the user's table tells them; none without a table."""
    return {one.sku: one for one in _catalogue(_text(ReadingTable.Kind.CATALOGUE))}


def known_companies() -> tuple[Multinational, ...]:
    """The companies that frauds claim to be: the user's, else those that ship."""
    return _companies(_text(ReadingTable.Kind.COMPANIES))


def rows_in(kind: str, text: str, file: str) -> int:
    """How many rows a table has. Raises InputFaults with all that is wrong with it."""
    read = catalogue_of if kind == ReadingTable.Kind.CATALOGUE else multinationals_of
    return len(read(text, file))


def _text(kind: str) -> str:
    return ReadingTable.objects.filter(kind=kind).values_list("text", flat=True).first() or ""


@lru_cache(maxsize=2)
def _catalogue(text: str) -> tuple[Product, ...]:
    return catalogue_of(text, "") if text else ()


@lru_cache(maxsize=2)
def _companies(text: str) -> tuple[Multinational, ...]:
    return multinationals_of(text, "") if text else read_multinationals(None)
