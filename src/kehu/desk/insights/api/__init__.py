"""The book of customers in the API: found, counted, compared, kept as views, changed many."""

from kehu.desk.insights.api import book, bulk, forecasts, in_common, leading, views
from kehu.desk.insights.api.router import router

__all__ = ["book", "bulk", "forecasts", "in_common", "leading", "router", "views"]
