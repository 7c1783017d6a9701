"""A demo exporter: an invented LED-lighting maker and its customers, written as a ledger."""

from kehu.demo.ledger import DEFAULT_UNTIL, write_ledger

__all__ = ["DEFAULT_UNTIL", "write_ledger"]
