"""The ledger in the API: each verb of the room's actions has an address."""

from kehu.desk.ledger.api import customers, imports, keeping, offers, reading, sales, talks
from kehu.desk.ledger.api.router import router

__all__ = ["customers", "imports", "keeping", "offers", "reading", "router", "sales", "talks"]
