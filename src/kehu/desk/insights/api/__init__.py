"""The book of customers in the API: found, counted, kept as views, changed many at once."""

from kehu.desk.insights.api import book, bulk, leading, views
from kehu.desk.insights.api.router import router

__all__ = ["book", "bulk", "leading", "router", "views"]
